/**
 * sha256_compress (a7 = 0x1000_0002): SHA-256's compression of one block (FIPS 180-4, section 6.2.2). a0 points to the eight words of the
 * hash value (4 cells, little-endian words), which are replaced by the next hash value; a1 to the block (8 cells), message bytes as
 * they come, read where they lie.
 */
import * as layout from '../../../src/executor/layout';
import * as sha256 from '../../../src/executor/precompiles/sha256-layout';
import { Operand } from '../rows';
import { RECORD, RUN, State, trap } from '../state';
import { Time } from '../time';
import { Call } from './call';

const A0: u32 = 10;
const A1: u32 = 11;
const A7: u32 = 17;
const VALUE_CELLS: u32 = 4;
const BLOCK_CELLS: u32 = 8;
const NUM_ROUNDS: u32 = 64;

// Working memory: the words a..h, the hash value, the schedule W_0..W_63 between zeros, the round constants, and times that nobody reads.
const WORDS: u32 = layout.STATE_SCRATCH;
const VALUE: u32 = layout.STATE_SCRATCH + 32;
const BEFORE: u32 = layout.STATE_SCRATCH + 64; // 12 u32
const SCHEDULE: u32 = layout.STATE_SCRATCH + 112;
const BEHIND: u32 = layout.STATE_SCRATCH + 368; // 4 u32
const CONSTANTS: u32 = layout.STATE_SCRATCH + 384;
const TIMES: u32 = layout.STATE_SCRATCH + 640;

export function sha256Compress(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const value = State.register(state, A0);
  const block = State.register(state, A1);
  let status = Call.checkPointer(state, value, 8 * VALUE_CELLS);
  if (status == 0) status = Call.checkPointer(state, block, 8 * BLOCK_CELLS);
  if (status == 0) status = Call.checkDisjoint(state, value, 8 * VALUE_CELLS, block, 8 * BLOCK_CELLS);
  if (status != 0) return status;
  if (!Call.load(state, <u32>value, VALUE_CELLS, state + VALUE)) return trap(state, layout.TRAP_MEMORY_LIMIT, value);
  if (!Call.load(state, <u32>block, BLOCK_CELLS, state + SCHEDULE)) return trap(state, layout.TRAP_MEMORY_LIMIT, block);
  const record = mode == RUN ? 0 : recordCall(mode, state, ip, ts);

  schedule(state + SCHEDULE);
  constants(state + CONSTANTS);
  memory.copy(state + WORDS, state + VALUE, 32);
  if (mode == RECORD) {
    recordSchedule(state, ts);
    recordNext(state, load<u32>(state, layout.STATE_SHA256_LAST));
  }
  for (let t: u32 = 0; t < NUM_ROUNDS; t += 4) {
    const rounds = mode == RECORD ? recordRounds(state, ts, t) : 0;
    for (let i = t; i < t + 4; i++) {
      round(state + WORDS, load<u32>(state + (i << 2), SCHEDULE) + load<u32>(state + (i << 2), CONSTANTS));
    }
    if (mode == RECORD) recordNext(state, rounds);
  }
  if (mode == RECORD) {
    memory.copy(record + sha256.SHA256_FINAL, state + WORDS, 32);
    store<u32>(state, recordRounds(state, ts, NUM_ROUNDS), layout.STATE_SHA256_LAST);
  }
  for (let i: u32 = 0; i < 32; i += 4) {
    store<u32>(state + i, load<u32>(state + i, VALUE) + load<u32>(state + i, WORDS), VALUE);
  }
  Call.store(state, <u32>value, VALUE_CELLS, state + VALUE);
  return layout.STATUS_RUNNING;
}

