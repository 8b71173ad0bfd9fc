// The archive's layout (docs/protocol.md, sections 6 and 7), computed from key, description, heights and output length, and
// everything about the archive's bytes that must hold before the first of them is absorbed: header, total length, zero
// padding, canonical words. After this no offset needs checking. Rows, leaves and siblings of queries have their padding
// and words checked where they are hashed (merkle.ts, deep.ts, fri.ts): they are not absorbed.
//
// Safety: offsets are summed in 64 bits; pointers made from them are used only after the total has been compared.
import { UNIT_BYTE, UNIT_ONCE } from './description';
import { firstNonCanonical, P } from './field';
import {
  K_CAP_HEIGHT,
  K_FIXED_LOG_HEIGHTS,
  K_GRIND_BATCH,
  K_GRIND_DEEP,
  K_GRIND_FOLD,
  K_GRIND_LOOKUP,
  K_GRIND_QUERY,
  K_INTERACTION_BOUND,
  K_LOG_BLOWUP,
  K_LOG_FINAL_LENGTH,
  K_LOG_MAX_ARITY,
  K_MAX_LOG_HEIGHT,
  K_MIN_LOG_HEIGHT,
  K_NUM_QUERIES,
  KEY_HEADER_BYTES,
} from './key';
import * as S from './state';
import { digestKeyHeader, Hash } from './transcript';

const MAGIC: u32 = 0x46525056;
const VERSION: u32 = 1;
const KEY_DIGEST_OFFSET: u32 = 64;
const HEIGHTS_OFFSET: u32 = 128;
const OUTPUT_OFFSET: u32 = 192;

export const PREPROCESSED: usize = 0;
export const MAIN: usize = 1;
export const PERMUTATION: usize = 2;
export const QUOTIENT: usize = 3;
export const NUM_TREES: usize = 4;
/** Kinds of the four trees' leaves, a byte each. */
const TREE_KINDS: u32 = 0x05040201;
const KIND_FRI_LAYER: u32 = 6;

/** Rounded up to whole blocks. */
export class Padded {
  @inline static u64(bytes: u64): u64 {
    return (bytes + 63) & ~(63 as u64);
  }
  @inline static size(bytes: usize): usize {
    return (bytes + 63) & ~63;
  }
}

export class Padding {
  /** All bits between `at`, a multiple of 4, and `end`, a multiple of 8: 0 if the padding there is zero. */
  @inline static bits(at: usize, end: usize): u64 {
    let bits: u64 = 0;
    if ((at & 4) != 0) {
      bits = load<u32>(at);
      at += 4;
    }
    for (; at < end; at += 8) bits |= load<u64>(at);
    return bits;
  }
}

/** Offset of the first non-zero byte between two offsets of the archive, or `end`. */
function firstNonZero(archive: usize, from: u32, end: u32): u32 {
  while (from < end && load<u8>(archive + from) == 0) from++;
  return from;
}

/** Header, lengths, heights, padding, canonical words: OK or an error. */
export function checkArchive(s: usize): i32 {
  let error = checkHeader(s);
  if (error != S.OK) return error;
  error = readHeights(s);
  if (error != S.OK) return error;
  error = checkTerms(s);
  if (error != S.OK) return error;
  scheduleFolds(s);
  return placeSections(s);
}

