// Openings of the mixed-height trees and of the FRI layers (docs/protocol.md, section 2, and the query records of section 7).
// The current node stays where it is and is replaced by its parent; siblings are read from the archive, where they lie in the order of
// the path, and leaves that join it are hashed beside it. What there is to hash is the same for all queries: layout.ts has planned it.
import { blake3Chain, blake3Path } from './imports';
import { Padded, Padding } from './layout';
import {
  BAD_OPENING,
  BAD_PADDING,
  H_LEAVES,
  HEIGHT_BYTES,
  HEIGHTS,
  LEAF,
  LEAF_BLOCKS,
  LEAF_BYTES,
  LEAF_NODES,
  LEAF_PADDED,
  LEAF_ROW,
  LEAF_ROW_BYTES,
  LEAF_START,
  MAX_LOG_LENGTH,
  NODE,
  NUM_HEIGHTS,
  OK,
  TREE_CAPS,
  TREE_LOG_LENGTHS,
  TREE_ROW_BYTES,
  TREE_SIBLING_BYTES,
} from './state';
import { FLAG_FIRST, Hash } from './transcript';

const FLAG_NODE: i32 = 4;
const FLAG_JOIN: i32 = 12;

class Leaf {
  /** The digest at `dst` := `chain` over the planned bytes at `row`, which are followed by zeros up to a whole block. */
  @inline static hash(dst: usize, leaf: usize, row: usize): void {
    const start = leaf + LEAF_START;
    store<u64>(dst, load<u64>(start));
    store<u64>(dst, load<u64>(start, 8), 8);
    store<u64>(dst, load<u64>(start, 16), 16);
    store<u64>(dst, load<u64>(start, 24), 24);
    blake3Chain(dst, row, 0, load<u32>(leaf, LEAF_BLOCKS), FLAG_FIRST);
  }
}

/**
 * Finds and hashes the rows of one tree in a query's part of the archive, up to the cap; checks the padding of rows and siblings.
 * `index` is the query's in the largest domain of all.
 */
export function verifyTree(s: usize, tree: usize, record: usize, index: u32): i32 {
  const node = s + NODE;
  const joining = s + LEAF;
  const slot = tree << 2;
  const first = s + HEIGHTS + H_LEAVES + tree * LEAF_BYTES;
  const end = first + <usize>load<u32>(s, NUM_HEIGHTS) * HEIGHT_BYTES;
  index >>= load<u32>(s, MAX_LOG_LENGTH) - load<u32>(s + slot, TREE_LOG_LENGTHS);
  let siblings = record + <usize>load<u32>(s + slot, TREE_ROW_BYTES);
  const siblingsEnd = siblings + <usize>load<u32>(s + slot, TREE_SIBLING_BYTES);
  let padding = Padding.bits(siblingsEnd, siblings + Padded.size(siblingsEnd - siblings));
  let digest = node;
  for (let leaf = first; leaf < end; leaf += HEIGHT_BYTES) {
    const bytes = load<u32>(leaf, LEAF_ROW_BYTES);
    if (bytes == 0) continue;
    store<u32>(leaf, record as u32, LEAF_ROW);
    Leaf.hash(digest, leaf, record);
    // The node is the left half of the block with a leaf that joins it.
    if (digest == joining) blake3Path(node, joining, 0, 1, FLAG_JOIN);
    digest = joining;
    const next = record + <usize>load<u32>(leaf, LEAF_PADDED);
    padding |= Padding.bits(record + <usize>bytes, next);
    record = next;
    const count = load<u32>(leaf, LEAF_NODES);
    if (count == 0) continue;
    blake3Path(node, siblings, index, count, FLAG_NODE);
    siblings += <usize>count << 5;
    index >>= count;
  }
  if (padding != 0) return BAD_PADDING;
  return Hash.equal(node, <usize>load<u32>(s + slot, TREE_CAPS) + (<usize>index << 5)) ? OK : BAD_OPENING;
}

/** Hashes the planned leaf of a FRI layer, at `index` of its layer, up to the cap. */
export function verifyLeaf(s: usize, leaf: usize, row: usize, siblings: usize, index: u32, cap: usize): bool {
  const node = s + NODE;
  Leaf.hash(node, leaf, row);
  const count = load<u32>(leaf, LEAF_NODES);
  if (count > 0) blake3Path(node, siblings, index, count, FLAG_NODE);
  return Hash.equal(node, cap + (<usize>(index >> count) << 5));
}
