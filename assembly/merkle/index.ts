// What the host may call of the Merkle trees.
import { GRIND_SCRATCH_BYTES } from '../hash/grind';
import { FRI_LEAF_SCRATCH_BYTES } from './fri-leaves';
import { LEAF_SCRATCH_BYTES } from './leaves';
import { NODE_SCRATCH_BYTES } from './nodes';

export { hashFriLeaves } from './fri-leaves';
export { hashLeaves } from './leaves';
export { hashLevels, hashNodes, joinNodes } from './nodes';

/** Bytes of scratch (16-aligned, one per worker) with which every hashing kernel is content. */
export function hashScratchBytes(): usize {
  return max(max(LEAF_SCRATCH_BYTES, FRI_LEAF_SCRATCH_BYTES), max(NODE_SCRATCH_BYTES, GRIND_SCRATCH_BYTES));
}
