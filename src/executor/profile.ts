/**
 * The profiler's view of a run: exact executions of every instruction per step, precompile calls per step, the call tree with its
 * cycles, the order of step markers. Counted in assembly/executor/profile.ts; here only read out.
 */
import type { Program } from '../elf/index.ts';
import { drive, type ExecuteOptions, type ExecutionResult } from './execute.ts';
import { GuestRun } from './guest-run.ts';
import * as layout from './layout.ts';

/** What ran from one marker to the next, over all times that the step was entered. */
export interface StepCounts {
  /** N of `addi x0, x0, N`: -2048..2047; 0 before any marker. */
  readonly step: number;
  /** Instructions executed. */
  readonly cycles: number;
  /** Byte addresses of the instructions that were executed at least once, ascending. */
  readonly pcs: Uint32Array<ArrayBuffer>;
  /** How often each was. */
  readonly counts: Float64Array<ArrayBuffer>;
  /** Precompile number (a7) -> calls. */
  readonly precompileCalls: ReadonlyMap<number, number>;
}

/** A function entered at `pc` from its parent while `step` was current. */
export interface CallNode {
  /** Index of the caller's node; -1 for the outermost function. The caller's step may be an earlier one. */
  readonly parent: number;
  readonly pc: number;
  readonly step: number;
  readonly calls: number;
  /** Of the function itself, without what it called. All nodes together have the run's cycles. */
  readonly selfCycles: number;
}

export interface StepMarker {
  readonly step: number;
  /** Instructions executed before the marker. */
  readonly cycle: number;
}

export interface ExecutionProfile extends ExecutionResult {
  /** Step 0 first, then by number. */
  readonly steps: readonly StepCounts[];
  readonly callTree: readonly CallNode[];
  /** Calls without a node of their own: too deep or too many different stacks. Their cycles are their caller's in the tree. */
  readonly lostCalls: number;
  /** The first 4096 markers in order of execution. */
  readonly markers: readonly StepMarker[];
  readonly numMarkers: number;
}

/** Runs a program to its exit and counts everything. @throws TrapError, ExecutorError */
export async function executeProfiled(
  program: Program,
  input: Uint8Array,
  options: ExecuteOptions = {},
): Promise<ExecutionProfile> {
  const run = await GuestRun.create(program, input, { mode: 'profile', memoryLimitBytes: options.memoryLimitBytes });
  const result = await drive(run, options);
  run.finish();
  const view = new DataView(run.memory.buffer);
  const u64 = (address: number): number => Number(view.getBigUint64(address, true));
  return {
    ...result,
    steps: readSteps(program, view, run.profile),
    callTree: readCallTree(program, view, run),
    lostCalls: u64(run.profile + layout.PROFILE_LOST_CALLS),
    markers: readMarkers(view, run.profile),
    numMarkers: u64(run.profile + layout.PROFILE_NUM_MARKERS),
  };
}

function readSteps(program: Program, view: DataView, profile: number): StepCounts[] {
  const steps: StepCounts[] = [];
  const numInstructions = program.words.length;
  for (let index = 0; index <= layout.STEP_MASK; index++) {
    const bucket = view.getUint32(profile + layout.PROFILE_BUCKETS + 4 * index, true);
    if (bucket === 0) continue;
    // 8-aligned: the heap starts at a multiple of 64, and pages and buckets are multiples of 8.
    const counters = new BigUint64Array(
      view.buffer as ArrayBuffer,
      bucket,
      numInstructions + 1 + layout.PRECOMPILE_SLOTS,
    );
    let distinct = 0;
    for (let i = 0; i < numInstructions; i++) if (counters[i] !== 0n) distinct++;
    const pcs = new Uint32Array(distinct);
    const counts = new Float64Array(distinct);
    let cycles = 0;
    for (let i = 0, at = 0; i < numInstructions; i++) {
      if (counters[i] === 0n) continue;
      const count = Number(counters[i]);
      pcs[at] = program.basePc + 4 * i;
      counts[at++] = count;
      cycles += count;
    }
    const precompileCalls = new Map<number, number>();
    for (let slot = 0; slot < layout.PRECOMPILE_SLOTS; slot++) {
      const calls = Number(counters[numInstructions + 1 + slot]);
      if (calls > 0) precompileCalls.set(layout.PRECOMPILE_FIRST + slot, calls);
    }
    steps.push({ step: signed(index), cycles, pcs, counts, precompileCalls });
  }
  return steps.sort((a, b) => Number(a.step !== 0) - Number(b.step !== 0) || a.step - b.step);
}

function readCallTree(program: Program, view: DataView, { profile, code }: GuestRun): CallNode[] {
  const first = profile + layout.PROFILE_NODES + layout.NODE_BYTES;
  const count = view.getUint32(profile + layout.PROFILE_NUM_NODES, true);
  return Array.from({ length: count }, (_, i) => {
    const at = first + layout.NODE_BYTES * i;
    return {
      parent: (view.getUint32(at + layout.NODE_PARENT, true) - first) / layout.NODE_BYTES,
      pc: program.basePc + (view.getUint32(at + layout.NODE_ENTRY, true) - code) / 2,
      step: signed(view.getUint32(at + layout.NODE_STEP, true)),
      calls: Number(view.getBigUint64(at + layout.NODE_CALLS, true)),
      selfCycles: Number(view.getBigUint64(at + layout.NODE_CYCLES, true)),
    };
  });
}

function readMarkers(view: DataView, profile: number): StepMarker[] {
  const count = Math.min(layout.MAX_MARKERS, Number(view.getBigUint64(profile + layout.PROFILE_NUM_MARKERS, true)));
  return Array.from({ length: count }, (_, i) => {
    const at = profile + layout.PROFILE_MARKERS + layout.MARKER_BYTES * i;
    return {
      step: signed(view.getUint32(at + layout.MARKER_STEP, true)),
      cycle: Number(view.getBigUint64(at + layout.MARKER_CYCLE, true)),
    };
  });
}

/** Twelve bits as the immediate that they were. */
const signed = (bits: number): number => (bits << 20) >> 20;
