/**
 * keccak_f1600 (a7 = 0x1000_0000): a0 points to a state of 25 cells, lane (x, y) at 8 (x + 5 y), little-endian, which is replaced
 * by Keccak-f[1600] of it (FIPS 202, section 3.3). When recording, the rounds are computed once more, step by step, for the rows
 * of KECCAK_RND.
 */
import * as layout from '../../../src/executor/layout';
import * as fields from '../../../src/executor/precompiles/keccak-layout';
import { P } from '../../field/babybear';
import { keccakF } from '../../primitives/keccak';
import { Operand } from '../rows';
import { RECORD, RUN, State, trap } from '../state';
import { Time } from '../time';
import { Call } from './call';

const A0: u32 = 10;
const A7: u32 = 17;
const NUM_CELLS: u32 = fields.KECCAK_CELLS;
const ROUNDS: u32 = fields.KECCAK_ROUNDS;
const WINDOWS: u32 = fields.KECCAK_WINDOWS;

// Working memory: the state, what chi makes it from, column parities, where both bits are set whose xor chi makes, and whether two
// or three of the bits are set whose xor a bit of B is.
const A: u32 = layout.STATE_SCRATCH;
const B: u32 = layout.STATE_SCRATCH + 200;
const C: u32 = layout.STATE_SCRATCH + 400;
const BOTH: u32 = layout.STATE_SCRATCH + 440;
const CARRY: u32 = layout.STATE_SCRATCH + 640;
const NEXT: u32 = fields.KECCAK_RND_BYTES;
/** Records of a window: one per state. */
const STATES: u32 = ROUNDS + 1;
const RECORDS: u32 = WINDOWS * STATES;

export function keccakF1600(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const pointer = State.register(state, A0);
  const status = Call.checkPointer(state, pointer, 8 * NUM_CELLS);
  if (status != 0) return status;
  const address = <u32>pointer;
  if (!Call.load(state, address, NUM_CELLS, state + A)) return trap(state, layout.TRAP_MEMORY_LIMIT, pointer);
  let record: u32 = 0;
  if (mode != RUN) {
    const previous17 = Time.touchRegister(mode, state, A7, ts);
    const previous10 = Time.touchRegister(mode, state, A0, ts);
    record = State.claim(mode, state, layout.STREAM_KECCAK, fields.KECCAK_BYTES);
    Call.touch(mode, state, address, NUM_CELLS, ts, mode == RECORD ? record + fields.KECCAK_PREV_TS : 0);
    if (mode == RECORD) {
      store<u32>(record, ts, fields.KECCAK_TS);
      store<u32>(record, Operand.wordIndex(state, ip), fields.KECCAK_PC);
      store<u32>(record, previous17, fields.KECCAK_X17_PREV_TS);
      store<u32>(record, previous10, fields.KECCAK_X10_PREV_TS);
      store<u32>(record, address, fields.KECCAK_X10_VALUE);
      memory.copy(record + fields.KECCAK_BEFORE, state + A, 8 * NUM_CELLS);
      recordRounds(state, ts);
      memory.copy(state + A, record + fields.KECCAK_BEFORE, 8 * NUM_CELLS);
    } else {
      // The rows of the rounds.
      claimRounds(mode, state);
    }
  }
  keccakF(state + A);
  if (mode == RECORD) memory.copy(record + fields.KECCAK_AFTER, state + A, 8 * NUM_CELLS);
  Call.store(state, address, NUM_CELLS, state + A);
  return layout.STATUS_RUNNING;
}

function lane(x: u32, y: u32): u32 {
  return ((x % 5) + 5 * (y % 5)) << 3;
}

function times(a: u32, b: u32): u32 {
  return <u32>(((a as u64) * (b as u64)) % (P as u64));
}

/** The place of a call's records, which lie one after the other. */
function claimRounds(mode: i32, state: u32): u32 {
  const first = State.claim(mode, state, layout.STREAM_KECCAK_ROUND, fields.KECCAK_RND_BYTES);
  for (let i: u32 = 1; i < RECORDS; i++) {
    State.claim(mode, state, layout.STREAM_KECCAK_ROUND, fields.KECCAK_RND_BYTES);
  }
  return first;
}

