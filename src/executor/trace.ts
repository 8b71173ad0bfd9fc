/**
 * The prover's view of a run, in two passes over the same deterministic execution: `countTrace` gives the exact number
 * of records of every stream, for the memory plan; `recordTrace` writes them into a memory that the prover may share.
 */
import type { Program } from '../elf/index.ts';
import { drive, type ExecuteOptions, type ExecutionResult } from './execute.ts';
import { GuestRun, type Stream } from './guest-run.ts';
import * as layout from './layout.ts';
import { type StreamName, streamNames, streamRecordBytes } from './records.ts';

export interface TraceCounts extends ExecutionResult {
  readonly program: Program;
  readonly input: Uint8Array;
  /** Records per stream. */
  readonly counts: Readonly<Record<StreamName, number>>;
  /** How often instruction i (at `basePc + 4 * i`) was executed. */
  readonly executionCounts: Uint32Array;
}

export interface RecordOptions extends ExecuteOptions {
  /** Of `countTrace` with the same program and input objects; saves the first pass. */
  readonly counts?: TraceCounts | undefined;
  /** Where to write, e.g. the prover's shared memory; a new one if absent. It is grown as needed. */
  readonly memory?: WebAssembly.Memory | undefined;
  /** First address to use in `memory`. Everything above belongs to the recording until it is done. */
  readonly base?: number | undefined;
}

export interface RecordedTrace extends ExecutionResult {
  readonly memory: WebAssembly.Memory;
  readonly streams: ReadonlyMap<StreamName, Stream>;
  /** One u32 per instruction of the program. */
  readonly executionCounts: Stream;
  /** First address behind the streams and execution counts; what lies there is free again. */
  readonly end: number;
}

/**
 * Soundness: timestamps stay below 2^28, the range to which the refresh chip checks the timestamps it emits; an honest run
 * must not need more.
 */
export const MAX_TRACE_CYCLES = Math.floor(2 ** 28 / layout.TICKS_PER_INSTRUCTION) - 1;

/** Runs a program and counts what `recordTrace` will write. @throws TrapError, ExecutorError */
export async function countTrace(
  program: Program,
  input: Uint8Array,
  options: ExecuteOptions = {},
): Promise<TraceCounts> {
  const run = await GuestRun.create(program, input, { mode: 'count', memoryLimitBytes: options.memoryLimitBytes });
  const result = await drive(run, options, MAX_TRACE_CYCLES);
  run.finish();
  const counts = Object.fromEntries(streamNames.map((name) => [name, run.cursor(name)])) as Record<StreamName, number>;
  const { address, count } = run.executionCounts;
  const executionCounts = new Uint32Array(run.memory.buffer, address, count).slice();
  return { ...result, program, input, counts, executionCounts };
}

/** Runs a program and writes its records. @throws TrapError, ExecutorError */
export async function recordTrace(
  program: Program,
  input: Uint8Array,
  options: RecordOptions = {},
): Promise<RecordedTrace> {
  const counted = options.counts ?? (await countTrace(program, input, options));
  // Safety: records are written without bounds checks, so the counts must be those of this very run.
  if (counted.program !== program || counted.input !== input) {
    throw new Error('The counts are those of another program or input.');
  }
  const { memory, base, memoryLimitBytes } = options;
  const { counts } = counted;
  const run = await GuestRun.create(program, input, { mode: 'record', counts, memory, base, memoryLimitBytes });
  const result = await drive(run, options, MAX_TRACE_CYCLES);
  run.finish();
  for (const [name, { address, count }] of run.streams) {
    if (run.cursor(name) !== address + count * streamRecordBytes[name]) {
      throw new Error(`Stream ${name} differs in length from the first pass.`);
    }
  }
  const { streams, executionCounts, heapStart } = run;
  return { ...result, memory: run.memory, streams, executionCounts, end: heapStart };
}