/** Touches registers and cells, and writes the call's record; when counting, counts the other records too. */
function recordCall(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const value = <u32>State.register(state, A0);
  const block = <u32>State.register(state, A1);
  const record = State.claim(mode, state, layout.STREAM_SHA256, sha256.SHA256_BYTES);
  const times = mode == RECORD ? record : state + TIMES;
  store<u32>(times, Time.touchRegister(mode, state, A7, ts), sha256.SHA256_X17_PREV_TS);
  store<u32>(times, Time.touchRegister(mode, state, A0, ts), sha256.SHA256_X10_PREV_TS);
  store<u32>(times, Time.touchRegister(mode, state, A1, ts), sha256.SHA256_X11_PREV_TS);
  Call.touch(mode, state, value, VALUE_CELLS, ts, times + sha256.SHA256_VALUE_PREV_TS);
  const window = Time.touchInWindow(mode, state, block, BLOCK_CELLS, ts, times + sha256.SHA256_BLOCK_PREV_TS);
  if (mode != RECORD) {
    for (let i: u32 = 0; i < <u32>sha256.SHA256_STEPS; i++) {
      State.claim(mode, state, layout.STREAM_SHA256_ROUNDS, sha256.SHA256_ROUND_BYTES);
      State.claim(mode, state, layout.STREAM_SHA256_SCHEDULE, sha256.SHA256_SCHEDULE_BYTES);
    }
    State.claim(mode, state, layout.STREAM_SHA256_ROUNDS, sha256.SHA256_ROUND_BYTES);
    return 0;
  }
  store<u32>(record, ts, sha256.SHA256_TS);
  store<u32>(record, Operand.wordIndex(state, ip), sha256.SHA256_PC);
  store<u32>(record, value, sha256.SHA256_X10_VALUE);
  store<u32>(record, block, sha256.SHA256_X11_VALUE);
  store<u32>(record, window, sha256.SHA256_BLOCK_WINDOW);
  memory.copy(record + sha256.SHA256_VALUE, state + VALUE, 32);
  memory.copy(record + sha256.SHA256_BLOCK, state + SCHEDULE, 64);
  return record;
}

function recordSchedule(state: u32, ts: u32): void {
  memory.fill(state + BEFORE, 0, 48);
  memory.fill(state + BEHIND, 0, 16);
  for (let index: u32 = 0; index < <u32>sha256.SHA256_STEPS; index++) {
    const record = State.claim(RECORD, state, layout.STREAM_SHA256_SCHEDULE, sha256.SHA256_SCHEDULE_BYTES);
    store<u32>(record, ts, sha256.SHA256_SCHEDULE_TS);
    store<u32>(record, index, sha256.SHA256_SCHEDULE_INDEX);
    memory.copy(record + sha256.SHA256_SCHEDULE_WORDS, state + BEFORE + (index << 4), 80);
  }
}

/** The record of the rounds from t on, or of the words behind the last one; as if nothing followed. */
function recordRounds(state: u32, ts: u32, t: u32): u32 {
  const record = State.claim(RECORD, state, layout.STREAM_SHA256_ROUNDS, sha256.SHA256_ROUND_BYTES);
  memory.fill(record, 0, sha256.SHA256_ROUND_BYTES);
  store<u32>(record, ts, sha256.SHA256_ROUND_TS);
  store<u32>(record, t >> 2, sha256.SHA256_ROUND_INDEX);
  memory.copy(record + sha256.SHA256_ROUND_WORDS, state + WORDS, 32);
  if (t < NUM_ROUNDS) {
    memory.copy(record + sha256.SHA256_ROUND_INPUT, state + SCHEDULE + (t << 2), 16);
    memory.copy(record + sha256.SHA256_ROUND_CONSTANTS, state + CONSTANTS + (t << 2), 16);
  }
  return record;
}

/** Tells a record of rounds (0: there is none) the words of the record behind it. */
function recordNext(state: u32, record: u32): void {
  if (record != 0) memory.copy(record + sha256.SHA256_ROUND_NEXT, state + WORDS, 32);
}

/**
 * Stores the round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2).
 * They are code, since this module has no statics.
 */
