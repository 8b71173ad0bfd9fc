/**
 * blake3_compress (a7 = 0x1000_0001): BLAKE3's compression function (BLAKE3 specification, section 2.2). a0 points to the chaining value
 * (4 cells), which is replaced by the first 8 words of the result; a1 to the block (8 cells), read where it lies; a2 is the counter, a3 the block
 * length and a4 the flags, both below 2^32.
 *
 * The function is taken apart as the chips have it: 14 half rounds of four G in parallel, cut in G after `c = c + d` for the first time, so
 * that what passes from one half round to the next is (a, b, c, d) at that point. In odd half rounds (diagonals) slot s is the
 * diagonal that starts at a[-s]: from every half round to the next a moves by s -> -s, b by 1 - s, c by 2 - s, d by 3 - s.
 */
import * as layout from '../../../src/executor/layout';
import * as blake3 from '../../../src/executor/precompiles/blake3-layout';
import { RECORD, RUN, State, trap } from '../state';
import { Call } from './call';
import { Blake3Records } from './blake3-records';

const A0: u32 = 10;
const A1: u32 = 11;
const A2: u32 = 12;
const A3: u32 = 13;
const A4: u32 = 14;
const VALUE_CELLS: u32 = 4;
const BLOCK_CELLS: u32 = 8;
const NUM_HALF_ROUNDS: u32 = blake3.BLAKE3_HALF_ROUNDS;

// Working memory: the words a0..3, b0..3, c0..3, d0..3 by slot; the same while slots move; the block as the round takes it, and as the next
// will; the chaining value.
const STATE: u32 = layout.STATE_SCRATCH;
const MOVED: u32 = layout.STATE_SCRATCH + 64;
const BLOCK: u32 = layout.STATE_SCRATCH + 128;
const PERMUTED: u32 = layout.STATE_SCRATCH + 192;
const VALUE: u32 = layout.STATE_SCRATCH + 256;

export function blake3Compress(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const value = State.register(state, A0);
  const block = State.register(state, A1);
  const length = State.register(state, A3);
  const flags = State.register(state, A4);
  let status = Call.checkPointer(state, value, 8 * VALUE_CELLS);
  if (status == 0) status = Call.checkPointer(state, block, 8 * BLOCK_CELLS);
  if (status == 0) status = Call.checkDisjoint(state, value, 8 * VALUE_CELLS, block, 8 * BLOCK_CELLS);
  if (status != 0) return status;
  if (length >> 32 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, length);
  if (flags >> 32 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, flags);
  if (!Call.load(state, <u32>value, VALUE_CELLS, state + VALUE)) return trap(state, layout.TRAP_MEMORY_LIMIT, value);
  if (!Call.load(state, <u32>block, BLOCK_CELLS, state + BLOCK)) return trap(state, layout.TRAP_MEMORY_LIMIT, block);
  const record = mode == RUN ? 0 : Blake3Records.call(mode, state, ip, ts, state + VALUE, state + BLOCK);

  start(state, State.register(state, A2), <u32>length, <u32>flags);
  if (mode == RECORD) Blake3Records.begin(state, state + STATE);
  for (let half: u32 = 0; half < NUM_HALF_ROUNDS; half++) {
    const round = mode == RUN ? 0 : Blake3Records.halfRound(mode, state, half, state + STATE);
    for (let slot: u32 = 0; slot < 4; slot++) {
      const word = message(state, half, slot, 4);
      if (mode == RECORD) store<u32>(round + (slot << 2), word, blake3.BLAKE3_ROUND_SECOND);
      Mix.second(state, slot, word);
    }
    move(state);
    if (half + 1 == NUM_HALF_ROUNDS) {
      if (mode == RECORD) Blake3Records.end(state, record, round, state + STATE);
      break;
    }
    if ((half & 1) == 1) permute(state);
    for (let slot: u32 = 0; slot < 4; slot++) {
      const word = message(state, half + 1, slot, 0);
      if (mode == RECORD) {
        store<u32>(round + (slot << 3), word & 0xffff, blake3.BLAKE3_ROUND_FIRST);
        store<u32>(round + (slot << 3), word >> 16, blake3.BLAKE3_ROUND_FIRST + 4);
      }
      Mix.first(state, slot, word);
    }
  }
  for (let i: u32 = 0; i < 32; i += 4) {
    store<u32>(state + i, load<u32>(state + i, STATE) ^ load<u32>(state + i, STATE + 32), VALUE);
  }
  Call.store(state, <u32>value, VALUE_CELLS, state + VALUE);
  return layout.STATUS_RUNNING;
}

