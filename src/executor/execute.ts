/**
 * Runs programs: `execute` only for the result; `countTrace` and `recordTrace` (trace.ts) for the prover. All go through
 * `drive`, which runs slices so that the host stays responsive: progress, cancellation, limits, debug text.
 */
import type { Program } from '../elf/index.ts';
import type { StackFrame } from './backtrace.ts';
import { ExecutorError } from './executor-error.ts';
import { GuestRun } from './guest-run.ts';
import * as layout from './layout.ts';

export interface ExecuteOptions {
  /** Aborting makes the call reject with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** More instructions than this end the run with `CycleLimit`. */
  readonly maxCycles?: number | undefined;
  /** For guest pages; beyond it the run traps with `MemoryLimit`. */
  readonly memoryLimitBytes?: number | undefined;
  /** Called after each slice with the instructions executed so far. */
  readonly onProgress?: ((cycles: number) => void) | undefined;
  /** Called with each text that the program writes to fd 2. */
  readonly onDebugOutput?: ((text: Uint8Array<ArrayBuffer>) => void) | undefined;
}

export interface ExecutionResult {
  readonly exitCode: number;
  readonly cycles: number;
  readonly publicOutput: Uint8Array<ArrayBuffer>;
  readonly instructionsPerSecond: number;
  /**
   * After exit code 134 (a trap of a program translated from WebAssembly) or 101 (a panic): the calls that led there, innermost first, as far
   * as the program's symbols and debug information tell. Empty otherwise.
   */
  readonly backtrace: readonly StackFrame[];
}

/** Perf: about 30 to 60 ms per slice, so that yielding costs a few percent. */
const SLICE_CYCLES = { run: 8_000_000, count: 2_000_000, record: 1_000_000, profile: 4_000_000 };

/** Runs a program to its exit, whatever the exit code. @throws TrapError, ExecutorError */
export async function execute(
  program: Program,
  input: Uint8Array,
  options: ExecuteOptions = {},
): Promise<ExecutionResult> {
  const { memoryLimitBytes } = options;
  return drive(await GuestRun.create(program, input, { mode: 'run', memoryLimitBytes }), options);
}

/** Runs until the exit. @param hardLimit cycles that no option can exceed */
export async function drive(
  run: GuestRun,
  options: ExecuteOptions,
  hardLimit = Number.MAX_SAFE_INTEGER,
): Promise<ExecutionResult> {
  const maxCycles = Math.min(options.maxCycles ?? hardLimit, hardLimit);
  const sliceCycles = SLICE_CYCLES[run.mode];
  let milliseconds = 0;
  for (let status: number = layout.STATUS_RUNNING; status !== layout.STATUS_EXITED; ) {
    options.signal?.throwIfAborted();
    const before = run.cycles;
    if (before >= maxCycles) throw cycleLimit(maxCycles, hardLimit);
    const start = performance.now();
    status = run.step(Math.min(sliceCycles, maxCycles - before));
    milliseconds += performance.now() - start;
    if (status === layout.STATUS_DEBUG) options.onDebugOutput?.(run.debugText);
    if (status === layout.STATUS_RUNNING) {
      options.onProgress?.(run.cycles);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  const { exitCode, cycles, publicOutput, backtrace } = run;
  const instructionsPerSecond = Math.round((cycles / milliseconds) * 1000);
  return { exitCode, cycles, publicOutput, instructionsPerSecond, backtrace };
}

function cycleLimit(maxCycles: number, hardLimit: number): ExecutorError {
  if (maxCycles === hardLimit) {
    return new ExecutorError(
      'RunTooLong',
      `The run has more than ${hardLimit} cycles, too many for one epoch's clock.`,
    );
  }
  return new ExecutorError('CycleLimit', `The run has more than ${maxCycles} cycles; raise maxCycles.`);
}
