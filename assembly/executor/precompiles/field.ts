/**
 * The field precompiles, on words of BabyBear (Montgomery form, a u32 below p) and elements of E = F[x]/(x^5 - 2) (five words), as in
 * docs/protocol.md, section 1. A word of p or more traps: what is computed from memory of the guest is always canonical.
 *
 * ext_mul (a7 = 0x1000_0004): the element at a0 = product of those at a1 and a2; 4-byte aligned.
 * ext_div (a7 = 0x1000_0005): the element at a0 = quotient of those at a1 and a2; a divisor of 0 traps.
 * field_dot (a7 = 0x1000_0003): the element at a0 (4-byte aligned) = sum of words[i] * weights[i] for i < a3 < 2^20, with words at a1 and
 * elements at a2, contiguous, both 8-byte aligned. No term gives 0; a1 and a2 are then not read and only have to lie below the end of memory.
 *
 * Operands may overlap in any way: everything is read before the result is written. In time, a (or the words) is read at ts, b
 * (or the weights) at ts + 1, and the result written at ts + 2, so that a cell that plays several parts has a token for each.
 */
import * as layout from '../../../src/executor/layout';
import * as fields from '../../../src/executor/precompiles/field-layout';
import { F, P } from '../../field/babybear';
import { E } from '../../field/quintic';
import { Memory } from '../memory';
import { Operand } from '../rows';
import { RECORD, RUN, State, trap } from '../state';
import { Time } from '../time';
import { Call } from './call';

const A0: u32 = 10;
const A1: u32 = 11;
const A2: u32 = 12;
const A3: u32 = 13;
const A7: u32 = 17;
const ELEMENT_BYTES: u32 = fields.ELEMENT_BYTES;

// Working memory: two operands, the result, and times of the operands' cells.
const LEFT: u32 = layout.STATE_SCRATCH;
const RIGHT: u32 = layout.STATE_SCRATCH + 20;
const RESULT: u32 = layout.STATE_SCRATCH + 40;
const TIMES: u32 = layout.STATE_SCRATCH + 64;
const INVERSE_SCRATCH: u32 = layout.STATE_SCRATCH + 128;

/** Guest memory by words, pages existing. */
class Words {
  @inline static at(pageTable: u32, address: u32): u32 {
    return load<u32>(pageTable + ((address >> 16) << 2)) + (address & 0xffff);
  }
}

export function extMul(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  return product(mode, state, ip, ts, false);
}

export function extDiv(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  return product(mode, state, ip, ts, true);
}

function product(mode: i32, state: u32, ip: u32, ts: u32, isDivision: bool): u32 {
  const out = State.register(state, A0);
  const a = State.register(state, A1);
  const b = State.register(state, A2);
  let status = checkRange(state, out, ELEMENT_BYTES, 4, layout.TRAP_STORE);
  if (status == 0) status = checkRange(state, a, ELEMENT_BYTES, 4, layout.TRAP_LOAD);
  if (status == 0) status = checkRange(state, b, ELEMENT_BYTES, 4, layout.TRAP_LOAD);
  if (status == 0) status = readElement(state, <u32>a, state + LEFT);
  if (status == 0) status = readElement(state, <u32>b, state + RIGHT);
  if (status != 0) return status;
  if (isDivision) {
    if (E.isZero(state + RIGHT)) return trap(state, layout.TRAP_DIVISION_BY_ZERO, b);
    E.inverse(state + RIGHT, state + RIGHT, state + INVERSE_SCRATCH);
  }
  E.mul(state + RESULT, state + LEFT, state + RIGHT);
  if (mode != RUN) recordProduct(mode, state, ip, ts, <u32>out, <u32>a, <u32>b, isDivision);
  writeElement(state, <u32>out);
  return layout.STATUS_RUNNING;
}

