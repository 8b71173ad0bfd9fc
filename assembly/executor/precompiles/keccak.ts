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

// Working memory: the state, what chi makes it from, column parities.
const A: u32 = layout.STATE_SCRATCH;
const B: u32 = layout.STATE_SCRATCH + 200;
const C: u32 = layout.STATE_SCRATCH + 400;

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
      for (let i: u32 = 0; i < WINDOWS * (ROUNDS + 1); i++) {
        State.claim(mode, state, layout.STREAM_KECCAK_ROUND, fields.KECCAK_RND_BYTES);
      }
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

/** Records the windows of all 25 states; A ends as the last. */
function recordRounds(state: u32, ts: u32): void {
  const a = state + A;
  const b = state + B;
  const c = state + C;
  let key: u32 = 1;
  let register: u32 = 1;
  for (let round: u32 = 0; round <= ROUNDS; round++) {
    let constant: u64 = 0;
    if (round == 0) {
      inverseChi(a, b);
    } else {
      thetaRhoPi(a, b, c);
      for (let j: u64 = 1; j <= 64; j <<= 1) {
        if (register & 1) constant |= (1 as u64) << (j - 1);
        register = ((register << 1) ^ ((register >> 7) * 0x71)) & 0xff;
      }
      chi(b, a);
      store<u64>(a, load<u64>(a) ^ constant);
    }
    columnParities(a, c);
    let windowKey = key;
    for (let window: u32 = 0; window < WINDOWS; window++) {
      const record = State.claim(RECORD, state, layout.STREAM_KECCAK_ROUND, fields.KECCAK_RND_BYTES);
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
        store<u16>(record + (i << 1), <u16>(load<u64>(b + (i << 3)) >> shift), fields.KECCAK_RND_B);
        store<u16>(record + (i << 1), <u16>(load<u64>(a + (i << 3)) >> shift), fields.KECCAK_RND_A);
      }
      store<u32>(record, 0, fields.KECCAK_RND_BYTES - 4);
      windowKey = times(windowKey, fields.KECCAK_WINDOW_FACTOR);
    }
    key = times(key, 2);
  }
}

function columnParities(a: u32, c: u32): void {
  for (let x: u32 = 0; x < 5; x++) {
    let parity: u64 = 0;
    for (let y: u32 = 0; y < 5; y++) parity ^= load<u64>(a + lane(x, y));
    store<u64>(c + (x << 3), parity);
  }
}

/** FIPS 202, sections 3.2.1 to 3.2.3; rho's offsets from their recurrence. `c` holds the column parities of `a`. */
function thetaRhoPi(a: u32, b: u32, c: u32): void {
  let x: u32 = 0;
  let y: u32 = 0;
  let offset: u32 = 0;
  for (let t: u32 = 0; t < NUM_CELLS; t++) {
    const d = load<u64>(c + lane(x + 4, 0)) ^ rotl<u64>(load<u64>(c + lane(x + 1, 0)), 1);
    store<u64>(b + lane(y, 2 * x + 3 * y), rotl<u64>(load<u64>(a + lane(x, y)) ^ d, offset & 63));
    const nextY = t == 0 ? 0 : (2 * x + 3 * y) % 5;
    x = t == 0 ? 1 : y;
    y = nextY;
    offset += t + 1;
  }
}

function chi(b: u32, a: u32): void {
  for (let y: u32 = 0; y < 5; y++) {
    for (let x: u32 = 0; x < 5; x++) {
      store<u64>(a + lane(x, y), load<u64>(b + lane(x, y)) ^ (~load<u64>(b + lane(x + 1, y)) & load<u64>(b + lane(x + 2, y))));
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
