/**
 * The field precompiles, on words of BabyBear (Montgomery form, a u32 below p) and elements of E = F[x]/(x^5 - 2) (five words), as in
 * docs/protocol.md, section 1. A word of p or more traps: what is computed from memory of the guest is always canonical.
 *
 * ext_mul (a7 = 0x1000_0004): the element at a0 = product of those at a1 and a2; 4-byte aligned.
 * field_dot (a7 = 0x1000_0003): the element at a0 (4-byte aligned) = sum of words[i] * weights[i] for i < a3 < 2^20, with words at a1 and
 * elements at a2, contiguous, both 8-byte aligned. No term gives 0; a1 and a2 are then not read and only have to lie below the end of memory.
 *
 * Operands may overlap in any way: everything is read before the result is written. In time, a (or the words) is read at ts, b
 * (or the weights) at ts + 1, and the result written at ts + 2, so that a cell that plays several parts has a token for each.
 */
import * as layout from '../../../src/executor/layout';
import { F, P } from '../../field/babybear';
import { Memory } from '../memory';
import { RUN, State, trap } from '../state';

const A0: u32 = 10;
const A1: u32 = 11;
const A2: u32 = 12;
const A3: u32 = 13;
const ELEMENT_BYTES: u32 = 20;
const ELEMENT_WORDS: u32 = 5;

// Working memory: two operands and the result, or the result alone.
const LEFT: u32 = layout.STATE_SCRATCH;
const RIGHT: u32 = layout.STATE_SCRATCH + 20;
const RESULT: u32 = layout.STATE_SCRATCH + 40;

/** Guest memory by words, pages existing. */
class Words {
  @inline static at(pageTable: u32, address: u32): u32 {
    return load<u32>(pageTable + ((address >> 16) << 2)) + (address & 0xffff);
  }
}

export function extMul(mode: i32, state: u32, _ip: u32, _ts: u32): u32 {
  const out = State.register(state, A0);
  const a = State.register(state, A1);
  const b = State.register(state, A2);
  let status = checkRange(state, out, ELEMENT_BYTES, 4, layout.TRAP_STORE);
  if (status == 0) status = checkRange(state, a, ELEMENT_BYTES, 4, layout.TRAP_LOAD);
  if (status == 0) status = checkRange(state, b, ELEMENT_BYTES, 4, layout.TRAP_LOAD);
  if (status == 0) status = readElement(state, <u32>a, state + LEFT);
  if (status == 0) status = readElement(state, <u32>b, state + RIGHT);
  if (status != 0) return status;
  // The chips are not there yet: what cannot be proven must not be recorded.
  if (mode != RUN) return trap(state, layout.TRAP_UNKNOWN_SYSCALL, State.register(state, 17));
  multiply(state);
  writeElement(state, <u32>out);
  return layout.STATUS_RUNNING;
}

export function fieldDot(mode: i32, state: u32, _ip: u32, _ts: u32): u32 {
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
  if (mode != RUN) return trap(state, layout.TRAP_UNKNOWN_SYSCALL, State.register(state, 17));
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

/** RESULT = LEFT RIGHT: x^5 = 2. */
function multiply(state: u32): void {
  for (let k: u32 = 0; k < ELEMENT_WORDS; k++) {
    let low: u32 = 0;
    let high: u32 = 0;
    for (let i: u32 = 0; i < ELEMENT_WORDS; i++) {
      const isLow = i <= k;
      const j = isLow ? k - i : k + ELEMENT_WORDS - i;
      const product = F.mul(load<u32>(state + (i << 2), LEFT), load<u32>(state + (j << 2), RIGHT));
      if (isLow) low = F.add(low, product);
      else high = F.add(high, product);
    }
    store<u32>(state + (k << 2), F.add(low, F.double(high)), RESULT);
  }
}

/** RESULT = the sum of `count` products; traps if a word is not canonical. */
function sum(state: u32, words: u32, weights: u32, count: u32): u32 {
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  memory.fill(state + RESULT, 0, ELEMENT_BYTES);
  for (let n: u32 = 0; n < count; n++, words += 4) {
    const word = load<u32>(Words.at(pageTable, words));
    if (word >= P) return trap(state, layout.TRAP_NON_CANONICAL, words);
    for (let i: u32 = 0; i < ELEMENT_BYTES; i += 4, weights += 4) {
      const weight = load<u32>(Words.at(pageTable, weights));
      if (weight >= P) return trap(state, layout.TRAP_NON_CANONICAL, weights);
      store<u32>(state + i, F.add(load<u32>(state + i, RESULT), F.mul(word, weight)), RESULT);
    }
  }
  return 0;
}