function constants(to: u32): void {
  store<u64>(to, 0x71374491428a2f98, 0);
  store<u64>(to, 0xe9b5dba5b5c0fbcf, 8);
  store<u64>(to, 0x59f111f13956c25b, 16);
  store<u64>(to, 0xab1c5ed5923f82a4, 24);
  store<u64>(to, 0x12835b01d807aa98, 32);
  store<u64>(to, 0x550c7dc3243185be, 40);
  store<u64>(to, 0x80deb1fe72be5d74, 48);
  store<u64>(to, 0xc19bf1749bdc06a7, 56);
  store<u64>(to, 0xefbe4786e49b69c1, 64);
  store<u64>(to, 0x240ca1cc0fc19dc6, 72);
  store<u64>(to, 0x4a7484aa2de92c6f, 80);
  store<u64>(to, 0x76f988da5cb0a9dc, 88);
  store<u64>(to, 0xa831c66d983e5152, 96);
  store<u64>(to, 0xbf597fc7b00327c8, 104);
  store<u64>(to, 0xd5a79147c6e00bf3, 112);
  store<u64>(to, 0x1429296706ca6351, 120);
  store<u64>(to, 0x2e1b213827b70a85, 128);
  store<u64>(to, 0x53380d134d2c6dfc, 136);
  store<u64>(to, 0x766a0abb650a7354, 144);
  store<u64>(to, 0x92722c8581c2c92e, 152);
  store<u64>(to, 0xa81a664ba2bfe8a1, 160);
  store<u64>(to, 0xc76c51a3c24b8b70, 168);
  store<u64>(to, 0xd6990624d192e819, 176);
  store<u64>(to, 0x106aa070f40e3585, 184);
  store<u64>(to, 0x1e376c0819a4c116, 192);
  store<u64>(to, 0x34b0bcb52748774c, 200);
  store<u64>(to, 0x4ed8aa4a391c0cb3, 208);
  store<u64>(to, 0x682e6ff35b9cca4f, 216);
  store<u64>(to, 0x78a5636f748f82ee, 224);
  store<u64>(to, 0x8cc7020884c87814, 232);
  store<u64>(to, 0xa4506ceb90befffa, 240);
  store<u64>(to, 0xc67178f2bef9a3f7, 248);
}

/** Turns the 16 words of the block, as they lie in memory, into the 64 words of the schedule. */
function schedule(words: u32): void {
  for (let i: u32 = 0; i < 64; i += 4) store<u32>(words + i, bswap<u32>(load<u32>(words + i)));
  for (let i: u32 = 64; i < 256; i += 4) {
    const word = words + i;
    store<u32>(word, sigma1(load<u32>(word - 8)) + load<u32>(word - 28) + sigma0(load<u32>(word - 60)) + load<u32>(word - 64));
  }
}

/** One round on the words a..h; `input` is W_t + K_t. */
function round(words: u32, input: u32): void {
  const a = load<u32>(words, 0);
  const b = load<u32>(words, 4);
  const c = load<u32>(words, 8);
  const e = load<u32>(words, 16);
  const f = load<u32>(words, 20);
  const g = load<u32>(words, 24);
  const sum1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
  const t1 = load<u32>(words, 28) + sum1 + ((e & f) ^ (~e & g)) + input;
  const sum0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
  const t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
  store<u32>(words, g, 28);
  store<u32>(words, f, 24);
  store<u32>(words, e, 20);
  store<u32>(words, load<u32>(words, 12) + t1, 16);
  store<u32>(words, c, 12);
  store<u32>(words, b, 8);
  store<u32>(words, a, 4);
  store<u32>(words, t1 + t2, 0);
}

function sigma0(x: u32): u32 {
  return rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
}

function sigma1(x: u32): u32 {
  return rotr<u32>(x, 17) ^ rotr<u32>(x, 19) ^ (x >> 10);
}
