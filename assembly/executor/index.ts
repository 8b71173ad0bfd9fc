/**
 * The executor: interpreter for RV64IM with optional recording of what the chips prove. Everything lives in the imported
 * memory at addresses that the host chose (src/executor/machine.ts); there are no statics, so that it can also run inside the
 * prover's shared memory.
 */
import { finish } from './finish';
import { loadImage } from './memory';
import { COUNT, RECORD, RUN } from './state';
import { Loop } from './loop';
import { finishProfile, startProfile } from './profile';

export { finishProfile, loadImage, startProfile };

/** Executes up to `budget` instructions; returns a STATUS_. */
export function run(state: u32, budget: u32): u32 {
  return Loop.execute(RUN, false, state, budget);
}

/** The same, keeping timestamps and counting records. */
export function count(state: u32, budget: u32): u32 {
  return Loop.execute(COUNT, false, state, budget);
}

/** The same, writing records. */
export function record(state: u32, budget: u32): u32 {
  return Loop.execute(RECORD, false, state, budget);
}

/** As `run`, counting per step and instruction, with the call tree. */
export function profile(state: u32, budget: u32): u32 {
  return Loop.execute(RUN, true, state, budget);
}

export function finishCount(state: u32): void {
  finish(COUNT, state);
}

export function finishRecord(state: u32): void {
  finish(RECORD, state);
}
