/**
 * Records of the field precompiles ext_mul, ext_div and field_dot (assembly/executor/precompiles/field.ts). Registers are read at ts; the
 * first operand's cells at ts, the second's at ts + 1, and the cells of the result are consumed and emitted at ts + 2.
 */
import { field, type Int } from '../../air/integer.ts';
import * as layout from './field-layout.ts';

const list = (count: number, make: (i: number) => Int): readonly Int[] =>
  Array.from({ length: count }, (_, i) => make(i));
/** One of the three cells that an element covers. */
const cellTimes = (at: number) => list(3, (i) => field.u32(at + 4 * i));
const cells = (at: number) => list(3, (i) => field.u64(at + 8 * i));

const call = {
  ts: field.u32(layout.FIELD_TS),
  pc: field.u32(layout.FIELD_PC),
  x17PrevTs: field.u32(layout.FIELD_X17_PREV_TS),
  x10PrevTs: field.u32(layout.FIELD_X10_PREV_TS),
  x11PrevTs: field.u32(layout.FIELD_X11_PREV_TS),
  x12PrevTs: field.u32(layout.FIELD_X12_PREV_TS),
  /** Where the result goes; the operands. */
  x10Value: field.u32(layout.FIELD_X10_VALUE),
  x11Value: field.u32(layout.FIELD_X11_VALUE),
  x12Value: field.u32(layout.FIELD_X12_VALUE),
  outPrevTs: cellTimes(layout.FIELD_OUT_PREV_TS),
  /** The cells of the result before the call. */
  outCells: cells(layout.FIELD_OUT_CELLS),
  result: list(5, (i) => field.u32(layout.FIELD_RESULT + 4 * i)),
};

/** One ext_mul or ext_div, 168 bytes. */
export const extMulRecord = {
  ...call,
  isDivision: field.u32(layout.EXT_MUL_IS_DIVISION),
  aPrevTs: cellTimes(layout.EXT_MUL_A_PREV_TS),
  bPrevTs: cellTimes(layout.EXT_MUL_B_PREV_TS),
  aCells: cells(layout.EXT_MUL_A_CELLS),
  bCells: cells(layout.EXT_MUL_B_CELLS),
};

/** One field_dot, 104 bytes (4 of them zero padding). */
export const dotRecord = {
  ...call,
  x13PrevTs: field.u32(layout.DOT_X13_PREV_TS),
  /** The number of terms. */
  x13Value: field.u32(layout.DOT_X13_VALUE),
};

/** One or two terms of a field_dot, in order, 96 bytes (4 of them zero padding). */
export const dotTermsRecord = {
  ts: field.u32(layout.DOT_TERMS_TS),
  /** 1 for two terms; 0 for the last one of an odd number. */
  isPair: field.u32(layout.DOT_TERMS_IS_PAIR),
  wordsCell: field.u32(layout.DOT_TERMS_WORDS_CELL),
  /** First of the five cells of two weights; of one weight only three are touched. */
  weightsCell: field.u32(layout.DOT_TERMS_WEIGHTS_CELL),
  wordsPrevTs: field.u32(layout.DOT_TERMS_WORDS_PREV_TS),
  /** Of all touched cells of the weights: those that were older have been refreshed. */
  weightsPrevTs: field.u32(layout.DOT_TERMS_WEIGHTS_PREV_TS),
  /** The terms before these, added. */
  sum: list(5, (i) => field.u32(layout.DOT_TERMS_SUM + 4 * i)),
  words: field.u64(layout.DOT_TERMS_WORDS),
  /** Cells that are not touched are 0. */
  weights: list(5, (i) => field.u64(layout.DOT_TERMS_WEIGHTS + 8 * i)),
};