function checkHeader(s: usize): i32 {
  const archive = <usize>load<u32>(s, S.ARCHIVE);
  const length = load<u32>(s, S.ARCHIVE_LENGTH);
  if (length < OUTPUT_OFFSET) return S.fail(s, S.BAD_LENGTH, length, OUTPUT_OFFSET);
  if (load<u32>(archive) != MAGIC) return S.fail(s, S.BAD_HEADER, 0, 0);
  if (load<u32>(archive, 4) != VERSION) return S.fail(s, S.BAD_HEADER, 4, 0);
  digestKeyHeader(s, <usize>load<u32>(s, S.KEY));
  if (!Hash.equal(archive + KEY_DIGEST_OFFSET, s + S.KECCAK_STATE)) return S.fail(s, S.KEY_MISMATCH, 0, 0);
  if (load<u32>(archive, 8) != length) return S.fail(s, S.BAD_LENGTH, length, load<u32>(archive, 8));
  if (load<u32>(archive, 20) != load<u32>(s, S.NUM_TABLES)) return S.fail(s, S.BAD_HEADER, 20, 0);
  for (let i: u32 = 24; i < 64; i += 4) if (load<u32>(archive + i) != 0) return S.fail(s, S.BAD_HEADER, i, 0);
  const outputLength = load<u32>(archive, 16);
  if (outputLength > S.MAX_OUTPUT_BYTES) return S.fail(s, S.BAD_PUBLIC_OUTPUT, outputLength, S.MAX_OUTPUT_BYTES);
  store<u32>(s, load<u32>(archive, 12), S.EXIT_CODE);
  store<u32>(s, outputLength, S.OUTPUT_LENGTH);
  return S.OK;
}

/** Heights into the tables' records; the records of distinct heights, and what a row of each holds. */
function readHeights(s: usize): i32 {
  const key = <usize>load<u32>(s, S.KEY);
  const numTables = load<u32>(s, S.NUM_TABLES);
  const minLogHeight = load<u32>(key, K_MIN_LOG_HEIGHT);
  const maxLogHeight = load<u32>(key, K_MAX_LOG_HEIGHT);
  const heights = <usize>load<u32>(s, S.ARCHIVE) + HEIGHTS_OFFSET;
  let mask: u32 = 0;
  let table = s + S.TABLES;
  for (let i: u32 = 0; i < numTables; i++, table += S.TABLE_BYTES) {
    const logHeight = <u32>load<u8>(heights + i);
    const fixed = <u32>load<u8>(key + K_FIXED_LOG_HEIGHTS + i);
    const isInBounds = logHeight == 0 || (logHeight >= minLogHeight && logHeight <= maxLogHeight);
    if (fixed > 0 ? logHeight != fixed : !isInBounds) return S.fail(s, S.BAD_HEIGHTS, i, logHeight);
    if (logHeight != 0 && load<u32>(table, S.T_INSTRUCTIONS) == 0) return S.fail(s, S.BAD_HEIGHTS, i, logHeight);
    store<u32>(table, logHeight, S.T_LOG_HEIGHT);
    mask |= 1 << logHeight;
  }
  mask &= ~1;
  if (mask == 0) return S.fail(s, S.BAD_HEIGHTS, numTables, 0);
  store<u32>(s, popcnt<u32>(mask), S.NUM_HEIGHTS);
  store<u32>(s, 31 - clz<u32>(mask) + load<u32>(key, K_LOG_BLOWUP), S.MAX_LOG_LENGTH);
  let height = s + S.HEIGHTS;
  for (let logHeight: u32 = 31 - clz<u32>(mask); logHeight > 0; logHeight--) {
    if ((mask & (1 << logHeight)) == 0) continue;
    for (let i: usize = 0; i < S.HEIGHT_BYTES; i += 8) store<u64>(height + i, 0);
    store<u32>(height, logHeight, S.H_LOG_HEIGHT);
    store<u32>(height, 10, S.H_ROW_WORDS + 4 * QUOTIENT);
    height += S.HEIGHT_BYTES;
  }

  let numOpenings: u32 = 2 * load<u32>(s, S.NUM_HEIGHTS);
  let numSums: u32 = 0;
  table = s + S.TABLES;
  for (let i: u32 = 0; i < numTables; i++, table += S.TABLE_BYTES) {
    const logHeight = load<u32>(table, S.T_LOG_HEIGHT);
    if (logHeight == 0) continue;
    // Heights above this one come before it.
    height = s + S.HEIGHTS + <usize>popcnt<u32>((mask >> logHeight) >> 1) * S.HEIGHT_BYTES;
    store<u32>(table, height as u32, S.T_HEIGHT);
    const preprocessedWidth = load<u32>(table, S.T_PREPROCESSED_WIDTH);
    const mainWidth = load<u32>(table, S.T_MAIN_WIDTH);
    const numLogUpColumns = load<u32>(table, S.T_NUM_LOGUP_COLUMNS);
    const numNext = load<u32>(table, S.T_NUM_NEXT);
    Count.add(height + S.H_ROW_WORDS + 4 * PREPROCESSED, preprocessedWidth);
    Count.add(height + S.H_ROW_WORDS + 4 * MAIN, mainWidth);
    Count.add(height + S.H_ROW_WORDS + 4 * PERMUTATION, 5 * numLogUpColumns);
    Count.add(height + S.H_NUM_NEXT_MAIN, numNext);
    numOpenings += preprocessedWidth + mainWidth + numLogUpColumns + numNext;
    if (numLogUpColumns > 0) {
      Count.add(height + S.H_NUM_NEXT_PERMUTATION, 5);
      numOpenings++;
      numSums++;
    }
  }
  store<u32>(s, numOpenings, S.NUM_OPENINGS);
  store<u32>(s, numSums, S.NUM_SUMS);

  // A tree reaches up to the largest height that has columns in it.
  const logBlowup = load<u32>(key, K_LOG_BLOWUP);
  const numHeights = load<u32>(s, S.NUM_HEIGHTS);
  for (let tree: usize = 0; tree < 16; tree += 4) {
    let logLength: u32 = 0;
    height = s + S.HEIGHTS;
    for (let i: u32 = 0; i < numHeights && logLength == 0; i++, height += S.HEIGHT_BYTES) {
      if (load<u32>(height + tree, S.H_ROW_WORDS) > 0) logLength = load<u32>(height, S.H_LOG_HEIGHT) + logBlowup;
    }
    store<u32>(s + tree, logLength, S.TREE_LOG_LENGTHS);
  }
  return S.OK;
}