export function fieldDot(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const out = State.register(state, A0);
  const words = State.register(state, A1);
  const weights = State.register(state, A2);
  const numTerms = State.register(state, A3);
  if (numTerms >= <u64>layout.MAX_DOT_TERMS) return trap(state, layout.TRAP_TOO_MANY_TERMS, numTerms);
  const count = <u32>numTerms;
  const alignment: u32 = count == 0 ? 1 : 8;
  let status = checkRange(state, out, ELEMENT_BYTES, 4, layout.TRAP_STORE);
  // A byte at least: the chip checks pointers before it knows the count.
  if (status == 0) status = checkRange(state, words, max<u32>(1, count << 2), alignment, layout.TRAP_LOAD);
  if (status == 0) status = checkRange(state, weights, max<u32>(1, count * ELEMENT_BYTES), alignment, layout.TRAP_LOAD);
  if (status == 0) status = sum(state, <u32>words, <u32>weights, count);
  if (status != 0) return status;
  if (mode != RUN) {
    recordTerms(mode, state, ts, <u32>words, <u32>weights, count);
    const record = recordCall(mode, state, ip, ts, <u32>out, layout.STREAM_DOT, fields.DOT_BYTES);
    const previous = Time.touchRegister(mode, state, A3, ts);
    if (mode == RECORD) {
      store<u32>(record, previous, fields.DOT_X13_PREV_TS);
      store<u32>(record, count, fields.DOT_X13_VALUE);
      store<u32>(record, 0, fields.DOT_X13_VALUE + 4);
    }
  }
  writeElement(state, <u32>out);
  return layout.STATUS_RUNNING;
}

/** 0, or the status of a trap: the range must be aligned and inside memory, and its pages exist afterwards. */
function checkRange(state: u32, address: u64, bytes: u32, alignment: u32, reason: u32): u32 {
  if (address > <u64>(layout.MEMORY_END - bytes)) return trap(state, reason, address);
  if ((<u32>address & (alignment - 1)) != 0) return trap(state, layout.TRAP_MISALIGNED_POINTER, address);
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  const last = (<u32>address + bytes - 1) >> 16;
  for (let page = <u32>address >> 16; page <= last; page++) {
    if (Memory.page(state, pageTable, page << 16) == 0) return trap(state, layout.TRAP_MEMORY_LIMIT, address);
  }
  return 0;
}

/** Copies an element to the host address `to`; traps if a word of it is not canonical. */
function readElement(state: u32, address: u32, to: u32): u32 {
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  for (let i: u32 = 0; i < ELEMENT_BYTES; i += 4) {
    const word = load<u32>(Words.at(pageTable, address + i));
    if (word >= P) return trap(state, layout.TRAP_NON_CANONICAL, address + i);
    store<u32>(to + i, word);
  }
  return 0;
}

function writeElement(state: u32, address: u32): void {
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  for (let i: u32 = 0; i < ELEMENT_BYTES; i += 4) {
    store<u32>(Words.at(pageTable, address + i), load<u32>(state + i, RESULT));
  }
}

/** The record of a product or quotient, and time. Operands have not changed yet. */
function recordProduct(mode: i32, state: u32, ip: u32, ts: u32, out: u32, a: u32, b: u32, isDivision: bool): void {
  // Time of a cell moves in this order, whichever operands it belongs to.
  const scratch = state + TIMES;
  Call.touch(mode, state, a & ~7, fields.ELEMENT_CELLS, ts, scratch);
  Call.touch(mode, state, b & ~7, fields.ELEMENT_CELLS, ts + 1, scratch + 12);
  const record = recordCall(mode, state, ip, ts, out, layout.STREAM_EXT_MUL, fields.EXT_MUL_BYTES);
  if (mode != RECORD) return;
  memory.copy(record + fields.EXT_MUL_A_PREV_TS, scratch, 24);
  store<u32>(record, isDivision ? 1 : 0, fields.EXT_MUL_IS_DIVISION);
  Call.load(state, a & ~7, fields.ELEMENT_CELLS, record + fields.EXT_MUL_A_CELLS);
  Call.load(state, b & ~7, fields.ELEMENT_CELLS, record + fields.EXT_MUL_B_CELLS);
}

