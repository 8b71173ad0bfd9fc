/** The blake3 precompile. */
import * as layout from '../../../src/executor/layout';
import { State, trap } from '../state';

export function blake3Compress(_mode: i32, state: u32, _ip: u32, _ts: u32): u32 {
  return trap(state, layout.TRAP_UNKNOWN_SYSCALL, State.register(state, 17));
}
