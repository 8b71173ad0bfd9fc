// Inner levels of the Merkle trees (docs/protocol.md section 2, `node` and `join`), four nodes at once. Digests are 32
// bytes, row-major. Counts below four (the last levels) go one by one.

import { compress, compress4, FLAG_JOIN, FLAG_NODE, initialise4, IV_0, IV_1, IV_2, IV_3, IV_4, IV_5, IV_6, IV_7 } from '../hash/blake3';
import { Transpose } from '../hash/lanes';

/** Bytes that the kernels of this module need at `scratch`: four cvs and four messages. */
export const NODE_SCRATCH_BYTES: usize = 128 + 256;

/** One digest at `out` from the two 32-byte halves of a block. */
function hashPair(left: usize, right: usize, out: usize, flags: u32, scratch: usize): void {
  const message = scratch + 128;
  memory.copy(message, left, 32);
  memory.copy(message + 32, right, 32);
  v128.store(scratch, i32x4(IV_0, IV_1, IV_2, IV_3));
  v128.store(scratch, i32x4(IV_4, IV_5, IV_6, IV_7), 16);
  compress(scratch, message, 0, 0, 64, flags);
  memory.copy(out, scratch, 32);
}

/** Four digests at `out` from four blocks whose halves lie at left + i * stride and right + i * stride. */
function hashPairs4(left: usize, right: usize, stride: usize, out: usize, flags: u32, scratch: usize): void {
  const message = scratch + 128;
  Transpose.copy(left, stride, message, 16);
  Transpose.copy(left + 16, stride, message + 64, 16);
  Transpose.copy(right, stride, message + 128, 16);
  Transpose.copy(right + 16, stride, message + 192, 16);
  initialise4(scratch, IV_0, IV_1, IV_2);
  compress4(scratch, message, 0, 0, 64, flags);
  Transpose.copy(scratch, 16, out, 32);
  Transpose.copy(scratch + 64, 16, out + 16, 32);
}

/** parents[j] = node(children[2 j], children[2 j + 1]) for j in first .. first + count - 1. */
export function hashNodes(children: usize, parents: usize, first: u32, count: u32, scratch: usize): void {
  let from = children + (<usize>first << 6);
  let to = parents + (<usize>first << 5);
  for (; count >= 4; count -= 4, from += 256, to += 128) hashPairs4(from, from + 32, 64, to, FLAG_NODE, scratch);
  for (; count > 0; count--, from += 64, to += 32) hashPair(from, from + 32, to, FLAG_NODE, scratch);
}

/** nodes[j] = join(nodes[j], leaves[j]) for j in first .. first + count - 1. */
export function joinNodes(nodes: usize, leaves: usize, first: u32, count: u32, scratch: usize): void {
  let to = nodes + (<usize>first << 5);
  let leaf = leaves + (<usize>first << 5);
  for (; count >= 4; count -= 4, to += 128, leaf += 128) hashPairs4(to, leaf, 32, to, FLAG_JOIN, scratch);
  for (; count > 0; count--, to += 32, leaf += 32) hashPair(to, leaf, to, FLAG_JOIN, scratch);
}

/**
 * Levels from - 1 down to `to` of a tree whose level `from` is there, for the nodes below positions first .. first +
 * count - 1 of level `to`: whole subtrees, so that different positions can be taken at a time. `levels` is a table of u32
 * addresses by level; `joins` one of digests to be joined, 0 for none.
 */
export function hashLevels(levels: usize, joins: usize, from: u32, to: u32, first: u32, count: u32, scratch: usize): void {
  for (let level = from; level-- > to; ) {
    const nodes = load<u32>(levels + (<usize>level << 2));
    const shift = level - to;
    hashNodes(load<u32>(levels + (<usize>level << 2), 4), nodes, first << shift, count << shift, scratch);
    const leaves = load<u32>(joins + (<usize>level << 2));
    if (leaves != 0) joinNodes(nodes, leaves, first << shift, count << shift, scratch);
  }
}