class Count {
  @inline static add(at: usize, count: u32): void {
    store<u32>(at, load<u32>(at) + count);
  }
}

/** The number of interactions, and the output's words if a term sends them. */
function checkTerms(s: usize): i32 {
  const key = <usize>load<u32>(s, S.KEY);
  const outputLength = load<u32>(s, S.OUTPUT_LENGTH);
  let interactions: u64 = 0;
  let table = s + S.TABLES;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_TABLES); i++, table += S.TABLE_BYTES) {
    const logHeight = load<u32>(table, S.T_LOG_HEIGHT);
    if (logHeight > 0) interactions += (load<u32>(table, S.T_NUM_INTERACTIONS) as u64) << (logHeight as u64);
  }
  let term = <usize>load<u32>(s, S.DESCRIPTION) + 32;
  let hasWords = false;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_PUBLIC_TERMS); i++) {
    const unit = load<u32>(term);
    if (unit == UNIT_ONCE) interactions++;
    else if (unit == UNIT_BYTE) interactions += outputLength as u64;
    else {
      interactions += (outputLength >> 2) as u64;
      hasWords = true;
    }
    term += 16 + (<usize>load<u32>(term, 12) << 3);
  }
  if (interactions > (load<u32>(key, K_INTERACTION_BOUND) as u64)) return S.fail(s, S.INTERACTION_BOUND, 0, 0);
  if (hasWords && (outputLength & 3) != 0) return S.fail(s, S.BAD_PUBLIC_OUTPUT, outputLength, 4);
  store<u32>(s, hasWords as u32, S.HAS_OUTPUT_WORDS);
  return S.OK;
}