/** The part that both calls share: registers and the cells of the result. */
function recordCall(mode: i32, state: u32, ip: u32, ts: u32, out: u32, stream: u32, recordBytes: u32): u32 {
  const previous17 = Time.touchRegister(mode, state, A7, ts);
  const previous10 = Time.touchRegister(mode, state, A0, ts);
  const previous11 = Time.touchRegister(mode, state, A1, ts);
  const previous12 = Time.touchRegister(mode, state, A2, ts);
  const record = State.claim(mode, state, stream, recordBytes);
  const times = mode == RECORD ? record + fields.FIELD_OUT_PREV_TS : 0;
  Call.touch(mode, state, out & ~7, fields.ELEMENT_CELLS, ts + 2, times);
  if (mode == RECORD) {
    store<u32>(record, ts, fields.FIELD_TS);
    store<u32>(record, Operand.wordIndex(state, ip), fields.FIELD_PC);
    store<u32>(record, previous17, fields.FIELD_X17_PREV_TS);
    store<u32>(record, previous10, fields.FIELD_X10_PREV_TS);
    store<u32>(record, previous11, fields.FIELD_X11_PREV_TS);
    store<u32>(record, previous12, fields.FIELD_X12_PREV_TS);
    store<u32>(record, out, fields.FIELD_X10_VALUE);
    store<u32>(record, <u32>State.register(state, A1), fields.FIELD_X11_VALUE);
    store<u32>(record, <u32>State.register(state, A2), fields.FIELD_X12_VALUE);
    Call.load(state, out & ~7, fields.ELEMENT_CELLS, record + fields.FIELD_OUT_CELLS);
    memory.copy(record + fields.FIELD_RESULT, state + RESULT, ELEMENT_BYTES);
  }
  return record;
}

/** The rows of a sum, two terms each. All words are touched before all weights, since a cell may hold both. */
function recordTerms(mode: i32, state: u32, ts: u32, words: u32, weights: u32, count: u32): void {
  const rows = (count + 1) >> 1;
  let record: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const claimed = State.claim(mode, state, layout.STREAM_DOT_TERMS, fields.DOT_TERMS_BYTES);
    if (row == 0) record = claimed;
    const times = mode == RECORD ? claimed + fields.DOT_TERMS_WORDS_PREV_TS : 0;
    Call.touch(mode, state, words + (row << 3), 1, ts, times);
  }
  memory.fill(state + LEFT, 0, ELEMENT_BYTES);
  for (let row: u32 = 0; row < rows; row++, record += fields.DOT_TERMS_BYTES, words += 8, weights += 40) {
    const isPair: u32 = (row << 1) + 1 < count ? 1 : 0;
    const cells: u32 = isPair != 0 ? 5 : 3;
    const previous = Time.touchTogether(mode, state, weights, cells, ts + 1);
    if (mode != RECORD) continue;
    store<u32>(record, ts, fields.DOT_TERMS_TS);
    store<u32>(record, isPair, fields.DOT_TERMS_IS_PAIR);
    store<u32>(record, words >> 3, fields.DOT_TERMS_WORDS_CELL);
    store<u32>(record, weights >> 3, fields.DOT_TERMS_WEIGHTS_CELL);
    store<u32>(record, previous, fields.DOT_TERMS_WEIGHTS_PREV_TS);
    memory.copy(record + fields.DOT_TERMS_SUM, state + LEFT, ELEMENT_BYTES);
    store<u32>(record, 0, fields.DOT_TERMS_SUM + ELEMENT_BYTES);
    Call.load(state, words, 1, record + fields.DOT_TERMS_WORDS);
    memory.fill(record + fields.DOT_TERMS_WEIGHTS, 0, 40);
    Call.load(state, weights, cells, record + fields.DOT_TERMS_WEIGHTS);
    for (let term: u32 = 0; term <= isPair; term++) {
      addTerm(state + LEFT, load<u32>(record + (term << 2), fields.DOT_TERMS_WORDS), record + fields.DOT_TERMS_WEIGHTS + term * ELEMENT_BYTES);
    }
  }
}

/** sum += word * weight, all canonical. */
function addTerm(sum: u32, word: u32, weight: u32): void {
  for (let i: u32 = 0; i < ELEMENT_BYTES; i += 4) {
    store<u32>(sum + i, F.add(load<u32>(sum + i), F.mul(word, load<u32>(weight + i))));
  }
}

/** RESULT = the sum of `count` products; traps if a word is not canonical. */
function sum(state: u32, words: u32, weights: u32, count: u32): u32 {
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  memory.fill(state + RESULT, 0, ELEMENT_BYTES);
  for (let n: u32 = 0; n < count; n++, words += 4) {
    const word = load<u32>(Words.at(pageTable, words));
    if (word >= P) return trap(state, layout.TRAP_NON_CANONICAL, words);
    const status = readElement(state, weights, state + LEFT);
    if (status != 0) return status;
    addTerm(state + RESULT, word, state + LEFT);
    weights += ELEMENT_BYTES;
  }
  return 0;
}
