// Openings of the mixed-height trees and of the FRI layers (docs/protocol.md, section 2, and the query records of section 7).
// The current node always lies in one half of a 64-byte block, its sibling is copied into the other, and the parent is
// computed right into a half of the other block: nothing else is moved.
import { blake3Compress } from './imports';
import { K_CAP_HEIGHT, K_LOG_BLOWUP } from './key';
import { isPaddingZero, Padded } from './layout';
import {
  H_LOG_HEIGHT,
  H_ROW_WORDS,
  H_ROWS,
  HEIGHT_BYTES,
  HEIGHTS,
  KEY,
  MAX_LOG_LENGTH,
  NODE_A,
  NODE_B,
  NUM_HEIGHTS,
  TREE_CAPS,
  TREE_LOG_LENGTHS,
} from './state';
import { Hash } from './transcript';

const FLAG_NODE: i32 = 4;
const FLAG_JOIN: i32 = 12;
/** Kinds of the four trees' leaves, a byte each. */
const TREE_KINDS: u32 = 0x05040201;
export const KIND_FRI_LAYER: u32 = 6;

class Node {
  /** The digest at `dst` := compression of the block. */
  @inline static hash(dst: usize, block: usize, flags: i32): void {
    Hash.initialise(dst);
    blake3Compress(dst, block, 0, 64, flags);
  }

  /** Where in a block the node of this index lies: left or right. */
  @inline static half(index: u32): usize {
    return <usize>(index & 1) << 5;
  }

  @inline static copy(dst: usize, digest: usize): void {
    store<u64>(dst, load<u64>(digest));
    store<u64>(dst, load<u64>(digest, 8), 8);
    store<u64>(dst, load<u64>(digest, 16), 16);
    store<u64>(dst, load<u64>(digest, 24), 24);
  }
}

/** Finds the rows of one tree in a query's record; checks the padding of rows and siblings. Returns the siblings' pointer, or 0. */
export function locateRows(s: usize, tree: usize, record: usize): usize {
  let height = s + HEIGHTS;
  let isZero = true;
  for (let i: u32 = 0; i < load<u32>(s, NUM_HEIGHTS); i++, height += HEIGHT_BYTES) {
    const words = load<u32>(height + (tree << 2), H_ROW_WORDS);
    if (words == 0) continue;
    store<u32>(height + (tree << 2), record as u32, H_ROWS);
    const bytes = <usize>words << 2;
    isZero = isZero && isPaddingZero(record, record + bytes);
    record += Padded.size(bytes);
  }
  const capHeight = load<u32>(<usize>load<u32>(s, KEY), K_CAP_HEIGHT);
  const siblings = <usize>(load<u32>(s + (tree << 2), TREE_LOG_LENGTHS) - capHeight) << 5;
  return isZero && isPaddingZero(record, record + siblings) ? record : 0;
}

/**
 * Hashes the rows that `locateRows` has found up to the cap. `index` is the query's in the largest domain of all. Returns the
 * end of the tree's part of the record, or 0 if the opening is wrong.
 */
export function verifyTree(s: usize, tree: usize, siblings: usize, index: u32): usize {
  const key = <usize>load<u32>(s, KEY);
  const capHeight = load<u32>(key, K_CAP_HEIGHT);
  const logBlowup = load<u32>(key, K_LOG_BLOWUP);
  const kind = (TREE_KINDS >> ((tree as u32) << 3)) & 0xff;
  const heightsEnd = s + HEIGHTS + <usize>load<u32>(s, NUM_HEIGHTS) * HEIGHT_BYTES;
  const slot = tree << 2;
  let logLength = load<u32>(s + slot, TREE_LOG_LENGTHS);
  const end = siblings + Padded.size(<usize>(logLength - capHeight) << 5);
  index >>= load<u32>(s, MAX_LOG_LENGTH) - logLength;

  let height = s + HEIGHTS;
  while (load<u32>(height + slot, H_ROW_WORDS) == 0) height += HEIGHT_BYTES;
  let block = s + NODE_A;
  let other = s + NODE_B;
  let half = Node.half(index);
  Hash.chain(block + half, kind, logLength, <usize>load<u32>(height + slot, H_ROWS), load<u32>(height + slot, H_ROW_WORDS) << 2);
  let nextLogLength: u32 = 0;
  while (true) {
    // The next height with rows in this tree, or 0 if there is none.
    nextLogLength = 0;
    for (height += HEIGHT_BYTES; height < heightsEnd; height += HEIGHT_BYTES) {
      if (load<u32>(height + slot, H_ROW_WORDS) != 0) {
        nextLogLength = load<u32>(height, H_LOG_HEIGHT) + logBlowup;
        break;
      }
    }
    const stop = nextLogLength == 0 ? capHeight : nextLogLength;
    while (logLength > stop) {
      Node.copy(block + (half ^ 32), siblings);
      siblings += 32;
      logLength--;
      index >>= 1;
      // A node that will be joined with a leaf is the left half of that block.
      half = logLength == nextLogLength ? 0 : Node.half(index);
      Node.hash(other + half, block, FLAG_NODE);
      const swap = block;
      block = other;
      other = swap;
    }
    if (nextLogLength == 0) break;
    Hash.chain(block + 32, kind, logLength, <usize>load<u32>(height + slot, H_ROWS), load<u32>(height + slot, H_ROW_WORDS) << 2);
    half = Node.half(index);
    Node.hash(other + half, block, FLAG_JOIN);
    const swap = block;
    block = other;
    other = swap;
  }
  const cap = <usize>load<u32>(s + slot, TREE_CAPS);
  return Hash.equal(block + half, cap + (<usize>index << 5)) ? end : 0;
}

/** Hashes one leaf of a FRI layer, `bytes` long, at `index` of 2^logLeaves, up to the cap. */
export function verifyLeaf(
  s: usize,
  leaf: usize,
  bytes: u32,
  siblings: usize,
  index: u32,
  logLeaves: u32,
  capHeight: u32,
  cap: usize,
): bool {
  let block = s + NODE_A;
  let other = s + NODE_B;
  let half = Node.half(index);
  Hash.chain(block + half, KIND_FRI_LAYER, logLeaves, leaf, bytes);
  for (; logLeaves > capHeight; logLeaves--) {
    Node.copy(block + (half ^ 32), siblings);
    siblings += 32;
    index >>= 1;
    half = Node.half(index);
    Node.hash(other + half, block, FLAG_NODE);
    const swap = block;
    block = other;
    other = swap;
  }
  return Hash.equal(block + half, cap + (<usize>index << 5));
}
