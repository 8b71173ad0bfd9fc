/** The mixed-height Merkle tree of docs/protocol.md section 2, whole (for the prover) and along one path (for the verifier). */
import { chain, join, node } from './blake3.ts';

/** The rows of all tables of one log length, each already concatenated in table order, by position. */
export interface LeafLevel {
  logLength: number;
  rows: readonly Uint8Array[];
}

export interface MerkleTree {
  kind: number;
  /** Descending log lengths. */
  leafLevels: readonly LeafLevel[];
  logMax: number;
  capHeight: number;
  /** nodes[l] is level l, of 2^l digests. */
  nodes: readonly (readonly Uint8Array[])[];
  cap: readonly Uint8Array[];
}

export function buildTree(kind: number, leafLevels: readonly LeafLevel[], capHeight: number): MerkleTree {
  const sorted = [...leafLevels].sort((a, b) => b.logLength - a.logLength);
  const logMax = sorted[0]!.logLength;
  const leaves = (l: number) =>
    sorted.find((level) => level.logLength === l)?.rows.map((row) => chain(kind, l, row.length, row));
  const nodes: Uint8Array[][] = [];
  nodes[logMax] = leaves(logMax)!;
  for (let l = logMax - 1; l >= capHeight; l--) {
    const below = nodes[l + 1]!;
    const joined = leaves(l);
    nodes[l] = Array.from({ length: 2 ** l }, (_, j) => {
      const parent = node(below[2 * j]!, below[2 * j + 1]!);
      return joined === undefined ? parent : join(parent, joined[j]!);
    });
  }
  return { kind, leafLevels: sorted, logMax, capHeight, nodes, cap: nodes[capHeight]! };
}

export interface Opening {
  /** One row per log length of the tree, descending. */
  rows: Uint8Array[];
  /** Bottom up. */
  siblings: Uint8Array[];
}

export function openTree(tree: MerkleTree, index: number): Opening {
  const rows = tree.leafLevels.map((level) => level.rows[index >> (tree.logMax - level.logLength)]!);
  const siblings: Uint8Array[] = [];
  for (let l = tree.logMax; l > tree.capHeight; l--) siblings.push(tree.nodes[l]![(index >> (tree.logMax - l)) ^ 1]!);
  return { rows, siblings };
}

/** The cap node (number index >> (logMax - capHeight)) that an opening leads to. `logLengths` are descending. */
export function capNodeOf(
  kind: number,
  logLengths: readonly number[],
  capHeight: number,
  index: number,
  opening: Opening,
): Uint8Array {
  const logMax = logLengths[0]!;
  const leaf = (i: number) => chain(kind, logLengths[i]!, opening.rows[i]!.length, opening.rows[i]!);
  let digest = leaf(0);
  let next = 1;
  for (let l = logMax; l > capHeight; l--) {
    const position = index >> (logMax - l);
    const sibling = opening.siblings[logMax - l]!;
    digest = position % 2 === 0 ? node(digest, sibling) : node(sibling, digest);
    if (logLengths[next] === l - 1) digest = join(digest, leaf(next++));
  }
  return digest;
}
