/**
 * blake3_compress (a7 = 0x1000_0001): BLAKE3's compression function (BLAKE3 specification, section 2.2). a0 points to the chaining value
 * (4 cells), which is replaced by the first 8 words of the result; a1 to the block (8 cells), read where it lies; a2 is the counter, a3 the block
 * length and a4 the flags, both below 2^32.
 * blake3_chain (0x1000_0006): the same for blocks that follow one another, of 64 bytes each. a3 is how many they are, a2 the counter of the
 * first, which grows by 1 from each to the next, a4 the flags of the first; those after it have none, and the last has 2 besides.
 * blake3_path (0x1000_0007): a0 points to a node of a Merkle tree (4 cells), which is replaced by its parent, a3 times. a1 points to its sibling
 * (4 cells), the siblings of its ancestors follow; bit i of a2 says that the i-th is the right half of its parent's block. The chaining value is
 * the initial value, the counter 0, the length 64, a4 the flags.
 *
 * These two do one compression per step, and a step is an instruction of its own, which moves a1.. on: a call may be of any length, and
 * every step checks its own operands.
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
  let status = checkOperands(state, value, block, 8 * BLOCK_CELLS);
  if (status != 0) return status;
  if (length >> 32 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, length);
  if (flags >> 32 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, flags);
  status = loadOperands(state, <u32>value, <u32>block);
  if (status != 0) return status;
  const record = mode == RUN ? 0 : Blake3Records.call(mode, state, ip, ts, blake3.BLAKE3_CALL_SINGLE, state + VALUE, state + BLOCK);
  compress(mode, state, record, State.register(state, A2), <u32>length, <u32>flags);
  Call.store(state, <u32>value, VALUE_CELLS, state + VALUE);
  return layout.STATUS_RUNNING;
}

/** One step of blake3_chain. */
export function blake3Chain(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const value = State.register(state, A0);
  const block = State.register(state, A1);
  const counter = State.register(state, A2);
  const count = State.register(state, A3);
  const flags = State.register(state, A4);
  let status = checkOperands(state, value, block, 8 * BLOCK_CELLS);
  if (status != 0) return status;
  status = checkCount(state, count);
  if (status != 0) return status;
  // Neither may leave its low limb.
  if ((counter & 0xffff) == 0xffff) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, counter);
  const blockFlags = flags + (count == 1 ? blake3.BLAKE3_FLAG_LAST : 0);
  if (flags >> 16 != 0 || blockFlags >> 16 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, flags);
  status = loadOperands(state, <u32>value, <u32>block);
  if (status != 0) return status;
  const record = mode == RUN ? 0 : Blake3Records.call(mode, state, ip, ts, blake3.BLAKE3_CALL_CHAIN, state + VALUE, state + BLOCK);
  compress(mode, state, record, counter, blake3.BLAKE3_BLOCK_BYTES, <u32>blockFlags);
  Call.store(state, <u32>value, VALUE_CELLS, state + VALUE);
  State.setRegister(state, A2, counter + 1);
  State.setRegister(state, A4, 0);
  return step(state, block + 8 * BLOCK_CELLS, count);
}

/** One step of blake3_path. */
export function blake3Path(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const node = State.register(state, A0);
  const sibling = State.register(state, A1);
  const index = State.register(state, A2);
  const count = State.register(state, A3);
  const flags = State.register(state, A4);
  let status = checkOperands(state, node, sibling, 8 * VALUE_CELLS);
  if (status != 0) return status;
  status = checkCount(state, count);
  if (status != 0) return status;
  if (index >> 32 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, index);
  if (flags >> 32 != 0) return trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, flags);
  const isRight = (<u32>index & 1) != 0;
  const left = state + BLOCK;
  const right = left + 8 * VALUE_CELLS;
  if (!Call.load(state, <u32>node, VALUE_CELLS, isRight ? right : left)) return trap(state, layout.TRAP_MEMORY_LIMIT, node);
  if (!Call.load(state, <u32>sibling, VALUE_CELLS, isRight ? left : right)) return trap(state, layout.TRAP_MEMORY_LIMIT, sibling);
  initialise(state + VALUE);
  const kind = isRight ? blake3.BLAKE3_CALL_RIGHT : blake3.BLAKE3_CALL_LEFT;
  const record = mode == RUN ? 0 : Blake3Records.call(mode, state, ip, ts, kind, state + VALUE, state + BLOCK);
  compress(mode, state, record, 0, blake3.BLAKE3_BLOCK_BYTES, <u32>flags);
  Call.store(state, <u32>node, VALUE_CELLS, state + VALUE);
  State.setRegister(state, A2, index >> 1);
  return step(state, sibling + 8 * VALUE_CELLS, count);
}

/** 0, or the status of a trap. */
function checkOperands(state: u32, value: u64, block: u64, blockBytes: u32): u32 {
  let status = Call.checkPointer(state, value, 8 * VALUE_CELLS);
  if (status == 0) status = Call.checkPointer(state, block, blockBytes);
  if (status == 0) status = Call.checkDisjoint(state, value, 8 * VALUE_CELLS, block, blockBytes);
  return status;
}

/** 0, or the status of a trap: how many steps are left, this one included. */
function checkCount(state: u32, count: u64): u32 {
  if (count == 0) return trap(state, layout.TRAP_NOTHING_TO_HASH, 0);
  return count >> 16 == 0 ? 0 : trap(state, layout.TRAP_ARGUMENT_TOO_LARGE, count);
}

/** VALUE and BLOCK from checked pointers: 0, or the status of a trap. */
function loadOperands(state: u32, value: u32, block: u32): u32 {
  if (!Call.load(state, value, VALUE_CELLS, state + VALUE)) return trap(state, layout.TRAP_MEMORY_LIMIT, value);
  if (!Call.load(state, block, BLOCK_CELLS, state + BLOCK)) return trap(state, layout.TRAP_MEMORY_LIMIT, block);
  return 0;
}

/** The end of a step: the pointer behind what it has read, and whether it was the last one. */
function step(state: u32, pointer: u64, count: u64): u32 {
  State.setRegister(state, A1, pointer);
  State.setRegister(state, A3, count - 1);
  return count == 1 ? layout.STATUS_RUNNING : layout.STATUS_AGAIN;
}

/** VALUE = the compression of VALUE and BLOCK. */
function compress(mode: i32, state: u32, record: u32, counter: u64, length: u32, flags: u32): void {
  start(state, counter, length, flags);
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
}

/** BLAKE3's initial value. */
function initialise(to: u32): void {
  store<u64>(to, 0xbb67ae856a09e667);
  store<u64>(to, 0xa54ff53a3c6ef372, 8);
  store<u64>(to, 0x9b05688c510e527f, 16);
  store<u64>(to, 0x5be0cd191f83d9ab, 24);
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