/** Records the windows of all 25 states; A ends as the last. */
function recordRounds(state: u32, ts: u32): void {
  const a = state + A;
  const b = state + B;
  const c = state + C;
  const both = state + BOTH;
  const carry = state + CARRY;
  const first = claimRounds(RECORD, state);
  let key: u32 = 1;
  let register: u32 = 1;
  memory.fill(carry, 0, 8 * NUM_CELLS);
  for (let round: u32 = 0; round <= ROUNDS; round++) {
    let constant: u64 = 0;
    if (round == 0) {
      inverseChi(a, b);
    } else {
      thetaRhoPi(a, b, c, both, carry);
      for (let j: u64 = 1; j <= 64; j <<= 1) {
        if (register & 1) constant |= (1 as u64) << (j - 1);
        register = ((register << 1) ^ ((register >> 7) * 0x71)) & 0xff;
      }
    }
    chiIota(b, constant, a, both);
    columnParities(a, c);
    let windowKey = key;
    for (let window: u32 = 0; window < WINDOWS; window++) {
      const record = first + (window * STATES + round) * NEXT;
      const shift = <u64>window << 4;
      store<u32>(record, ts, fields.KECCAK_RND_TS);
      store<u32>(record, WINDOWS * round + window, fields.KECCAK_RND_ROW_ID);
      store<u32>(record, windowKey, fields.KECCAK_RND_KEY);
      store<u32>(record, <u32>(constant >> shift) & 0xffff, fields.KECCAK_RND_RC);
      store<u64>(record, 0, fields.KECCAK_RND_EDGE);
      for (let x: u32 = 0; x < 5; x++) {
        const parity = rotl<u64>(load<u64>(c + (x << 3)), 1);
        store<u8>(record + x, <u8>((parity >> shift) & 1), fields.KECCAK_RND_EDGE);
      }
      for (let i: u32 = 0; i < NUM_CELLS; i++) {
        const to = record + (i << 1);
        store<u16>(to, <u16>(load<u64>(b + (i << 3)) >> shift), fields.KECCAK_RND_B);
        store<u16>(to, <u16>(load<u64>(a + (i << 3)) >> shift), fields.KECCAK_RND_A);
        store<u16>(to, <u16>(load<u64>(carry + (i << 3)) >> shift), fields.KECCAK_RND_CARRY);
      }
      windowKey = times(windowKey, fields.KECCAK_WINDOW_FACTOR);
    }
    key = times(key, 2);
  }
  recordNext(state, first);
}

/** Tells every record the b of the one behind it, the last one of the call before included; behind this call's last is nothing yet. */
function recordNext(state: u32, first: u32): void {
  const last = first + (RECORDS - 1) * NEXT;
  const before = load<u32>(state, layout.STATE_KECCAK_LAST);
  if (before != 0) copyNext(before, first);
  for (let record = first; record < last; record += NEXT) copyNext(record, record + NEXT);
  memory.fill(last + fields.KECCAK_RND_NEXT_B, 0, 2 * NUM_CELLS);
  store<u32>(state, last, layout.STATE_KECCAK_LAST);
}

function copyNext(record: u32, next: u32): void {
  memory.copy(record + fields.KECCAK_RND_NEXT_B, next + fields.KECCAK_RND_B, 2 * NUM_CELLS);
}

function columnParities(a: u32, c: u32): void {
  for (let x: u32 = 0; x < 5; x++) {
    let parity: u64 = 0;
    for (let y: u32 = 0; y < 5; y++) parity ^= load<u64>(a + lane(x, y));
    store<u64>(c + (x << 3), parity);
  }
}

/** FIPS 202, sections 3.2.1 to 3.2.3; rho's offsets from their recurrence. `c` holds the column parities of `a`; carries travel with their bits. */
function thetaRhoPi(a: u32, b: u32, c: u32, both: u32, carry: u32): void {
  let x: u32 = 0;
  let y: u32 = 0;
  let offset: u32 = 0;
  for (let t: u32 = 0; t < NUM_CELLS; t++) {
    const d = load<u64>(c + lane(x + 4, 0)) ^ rotl<u64>(load<u64>(c + lane(x + 1, 0)), 1);
    const from = lane(x, y);
    const to = lane(y, 2 * x + 3 * y);
    const value = load<u64>(a + from);
    store<u64>(b + to, rotl<u64>(value ^ d, offset & 63));
    store<u64>(carry + to, rotl<u64>(load<u64>(both + from) | (value & d), offset & 63));
    const nextY = t == 0 ? 0 : (2 * x + 3 * y) % 5;
    x = t == 0 ? 1 : y;
    y = nextY;
    offset += t + 1;
  }
}

/** Chi, and iota as a change of lane 0 before it. */
function chiIota(b: u32, constant: u64, a: u32, both: u32): void {
  for (let y: u32 = 0; y < 5; y++) {
    for (let x: u32 = 0; x < 5; x++) {
      const first = load<u64>(b + lane(x, y)) ^ (x + y == 0 ? constant : 0);
      const and = ~load<u64>(b + lane(x + 1, y)) & load<u64>(b + lane(x + 2, y));
      store<u64>(a + lane(x, y), first ^ and);
      store<u64>(both + lane(x, y), first & and);
    }
  }
}

/** What chi maps to `a`. */
function inverseChi(a: u32, b: u32): void {
  for (let y: u32 = 0; y < 5; y++) {
    for (let x: u32 = 0; x < 5; x++) {
      const tail = load<u64>(a + lane(x + 2, y)) ^ (~load<u64>(a + lane(x + 3, y)) & load<u64>(a + lane(x + 4, y)));
      store<u64>(b + lane(x, y), load<u64>(a + lane(x, y)) ^ (~load<u64>(a + lane(x + 1, y)) & tail));
    }
  }
}
