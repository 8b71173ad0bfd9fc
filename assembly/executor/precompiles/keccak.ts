/**
 * keccak_f1600 (a7 = 0x1000_0000): a0 points to a state of 25 cells, lane (x, y) at 8 (x + 5 y), little-endian, which is replaced
 * by Keccak-f[1600] of it (FIPS 202, section 3.3).
 */
import * as layout from '../../../src/executor/layout';
import { keccakF } from '../../primitives/keccak';
import { RUN, State, trap } from '../state';
import { Call } from './call';

const A0: u32 = 10;
const NUM_CELLS: u32 = 25;

export function keccakF1600(mode: i32, state: u32, _ip: u32, _ts: u32): u32 {
  const pointer = State.register(state, A0);
  const status = Call.checkPointer(state, pointer, 8 * NUM_CELLS);
  if (status != 0) return status;
  // The chips are not there yet: what cannot be proven must not be recorded.
  if (mode != RUN) return trap(state, layout.TRAP_UNKNOWN_SYSCALL, State.register(state, 17));
  const address = <u32>pointer;
  const scratch = state + layout.STATE_SCRATCH;
  if (!Call.load(state, address, NUM_CELLS, scratch)) return trap(state, layout.TRAP_MEMORY_LIMIT, pointer);
  keccakF(scratch);
  Call.store(state, address, NUM_CELLS, scratch);
  return layout.STATUS_RUNNING;
}
