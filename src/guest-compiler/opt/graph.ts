/** The block graph: predecessors, dominators (Cooper, Harvey, Kennedy, "A simple, fast dominance algorithm"), loops, order. */
import type { Block, Edge, IrFunction } from '../ir/ir.ts';

export interface Predecessor {
  readonly block: Block;
  readonly edge: Edge;
}

export type Predecessors = ReadonlyMap<Block, Predecessor[]>;

export function removeUnreachable(fn: IrFunction): void {
  const entry = fn.blocks[0]!;
  const reached = new Set<Block>([entry]);
  const work = [entry];
  for (let block = work.pop(); block; block = work.pop()) {
    for (const { target } of block.terminator!.edges) {
      if (reached.has(target)) continue;
      reached.add(target);
      work.push(target);
    }
  }
  fn.blocks = fn.blocks.filter((block) => reached.has(block));
}

export function predecessors(fn: IrFunction): Map<Block, Predecessor[]> {
  const result = new Map<Block, Predecessor[]>(fn.blocks.map((block) => [block, []]));
  for (const block of fn.blocks) {
    for (const edge of block.terminator!.edges) result.get(edge.target)!.push({ block, edge });
  }
  return result;
}

export function reversePostorder(fn: IrFunction): Block[] {
  const result: Block[] = [];
  const seen = new Set<Block>([fn.blocks[0]!]);
  const stack: { block: Block; next: number }[] = [{ block: fn.blocks[0]!, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const { edges } = top.block.terminator!;
    const edge = edges[edges.length - 1 - top.next++];
    if (!edge) {
      result.push(top.block);
      stack.pop();
    } else if (!seen.has(edge.target)) {
      seen.add(edge.target);
      stack.push({ block: edge.target, next: 0 });
    }
  }
  return result.reverse();
}

export class Dominators {
  /** Reverse postorder. */
  readonly order: readonly Block[];
  readonly #index: Map<Block, number>;
  readonly #parent: Int32Array;

  constructor(fn: IrFunction, preds: Predecessors) {
    this.order = reversePostorder(fn);
    this.#index = new Map(this.order.map((block, i) => [block, i]));
    const parent = new Int32Array(this.order.length).fill(-1);
    parent[0] = 0;
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (let i = 1; i < this.order.length; i++) {
        let best = -1;
        for (const { block } of preds.get(this.order[i]!)!) {
          let at = this.#index.get(block)!;
          if (parent[at] === -1) continue;
          if (best === -1) best = at;
          while (best !== at) {
            if (at > best) at = parent[at]!;
            else best = parent[best]!;
          }
        }
        if (parent[i] !== best) {
          parent[i] = best;
          isChanged = true;
        }
      }
    }
    this.#parent = parent;
  }

  dominates(a: Block, b: Block): boolean {
    const target = this.#index.get(a)!;
    let at = this.#index.get(b)!;
    while (at > target) at = this.#parent[at]!;
    return at === target;
  }

  immediate(block: Block): Block {
    return this.order[this.#parent[this.#index.get(block)!]!]!;
  }
}

export interface Loop {
  readonly header: Block;
  readonly blocks: Set<Block>;
}

/** Natural loops, outermost first; sets `loopDepth` of all blocks. */
export function findLoops(fn: IrFunction, preds: Predecessors, dominators: Dominators): Loop[] {
  const loops: Loop[] = [];
  for (const header of dominators.order) {
    const latches = preds.get(header)!.filter(({ block }) => dominators.dominates(header, block));
    if (latches.length === 0) continue;
    const blocks = new Set<Block>([header]);
    const work = latches.map(({ block }) => block);
    for (let block = work.pop(); block; block = work.pop()) {
      if (blocks.has(block)) continue;
      blocks.add(block);
      for (const pred of preds.get(block)!) work.push(pred.block);
    }
    loops.push({ header, blocks });
  }
  for (const block of fn.blocks) block.loopDepth = 0;
  for (const { blocks } of loops) for (const block of blocks) block.loopDepth++;
  return loops;
}

/** Blocks from which only traps can be reached are cold and go to the end, in textual order like the others. */
export function orderBlocks(fn: IrFunction): void {
  for (const block of reversePostorder(fn).reverse()) {
    const { edges } = block.terminator!;
    if (edges.length > 0 && edges.every(({ target }) => target.isCold)) block.isCold = true;
  }
  const [entry, ...rest] = fn.blocks;
  // Execution starts with the first block, even if it leads to a trap only.
  entry!.isCold = false;
  const byId = (a: Block, b: Block): number => a.id - b.id;
  fn.blocks = [
    entry!,
    ...rest.filter((block) => !block.isCold).sort(byId),
    ...rest.filter((block) => block.isCold).sort(byId),
  ];
}
