// The verifying key (docs/protocol.md, section 4): bounds of every field, and that its digests are those of the description
// and of the preprocessed cap. Fields are read from the key itself afterwards; it is never written.
import { P } from './field';
import {
  BAD_ARGUMENTS,
  BAD_KEY,
  DESCRIPTION_LENGTH,
  DIGEST,
  fail,
  KEY,
  KEY_LENGTH,
  MAX_TABLES,
  NUM_TABLES,
  OK,
  T_PREPROCESSED_WIDTH,
  TABLE_BYTES,
  TABLES,
} from './state';
import { Hash } from './transcript';

const MAGIC: u32 = 0x59454b56;
const VERSION: u32 = 1;
export const KEY_HEADER_BYTES: u32 = 256;
const KIND_PREPROCESSED_CAP: u32 = 7;
const MAX_DESCRIPTION_BYTES: u32 = 1 << 22;

export const K_LOG_BLOWUP: usize = 8;
export const K_NUM_QUERIES: usize = 12;
export const K_GRIND_QUERY: usize = 16;
export const K_GRIND_BATCH: usize = 20;
export const K_GRIND_FOLD: usize = 24;
export const K_GRIND_DEEP: usize = 28;
export const K_GRIND_LOOKUP: usize = 32;
export const K_LOG_FINAL_LENGTH: usize = 36;
export const K_CAP_HEIGHT: usize = 40;
export const K_LOG_MAX_ARITY: usize = 48;
export const K_ENTRY: usize = 52;
export const K_MIN_LOG_HEIGHT: usize = 56;
export const K_MAX_LOG_HEIGHT: usize = 60;
export const K_INTERACTION_BOUND: usize = 64;
const K_RESERVED: usize = 68;
export const K_DESCRIPTION_DIGEST: usize = 96;
const K_PREPROCESSED_DIGEST: usize = 128;
export const K_FIXED_LOG_HEIGHTS: usize = 160;
const K_RESERVED_END: usize = 224;

/** The header by itself, and the description's length. Everything that a u32 field may be is bounded here. */
export function checkKeyHeader(s: usize): i32 {
  const key = <usize>load<u32>(s, KEY);
  if (load<u32>(s, KEY_LENGTH) < KEY_HEADER_BYTES) return fail(s, BAD_KEY, load<u32>(s, KEY_LENGTH), 0);
  if (load<u32>(key) != MAGIC) return fail(s, BAD_KEY, 0, 0);
  if (load<u32>(key, 4) != VERSION) return fail(s, BAD_KEY, 4, 0);
  const logBlowup = load<u32>(key, K_LOG_BLOWUP);
  if (logBlowup - 1 > 3) return fail(s, BAD_KEY, K_LOG_BLOWUP as u32, 0);
  if (load<u32>(key, K_NUM_QUERIES) - 1 > 511) return fail(s, BAD_KEY, K_NUM_QUERIES as u32, 0);
  for (let i = K_GRIND_QUERY; i <= K_GRIND_LOOKUP; i += 4) {
    if (load<u32>(key + i) > 32) return fail(s, BAD_KEY, i as u32, 0);
  }
  const minLogHeight = load<u32>(key, K_MIN_LOG_HEIGHT);
  const maxLogHeight = load<u32>(key, K_MAX_LOG_HEIGHT);
  const capHeight = load<u32>(key, K_CAP_HEIGHT);
  if (load<u32>(key, K_LOG_MAX_ARITY) - 1 > 2) return fail(s, BAD_KEY, K_LOG_MAX_ARITY as u32, 0);
  if (maxLogHeight > 27 || maxLogHeight + logBlowup > 27) return fail(s, BAD_KEY, K_MAX_LOG_HEIGHT as u32, 0);
  if (minLogHeight - 1 >= maxLogHeight) return fail(s, BAD_KEY, K_MIN_LOG_HEIGHT as u32, 0);
  if (load<u32>(key, K_LOG_FINAL_LENGTH) != minLogHeight) return fail(s, BAD_KEY, K_LOG_FINAL_LENGTH as u32, 0);
  if (capHeight > minLogHeight + logBlowup) return fail(s, BAD_KEY, K_CAP_HEIGHT as u32, 0);
  if (load<u32>(key, K_INTERACTION_BOUND) >= P) return fail(s, BAD_KEY, K_INTERACTION_BOUND as u32, 0);
  for (let i = K_RESERVED; i < K_DESCRIPTION_DIGEST; i += 4) {
    if (load<u32>(key + i) != 0) return fail(s, BAD_KEY, i as u32, 0);
  }
  for (let i = K_RESERVED_END; i < 256; i += 4) {
    if (load<u32>(key + i) != 0) return fail(s, BAD_KEY, i as u32, 0);
  }
  const length = load<u32>(s, DESCRIPTION_LENGTH);
  if (length == 0 || (length & 3) != 0 || length > MAX_DESCRIPTION_BYTES) return fail(s, BAD_ARGUMENTS, length, 0);
  return OK;
}

/** What depends on the description: the fixed heights and the preprocessed cap. */
export function checkKeyTables(s: usize): i32 {
  const key = <usize>load<u32>(s, KEY);
  const numTables = load<u32>(s, NUM_TABLES);
  const minLogHeight = load<u32>(key, K_MIN_LOG_HEIGHT);
  const maxLogHeight = load<u32>(key, K_MAX_LOG_HEIGHT);
  let hasPreprocessed = false;
  let table = s + TABLES;
  for (let i: u32 = 0; i < MAX_TABLES; i++, table += TABLE_BYTES) {
    const logHeight = <u32>load<u8>(key + K_FIXED_LOG_HEIGHTS + i);
    if (i < numTables && load<u32>(table, T_PREPROCESSED_WIDTH) > 0) {
      hasPreprocessed = true;
      if (logHeight < minLogHeight || logHeight > maxLogHeight) return fail(s, BAD_KEY, (K_FIXED_LOG_HEIGHTS as u32) + i, 0);
    } else if (logHeight != 0) return fail(s, BAD_KEY, (K_FIXED_LOG_HEIGHTS as u32) + i, 0);
  }
  const capHeight = load<u32>(key, K_CAP_HEIGHT);
  const capBytes: u64 = hasPreprocessed ? (32 as u64) << (capHeight as u64) : 0;
  const digest = key + K_PREPROCESSED_DIGEST;
  if ((load<u32>(s, KEY_LENGTH) as u64) != (KEY_HEADER_BYTES as u64) + capBytes) {
    return fail(s, BAD_KEY, KEY_HEADER_BYTES, 0);
  }
  if (hasPreprocessed) {
    Hash.chainUnpadded(s, s + DIGEST, KIND_PREPROCESSED_CAP, capHeight, key + KEY_HEADER_BYTES, capBytes as u32);
    if (!Hash.equal(s + DIGEST, digest)) return fail(s, BAD_KEY, K_PREPROCESSED_DIGEST as u32, 0);
  } else if ((load<u64>(digest) | load<u64>(digest, 8) | load<u64>(digest, 16) | load<u64>(digest, 24)) != 0) {
    return fail(s, BAD_KEY, K_PREPROCESSED_DIGEST as u32, 0);
  }
  return OK;
}
