/** Where a run's cycles go: exact, by step, function, line and stack. */
import { readDebugInfo } from '../debug-info/index.ts';
import { loadElf } from '../elf/index.ts';
import { executeProfiled } from '../executor/index.ts';
import { makeProfile, type Profile, type ProfileNames } from '../profiler/index.ts';
import { requireRun } from './arguments.ts';
import type { ExecuteOptions } from './options.ts';

export interface ProfileOptions extends ExecuteOptions {
  readonly names?: ProfileNames | undefined;
}

/**
 * Runs an ELF file's bytes to its exit, whatever the exit code, and counts every instruction.
 * @throws ArgumentError, ElfError, TrapError, ExecutorError
 */
export async function profile(program: Uint8Array, options: ProfileOptions = {}): Promise<Profile> {
  const { input = new Uint8Array(0), names, ...rest } = options;
  requireRun(program, input, rest.maxCycles);
  const run = await executeProfiled(loadElf(program), input, rest);
  return makeProfile(run, readDebugInfo(program), names);
}