/** Fold schedule (section 6, step 6a), and which heights join after which fold. */
function scheduleFolds(s: usize): void {
  const key = <usize>load<u32>(s, S.KEY);
  const logBlowup = load<u32>(key, K_LOG_BLOWUP);
  const capHeight = load<u32>(key, K_CAP_HEIGHT);
  const logMaxArity = load<u32>(key, K_LOG_MAX_ARITY);
  const last = load<u32>(key, K_LOG_FINAL_LENGTH) + logBlowup;
  let logLength = load<u32>(s, S.MAX_LOG_LENGTH);
  let lower = s + S.HEIGHTS + S.HEIGHT_BYTES;
  const end = s + S.HEIGHTS + <usize>load<u32>(s, S.NUM_HEIGHTS) * S.HEIGHT_BYTES;
  let layer = s + S.LAYERS;
  let numLayers: u32 = 0;
  while (logLength > last) {
    const stop = lower < end ? load<u32>(lower, S.H_LOG_HEIGHT) + logBlowup : last;
    const logArity = min<u32>(logMaxArity, logLength - stop);
    store<u32>(layer, logLength, S.L_LOG_LENGTH);
    store<u32>(layer, logArity, S.L_LOG_ARITY);
    logLength -= logArity;
    store<u32>(layer, min<u32>(capHeight, logLength), S.L_CAP_HEIGHT);
    store<u32>(layer, 0, S.L_JOINED);
    if (lower < end && logLength == stop) {
      store<u32>(layer, lower as u32, S.L_JOINED);
      lower += S.HEIGHT_BYTES;
    }
    layer += S.LAYER_BYTES;
    numLayers++;
  }
  store<u32>(s, numLayers, S.NUM_LAYERS);
}

/** What is hashed of a row or leaf of `bytes` > 0, of 2^logHeight, with so many nodes above it; returns its size in whole blocks. */
function planLeaf(leaf: usize, kind: u32, logHeight: u32, bytes: u32, nodes: u32): u32 {
  const padded = Padded.size(<usize>bytes) as u32;
  store<u32>(leaf, bytes, S.LEAF_ROW_BYTES);
  store<u32>(leaf, padded, S.LEAF_PADDED);
  store<u32>(leaf, padded >> 6, S.LEAF_BLOCKS);
  store<u32>(leaf, nodes, S.LEAF_NODES);
  Hash.start(leaf + S.LEAF_START, kind, logHeight, bytes);
  return padded;
}

/** One query's record, and what is hashed of it: the rows of each tree's heights, then its siblings; the layers. */
function planQueries(s: usize): u32 {
  const key = <usize>load<u32>(s, S.KEY);
  const capHeight = load<u32>(key, K_CAP_HEIGHT);
  const logBlowup = load<u32>(key, K_LOG_BLOWUP);
  const heightsEnd = s + S.HEIGHTS + <usize>load<u32>(s, S.NUM_HEIGHTS) * S.HEIGHT_BYTES;
  let bytes: u32 = 0;
  for (let tree: usize = 0; tree < NUM_TREES; tree++) {
    const slot = tree << 2;
    const logLength = load<u32>(s + slot, S.TREE_LOG_LENGTHS);
    if (logLength == 0) continue;
    // From the lowest height up, so that the next one below is known.
    let rowBytes: u32 = 0;
    let below = capHeight;
    for (let height = heightsEnd - S.HEIGHT_BYTES; height >= s + S.HEIGHTS; height -= S.HEIGHT_BYTES) {
      const words = load<u32>(height + slot, S.H_ROW_WORDS);
      if (words == 0) continue;
      const length = load<u32>(height, S.H_LOG_HEIGHT) + logBlowup;
      const kind = (TREE_KINDS >> ((tree as u32) << 3)) & 0xff;
      rowBytes += planLeaf(height + S.H_LEAVES + tree * S.LEAF_BYTES, kind, length, words << 2, length - below);
      below = length;
    }
    const siblings = (logLength - capHeight) << 5;
    store<u32>(s + slot, rowBytes, S.TREE_ROW_BYTES);
    store<u32>(s + slot, siblings, S.TREE_SIBLING_BYTES);
    bytes += rowBytes + (Padded.size(<usize>siblings) as u32);
  }
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    const logArity = load<u32>(layer, S.L_LOG_ARITY);
    const logLeaves = load<u32>(layer, S.L_LOG_LENGTH) - logArity;
    const nodes = logLeaves - load<u32>(layer, S.L_CAP_HEIGHT);
    bytes += planLeaf(layer + S.L_LEAF, KIND_FRI_LAYER, logLeaves, (20 as u32) << logArity, nodes);
    bytes += Padded.size(<usize>nodes << 5) as u32;
  }
  return bytes;
}

