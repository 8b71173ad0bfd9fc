// Openings of the mixed-height trees and of the FRI layers (docs/protocol.md, section 2, and the query records of section 7).
// The current node stays where it is and is replaced by its parent; siblings are read from the archive, where they lie in the order of
// the path, and leaves that join it are hashed beside it.
import { blake3Path } from './imports';
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
  LEAF,
  NODE,
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
  const node = s + NODE;
  const leaf = s + LEAF;
  Hash.chain(node, kind, logLength, <usize>load<u32>(height + slot, H_ROWS), load<u32>(height + slot, H_ROW_WORDS) << 2);
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
    const count = logLength - (nextLogLength == 0 ? capHeight : nextLogLength);
    if (count > 0) {
      blake3Path(node, siblings, index, count, FLAG_NODE);
      siblings += <usize>count << 5;
      index >>= count;
      logLength -= count;
    }
    if (nextLogLength == 0) break;
    Hash.chain(leaf, kind, logLength, <usize>load<u32>(height + slot, H_ROWS), load<u32>(height + slot, H_ROW_WORDS) << 2);
    // The node is the left half of that block.
    blake3Path(node, leaf, 0, 1, FLAG_JOIN);
  }
  const cap = <usize>load<u32>(s + slot, TREE_CAPS);
  return Hash.equal(node, cap + (<usize>index << 5)) ? end : 0;
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
  const node = s + NODE;
  Hash.chain(node, KIND_FRI_LAYER, logLeaves, leaf, bytes);
  const count = logLeaves - capHeight;
  if (count > 0) blake3Path(node, siblings, index, count, FLAG_NODE);
  return Hash.equal(node, cap + (<usize>(index >> count) << 5));
}
