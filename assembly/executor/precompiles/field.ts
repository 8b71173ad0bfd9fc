/** The field precompiles. */
import * as layout from '../../../src/executor/layout';
import { State, trap } from '../state';

export function fieldDot(_mode: i32, state: u32, _ip: u32, _ts: u32): u32 {
  return trap(state, layout.TRAP_UNKNOWN_SYSCALL, State.register(state, 17));
}
export function extMul(_mode: i32, state: u32, _ip: u32, _ts: u32): u32 {
  return trap(state, layout.TRAP_UNKNOWN_SYSCALL, State.register(state, 17));
}
