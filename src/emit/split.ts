/**
 * Cuts the work of a large AIR into pieces that become one function each: a function with tens of thousands of instructions takes
 * long to compile and does not fit the instruction cache. Shared expressions are computed once per piece.
 */
import { reachable } from '../air/evaluate-rows.ts';
import type { Expr } from '../air/expression.ts';

/** Expression nodes and roots per piece. */
const PIECE_NODES = 1200;

/** Items in order, in pieces of neighbours. */
export function splitWork<T>(work: readonly { readonly item: T; readonly roots: readonly Expr[] }[]): T[][] {
  const pieces: T[][] = [];
  let piece: T[] = [];
  let nodes = new Set<Expr>();
  let size = 0;
  for (const { item, roots } of work) {
    if (size > PIECE_NODES) {
      pieces.push(piece);
      piece = [];
      nodes = new Set();
      size = 0;
    }
    piece.push(item);
    for (const expr of reachable(roots)) nodes.add(expr);
    size = nodes.size + 4 * piece.length;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