/** Initial state and the beginning of the first half round. */
function start(state: u32, counter: u64, length: u32, flags: u32): void {
  memory.copy(state + STATE, state + VALUE, 32);
  store<u32>(state, 0x6a09e667, STATE + 32);
  store<u32>(state, 0xbb67ae85, STATE + 36);
  store<u32>(state, 0x3c6ef372, STATE + 40);
  store<u32>(state, 0xa54ff53a, STATE + 44);
  store<u64>(state, counter, STATE + 48);
  store<u32>(state, length, STATE + 56);
  store<u32>(state, flags, STATE + 60);
  for (let slot: u32 = 0; slot < 4; slot++) Mix.first(state, slot, message(state, 0, slot, 0));
}

/** First (`offset` 0) or second (4) block word of a slot's G. */
function message(state: u32, half: u32, slot: u32, offset: u32): u32 {
  const index = (half & 1) == 0 ? slot << 3 : 32 + ((-slot & 3) << 3);
  return load<u32>(state + index + offset, BLOCK);
}

class Mix {
  /** G up to the first `c = c + d`. */
  @inline static first(state: u32, slot: u32, word: u32): void {
    const v = state + (slot << 2);
    const a = load<u32>(v, STATE) + load<u32>(v, STATE + 16) + word;
    const d = rotr<u32>(load<u32>(v, STATE + 48) ^ a, 16);
    store<u32>(v, a, STATE);
    store<u32>(v, d, STATE + 48);
    store<u32>(v, load<u32>(v, STATE + 32) + d, STATE + 32);
  }

  /** The rest of G. */
  @inline static second(state: u32, slot: u32, word: u32): void {
    const v = state + (slot << 2);
    let b = rotr<u32>(load<u32>(v, STATE + 16) ^ load<u32>(v, STATE + 32), 12);
    const a = load<u32>(v, STATE) + b + word;
    const d = rotr<u32>(load<u32>(v, STATE + 48) ^ a, 8);
    const c = load<u32>(v, STATE + 32) + d;
    b = rotr<u32>(b ^ c, 7);
    store<u32>(v, a, STATE);
    store<u32>(v, b, STATE + 16);
    store<u32>(v, c, STATE + 32);
    store<u32>(v, d, STATE + 48);
  }
}

/** Slots move to the next half round. */
function move(state: u32): void {
  memory.copy(state + MOVED, state + STATE, 64);
  for (let i: u32 = 0; i < 16; i++) {
    const from = (i & 12) | (((i >> 2) - i) & 3);
    store<u32>(state + (i << 2), load<u32>(state + (from << 2), MOVED), STATE);
  }
}

/** The block's words in the order of the next round. */
function permute(state: u32): void {
  const from = state + BLOCK;
  const to = state + PERMUTED;
  store<u32>(to, load<u32>(from, 8), 0);
  store<u32>(to, load<u32>(from, 24), 4);
  store<u32>(to, load<u32>(from, 12), 8);
  store<u32>(to, load<u32>(from, 40), 12);
  store<u32>(to, load<u32>(from, 28), 16);
  store<u32>(to, load<u32>(from, 0), 20);
  store<u32>(to, load<u32>(from, 16), 24);
  store<u32>(to, load<u32>(from, 52), 28);
  store<u32>(to, load<u32>(from, 4), 32);
  store<u32>(to, load<u32>(from, 44), 36);
  store<u32>(to, load<u32>(from, 48), 40);
  store<u32>(to, load<u32>(from, 20), 44);
  store<u32>(to, load<u32>(from, 36), 48);
  store<u32>(to, load<u32>(from, 56), 52);
  store<u32>(to, load<u32>(from, 60), 56);
  store<u32>(to, load<u32>(from, 32), 60);
  memory.copy(from, to, 64);
}
