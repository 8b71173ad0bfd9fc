/**
 * Records of blake3_compress, blake3_chain and blake3_path. Both streams begin with one record that stands for no call: tables whose rows look at the
 * next row then have a row before the first call.
 */
import { field, type Int } from '../../air/integer.ts';
import * as layout from './blake3-layout.ts';

const u32s = (offset: number, count: number): readonly Int[] =>
  Array.from({ length: count }, (_, i) => field.u32(offset + 4 * i));
const u64s = (offset: number, count: number): readonly Int[] =>
  Array.from({ length: count }, (_, i) => field.u64(offset + 8 * i));

/** One compression, 280 bytes. Registers and cells are accessed at ts. */
export const blake3Record = {
  /** 0 in the first record only. */
  isReal: field.u32(layout.BLAKE3_IS_REAL),
  /** `row` of the half-round record before the call's first: 14 per call. */
  row: field.u32(layout.BLAKE3_ROW),
  ts: field.u32(layout.BLAKE3_TS),
  pc: field.u32(layout.BLAKE3_PC),
  x17PrevTs: field.u32(layout.BLAKE3_X17_PREV_TS),
  x10PrevTs: field.u32(layout.BLAKE3_X10_PREV_TS),
  x11PrevTs: field.u32(layout.BLAKE3_X11_PREV_TS),
  x12PrevTs: field.u32(layout.BLAKE3_X12_PREV_TS),
  x13PrevTs: field.u32(layout.BLAKE3_X13_PREV_TS),
  x14PrevTs: field.u32(layout.BLAKE3_X14_PREV_TS),
  /** Pointer to the chaining value, or to the node. */
  x10Value: field.u32(layout.BLAKE3_X10_VALUE),
  /** Pointer to the block, or to the sibling. */
  x11Value: field.u32(layout.BLAKE3_X11_VALUE),
  /** Counter, or index of the node. */
  x12Value: field.u64(layout.BLAKE3_X12_VALUE),
  /** Length of the block, or how many blocks or nodes are left, this one included. */
  x13Value: field.u32(layout.BLAKE3_X13_VALUE),
  /** Flags; those of a chain's last block have one more. */
  x14Value: field.u32(layout.BLAKE3_X14_VALUE),
  /** ts - 1 - the time of each of the block's tokens is this times 2^16 and less than 2^16 more. */
  blockWindow: field.u32(layout.BLAKE3_BLOCK_WINDOW),
  /** 0 alone, 1 a block of a chain, 2 and 3 a node of a path that is the left or right half of the block. */
  kind: field.u32(layout.BLAKE3_CALL_KIND),
};

export const blake3Cells = {
  valuePrevTs: u32s(layout.BLAKE3_VALUE_PREV_TS, 4),
  /** 0 for the half that is the node. */
  blockPrevTs: u32s(layout.BLAKE3_BLOCK_PREV_TS, 8),
  /** Chaining value before the compression: of a node the initial value. */
  value: u64s(layout.BLAKE3_VALUE, 4),
  block: u64s(layout.BLAKE3_BLOCK, 8),
  /** State after the last half round: a0..3, b0..3, c0..3, d0..3. */
  final: u32s(layout.BLAKE3_FINAL, 16),
};

/**
 * One half round, 120 bytes, 14 per call: four G from behind their first `c = c + d` on, and the next half round's up to there. A
 * border row is the last of a call (and the first record); what it begins are the next call's G.
 */
export const blake3RoundRecord = {
  /** 1 middle, 2 border. */
  kind: field.u32(layout.BLAKE3_ROUND_KIND),
  /** Numbers the records. */
  row: field.u32(layout.BLAKE3_ROUND_ROW),
  /** a0..3, b0..3, c0..3, d0..3 by slot (src/chips/blake3-round). */
  state: u32s(layout.BLAKE3_ROUND_STATE, 16),
  /** Second block word of each slot's G. */
  second: u32s(layout.BLAKE3_ROUND_SECOND, 4),
  /** First block word of each slot's next G, two limbs each; in border rows what makes the sums right, mod p. */
  first: u32s(layout.BLAKE3_ROUND_FIRST, 8),
};