/** Pointers to sections; the total length; the padding between sections; canonical words of those that are absorbed. */
function placeSections(s: usize): i32 {
  const archive = <usize>load<u32>(s, S.ARCHIVE);
  const length = load<u32>(s, S.ARCHIVE_LENGTH);
  const key = <usize>load<u32>(s, S.KEY);
  const numLayers = load<u32>(s, S.NUM_LAYERS);
  const numSums = load<u32>(s, S.NUM_SUMS);
  const outputLength = load<u32>(s, S.OUTPUT_LENGTH);
  const capBytes: u64 = (32 as u64) << (load<u32>(key, K_CAP_HEIGHT) as u64);
  const sumsBytes: u64 = 20 * (numSums as u64);
  const openingsBytes: u64 = 20 * (load<u32>(s, S.NUM_OPENINGS) as u64);
  const finalBytes: u64 = (20 as u64) << (load<u32>(key, K_LOG_FINAL_LENGTH) as u64);

  let at: u64 = OUTPUT_OFFSET as u64;
  store<u32>(s, (archive as u32) + (at as u32), S.OUTPUT);
  at += Padded.u64(outputLength as u64);
  store<u32>(s, (key as u32) + KEY_HEADER_BYTES, S.TREE_CAPS + 4 * PREPROCESSED);
  store<u32>(s, (archive as u32) + (at as u32), S.TREE_CAPS + 4 * MAIN);
  at += Padded.u64(capBytes);
  store<u32>(s, (archive as u32) + (at as u32), S.TREE_CAPS + 4 * PERMUTATION);
  if (numSums > 0) at += Padded.u64(capBytes);
  store<u32>(s, (archive as u32) + (at as u32), S.SUMS);
  at += Padded.u64(sumsBytes);
  store<u32>(s, (archive as u32) + (at as u32), S.TREE_CAPS + 4 * QUOTIENT);
  at += Padded.u64(capBytes);
  store<u32>(s, (archive as u32) + (at as u32), S.OPENINGS);
  at += Padded.u64(openingsBytes);
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < numLayers; i++, layer += S.LAYER_BYTES) {
    store<u32>(layer, (archive as u32) + (at as u32), S.L_CAP);
    at += Padded.u64((32 as u64) << (load<u32>(layer, S.L_CAP_HEIGHT) as u64));
  }
  store<u32>(s, (archive as u32) + (at as u32), S.FINAL_POLYNOMIAL);
  at += Padded.u64(finalBytes);
  store<u32>(s, (archive as u32) + (at as u32), S.NONCE);
  let numNonces: u32 = load<u32>(key, K_GRIND_FOLD) > 0 ? numLayers : 0;
  if (load<u32>(key, K_GRIND_LOOKUP) > 0) numNonces++;
  if (load<u32>(key, K_GRIND_DEEP) > 0) numNonces++;
  if (load<u32>(key, K_GRIND_BATCH) > 0) numNonces++;
  if (load<u32>(key, K_GRIND_QUERY) > 0) numNonces++;
  const noncesBytes: u64 = 8 * (numNonces as u64);
  at += Padded.u64(noncesBytes);
  const perQuery = planQueries(s);
  store<u32>(s, perQuery, S.QUERY_BYTES);
  store<u32>(s, (archive as u32) + (at as u32), S.QUERIES);
  at += (perQuery as u64) * (load<u32>(key, K_NUM_QUERIES) as u64);
  if (at != (length as u64)) return S.fail(s, S.BAD_LENGTH, length, at < 0xffffffff ? (at as u32) : 0xffffffff);

  // From here on every pointer lies inside.
  let bad = Section.padding(s, KEY_DIGEST_OFFSET, 32);
  if (bad == 0) bad = Section.padding(s, HEIGHTS_OFFSET, load<u32>(s, S.NUM_TABLES) as u64);
  if (bad == 0) bad = Section.padding(s, OUTPUT_OFFSET, outputLength as u64);
  if (bad == 0) bad = Section.padding(s, load<u32>(s, S.TREE_CAPS + 4 * MAIN) - (archive as u32), capBytes);
  if (bad == 0 && numSums > 0) bad = Section.padding(s, load<u32>(s, S.TREE_CAPS + 4 * PERMUTATION) - (archive as u32), capBytes);
  if (bad == 0) bad = Section.padding(s, load<u32>(s, S.SUMS) - (archive as u32), sumsBytes);
  if (bad == 0) bad = Section.padding(s, load<u32>(s, S.TREE_CAPS + 4 * QUOTIENT) - (archive as u32), capBytes);
  if (bad == 0) bad = Section.padding(s, load<u32>(s, S.OPENINGS) - (archive as u32), openingsBytes);
  layer = s + S.LAYERS;
  for (let i: u32 = 0; i < numLayers && bad == 0; i++, layer += S.LAYER_BYTES) {
    bad = Section.padding(s, load<u32>(layer, S.L_CAP) - (archive as u32), (32 as u64) << (load<u32>(layer, S.L_CAP_HEIGHT) as u64));
  }
  if (bad == 0) bad = Section.padding(s, load<u32>(s, S.FINAL_POLYNOMIAL) - (archive as u32), finalBytes);
  if (bad == 0) bad = Section.padding(s, load<u32>(s, S.NONCE) - (archive as u32), noncesBytes);
  if (bad != 0) return S.fail(s, S.BAD_PADDING, bad, 0);

  bad = Section.canonical(s, load<u32>(s, S.SUMS) - (archive as u32), sumsBytes as u32);
  if (bad == 0) bad = Section.canonical(s, load<u32>(s, S.OPENINGS) - (archive as u32), openingsBytes as u32);
  if (bad == 0) bad = Section.canonical(s, load<u32>(s, S.FINAL_POLYNOMIAL) - (archive as u32), finalBytes as u32);
  if (bad != 0) return S.fail(s, S.NON_CANONICAL, bad, 0);

  if (load<u32>(s, S.HAS_OUTPUT_WORDS) != 0) {
    const i = firstNonCanonical(<usize>load<u32>(s, S.OUTPUT), outputLength >> 2);
    if (i < outputLength >> 2) return S.fail(s, S.BAD_PUBLIC_OUTPUT, i << 2, P);
  }
  return S.OK;
}

/** Checks of one section at an offset; the result is the offset of what is wrong, or 0 (no section begins there). */
class Section {
  static padding(s: usize, offset: u32, bytes: u64): u32 {
    const end: u32 = offset + (Padded.u64(bytes) as u32);
    const bad = firstNonZero(<usize>load<u32>(s, S.ARCHIVE), offset + (bytes as u32), end);
    return bad < end ? bad : 0;
  }

  static canonical(s: usize, offset: u32, bytes: u32): u32 {
    const i = firstNonCanonical(<usize>load<u32>(s, S.ARCHIVE) + offset, bytes >> 2);
    return i < bytes >> 2 ? offset + (i << 2) : 0;
  }
}
