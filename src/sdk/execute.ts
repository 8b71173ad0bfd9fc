/** Running a program without proving anything: result, public output, debug text. */
import { loadElf } from '../elf/index.ts';
import { type ExecutionResult, execute as executeProgram } from '../executor/index.ts';
import { requireRun } from './arguments.ts';
import type { ExecuteOptions } from './options.ts';

/** Runs an ELF file's bytes to its exit, whatever the exit code. @throws ArgumentError, ElfError, TrapError, ExecutorError */
export async function execute(program: Uint8Array, options: ExecuteOptions = {}): Promise<ExecutionResult> {
  const { input = new Uint8Array(0), ...rest } = options;
  requireRun(program, input, rest.maxCycles);
  return executeProgram(loadElf(program), input, rest);
}
