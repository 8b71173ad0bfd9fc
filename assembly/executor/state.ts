/**
 * Access to the state block (offsets in src/executor/layout.ts) and the modes of the one interpreter loop. `mode` is
 * always a compile-time constant in the loop, so that run-only execution carries nothing of the tracing.
 */
import * as layout from '../../src/executor/layout';

/** Nothing but the result. */
export const RUN = 0;
/** Keeps timestamps and counts records. */
export const COUNT = 1;
/** Keeps timestamps and writes records. */
export const RECORD = 2;

export class State {
  @inline static register(state: u32, index: u32): u64 {
    return load<u64>(state + (index << 3), layout.STATE_REGISTERS);
  }

  @inline static setRegister(state: u32, index: u32, value: u64): void {
    store<u64>(state + (index << 3), value, layout.STATE_REGISTERS);
  }

  /** Place for the next record of a stream. When counting there is none and only the number grows. */
  @inline static claim(mode: i32, state: u32, stream: u32, recordBytes: u32): u32 {
    const cursor = load<u32>(state + (stream << 2), layout.STATE_CURSORS);
    store<u32>(state + (stream << 2), mode == COUNT ? cursor + 1 : cursor + recordBytes, layout.STATE_CURSORS);
    return cursor;
  }
}

/** Why the run ends at the current instruction. */
export function trap(state: u32, reason: u32, address: u64): u32 {
  store<u32>(state, reason, layout.STATE_TRAP_REASON);
  store<u64>(state, address, layout.STATE_TRAP_ADDRESS);
  return layout.STATUS_TRAPPED;
}
