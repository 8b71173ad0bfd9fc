/** Records of the sha256_compress precompile (assembly/executor/precompiles/sha256.ts). */
import { field, type Int } from '../../air/integer.ts';
import * as layout from './sha256-layout.ts';

const u32s = (offset: number, count: number): readonly Int[] =>
  Array.from({ length: count }, (_, i) => field.u32(offset + 4 * i));
const u64s = (offset: number, count: number): readonly Int[] =>
  Array.from({ length: count }, (_, i) => field.u64(offset + 8 * i));

/** One call, 208 bytes. Registers and cells are accessed at ts. */
export const sha256Record = {
  ts: field.u32(layout.SHA256_TS),
  pc: field.u32(layout.SHA256_PC),
  x17PrevTs: field.u32(layout.SHA256_X17_PREV_TS),
  x10PrevTs: field.u32(layout.SHA256_X10_PREV_TS),
  x11PrevTs: field.u32(layout.SHA256_X11_PREV_TS),
  /** Pointer to the hash value. */
  x10Value: field.u32(layout.SHA256_X10_VALUE),
  /** Pointer to the block. */
  x11Value: field.u32(layout.SHA256_X11_VALUE),
  /** ts - 1 - the time of each of the block's tokens is this times 2^16 and less than 2^16 more. */
  blockWindow: field.u32(layout.SHA256_BLOCK_WINDOW),
  valuePrevTs: u32s(layout.SHA256_VALUE_PREV_TS, 4),
  blockPrevTs: u32s(layout.SHA256_BLOCK_PREV_TS, 8),
  /** Hash value before the call. */
  value: u64s(layout.SHA256_VALUE, 4),
  block: u64s(layout.SHA256_BLOCK, 8),
  /** The words a..h after the last round. */
  final: u32s(layout.SHA256_FINAL, 8),
};

/** Four rounds, 104 bytes, 16 per call, and one more for the words that they leave. */
export const sha256RoundsRecord = {
  ts: field.u32(layout.SHA256_ROUND_TS),
  /** 0..16. */
  index: field.u32(layout.SHA256_ROUND_INDEX),
  /** a..h before the rounds. */
  words: u32s(layout.SHA256_ROUND_WORDS, 8),
  /** The words of the next record, whichever call it is of; 0 behind the last one. */
  next: u32s(layout.SHA256_ROUND_NEXT, 8),
  /** Words of the schedule and constants of the rounds; 0 in the last record of a call. */
  input: u32s(layout.SHA256_ROUND_INPUT, 4),
  constants: u32s(layout.SHA256_ROUND_CONSTANTS, 4),
};

/** Four words of the schedule, 88 bytes, 16 per call. */
export const sha256ScheduleRecord = {
  ts: field.u32(layout.SHA256_SCHEDULE_TS),
  /** 0..15. */
  index: field.u32(layout.SHA256_SCHEDULE_INDEX),
  /** W_t for t from 4 index - 12 to 4 index + 7; 0 where there is none. */
  words: u32s(layout.SHA256_SCHEDULE_WORDS, 20),
};
