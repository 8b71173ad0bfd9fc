/**
 * Records of blake3_compress and its kin (src/executor/precompiles/blake3-records.ts). Both streams begin with a record that stands for no call; a
 * border record is completed when the next call begins, since its row computes the beginning of that call too.
 */
import * as layout from '../../../src/executor/layout';
import * as blake3 from '../../../src/executor/precompiles/blake3-layout';
import { P } from '../../field/babybear';
import { RECORD, State } from '../state';
import { Time } from '../time';
import { Operand } from '../rows';
import { Call } from './call';

const A7: u32 = 17;

export class Blake3Records {
  /**
   * The record of a compression, registers and cells touched, before any of them changes; `value` and `block` are host addresses of what is
   * compressed. 0 when counting.
   */
  static call(mode: i32, state: u32, ip: u32, ts: u32, kind: i32, value: u32, block: u32): u32 {
    if (load<u32>(state, layout.STATE_BLAKE3_BORDER) == 0) first(mode, state);
    const record = State.claim(mode, state, layout.STREAM_BLAKE3, blake3.BLAKE3_BYTES);
    const isRecording = mode == RECORD;
    const valueAddress = <u32>State.register(state, 10);
    const blockAddress = <u32>State.register(state, 11);
    // When counting, the times go where nobody reads them.
    const times = isRecording ? record : state + layout.STATE_SCRATCH + 512;
    store<u32>(times, Time.touchRegister(mode, state, A7, ts), blake3.BLAKE3_X17_PREV_TS);
    for (let i: u32 = 0; i < 5; i++) {
      store<u32>(times + (i << 2), Time.touchRegister(mode, state, 10 + i, ts), blake3.BLAKE3_X10_PREV_TS);
    }
    Call.touch(mode, state, valueAddress, 4, ts, times + blake3.BLAKE3_VALUE_PREV_TS);
    // Of a path's block the half that is not the node.
    const isNode = kind >= blake3.BLAKE3_CALL_LEFT;
    const blockTimes = times + blake3.BLAKE3_BLOCK_PREV_TS;
    const from: u32 = kind == blake3.BLAKE3_CALL_LEFT ? 16 : 0;
    if (isNode) memory.fill(blockTimes, 0, 32);
    const window = Time.touchInWindow(mode, state, blockAddress, <u32>(isNode ? 4 : 8), ts, blockTimes + from);
    if (!isRecording) return 0;
    const row = load<u32>(load<u32>(state, layout.STATE_BLAKE3_BORDER), blake3.BLAKE3_ROUND_ROW);
    store<u32>(record, 1, blake3.BLAKE3_IS_REAL);
    store<u32>(record, row, blake3.BLAKE3_ROW);
    store<u32>(record, ts, blake3.BLAKE3_TS);
    store<u32>(record, Operand.wordIndex(state, ip), blake3.BLAKE3_PC);
    store<u32>(record, valueAddress, blake3.BLAKE3_X10_VALUE);
    store<u32>(record, blockAddress, blake3.BLAKE3_X11_VALUE);
    store<u64>(record, State.register(state, 12), blake3.BLAKE3_X12_VALUE);
    store<u32>(record, <u32>State.register(state, 13), blake3.BLAKE3_X13_VALUE);
    store<u32>(record, <u32>State.register(state, 14), blake3.BLAKE3_X14_VALUE);
    store<u32>(record, window, blake3.BLAKE3_BLOCK_WINDOW);
    store<u32>(record, kind, blake3.BLAKE3_CALL_KIND);
    memory.copy(record + blake3.BLAKE3_VALUE, value, 32);
    memory.copy(record + blake3.BLAKE3_BLOCK, block, 64);
    return record;
  }

  /** The call's a, b, c, d at `words` are what the border before it ends with: its `first` makes the sums for a right. */
  static begin(state: u32, words: u32): void {
    const border = load<u32>(state, layout.STATE_BLAKE3_BORDER);
    for (let slot: u32 = 0; slot < 4; slot++, words += 4) {
      const at = border + (slot << 3);
      store<u32>(at, load<u32>(at, blake3.BLAKE3_ROUND_FIRST) + load<u16>(words) - load<u16>(words, 16), blake3.BLAKE3_ROUND_FIRST);
      const high = load<u32>(at, blake3.BLAKE3_ROUND_FIRST + 4) + load<u16>(words, 2) - load<u16>(words, 18);
      store<u32>(at, high, blake3.BLAKE3_ROUND_FIRST + 4);
    }
  }

  /** A half round's record with the state at its beginning; 0 when counting. */
  static halfRound(mode: i32, state: u32, half: u32, words: u32): u32 {
    const record = State.claim(mode, state, layout.STREAM_BLAKE3_ROUND, blake3.BLAKE3_ROUND_BYTES);
    if (mode != RECORD) return 0;
    // The record before it is the half round before it.
    const row = load<u32>(record - blake3.BLAKE3_ROUND_BYTES, blake3.BLAKE3_ROUND_ROW) + 1;
    const isBorder = half + 1 == blake3.BLAKE3_HALF_ROUNDS;
    store<u32>(record, isBorder ? blake3.BLAKE3_KIND_BORDER : blake3.BLAKE3_KIND_MIDDLE, blake3.BLAKE3_ROUND_KIND);
    store<u32>(record, row, blake3.BLAKE3_ROUND_ROW);
    memory.copy(record + blake3.BLAKE3_ROUND_STATE, words, 64);
    return record;
  }

  /** Completes the last half round's record with the final state at `words`, as if no call followed. */
  static end(state: u32, call: u32, border: u32, words: u32): void {
    memory.copy(call + blake3.BLAKE3_FINAL, words, 64);
    for (let i: u32 = 0; i < 8; i++) {
      store<u32>(border + (i << 2), P - load<u16>(words + (i << 1)), blake3.BLAKE3_ROUND_FIRST);
    }
    store<u32>(state, border, layout.STATE_BLAKE3_BORDER);
  }
}

/** The records before the first call. */
function first(mode: i32, state: u32): void {
  const call = State.claim(mode, state, layout.STREAM_BLAKE3, blake3.BLAKE3_BYTES);
  const border = State.claim(mode, state, layout.STREAM_BLAKE3_ROUND, blake3.BLAKE3_ROUND_BYTES);
  // Counting only needs to know that this is done.
  store<u32>(state, mode == RECORD ? border : 1, layout.STATE_BLAKE3_BORDER);
  if (mode != RECORD) return;
  memory.fill(call, 0, blake3.BLAKE3_BYTES);
  memory.fill(border, 0, blake3.BLAKE3_ROUND_BYTES);
  store<u32>(border, blake3.BLAKE3_KIND_BORDER, blake3.BLAKE3_ROUND_KIND);
  store<u32>(border, blake3.BLAKE3_HALF_ROUNDS, blake3.BLAKE3_ROUND_ROW);
  for (let i: u32 = 0; i < 8; i++) store<u32>(border + (i << 2), P, blake3.BLAKE3_ROUND_FIRST);
}
