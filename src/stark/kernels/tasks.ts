/**
 * Task lists for the worker pool: the kernels' argument layouts in one place. Pointers are addresses in the prover's memory; pointer tables (of
 * column addresses) and constants are written by the caller (`constantWords`). Tables have at least 4 rows.
 */

import type { Air, LogUpColumn } from '../../air/air.ts';
import { PARTIAL_SUM_BYTES } from '../../emit/permutation.ts';
import { VouchError } from '../../errors.ts';
import { SCRATCH, type Task } from '../../wasm/tasks.ts';
import { type AirKernels, COMMON, type Kernel } from './compile.ts';

export class KernelError extends VouchError {}

/** Rows (positions) per task. */
export const TASK_ROWS = 8192;

/** Smallest log height that the kernels take: they work on four rows at a time. */
export const MIN_LOG_HEIGHT = 2;

/** How many tasks a pass over so many positions has. */
export function taskCount(positions: number): number {
  return Math.ceil(positions / TASK_ROWS);
}

function ranges(logHeight: number, logPositions: number): { index: number; first: number; end: number }[] {
  if (logHeight < MIN_LOG_HEIGHT) {
    throw new KernelError(
      'TableTooSmall',
      `A table of 2^${logHeight} rows; the kernels take 2^${MIN_LOG_HEIGHT} or more.`,
    );
  }
  const positions = 2 ** logPositions;
  return Array.from({ length: taskCount(positions) }, (_, index) => ({
    index,
    first: index * TASK_ROWS,
    end: Math.min(positions, (index + 1) * TASK_ROWS),
  }));
}

export interface FillArguments {
  readonly records: number;
  readonly count: number;
  /** Bytes from one record to the next. */
  readonly stride: number;
  /** Table of the main columns' addresses. */
  readonly columns: number;
  readonly logHeight: number;
}

export function fillTasks(fill: Kernel, args: FillArguments): Task[] {
  return ranges(args.logHeight, args.logHeight).map(({ first, end }) => ({
    module: fill.module,
    fn: 'fill',
    args: [args.records, args.count, args.stride, args.columns, args.logHeight, first, end],
  }));
}

export interface CountArguments {
  /** Table of all columns' addresses, preprocessed first. */
  readonly columns: number;
  readonly constants: number;
  /** Table of u32: offset of each of `count.buses`' histograms from `histograms`. */
  readonly offsets: number;
  /** One per thread: leave it out for the worker's scratch memory. */
  readonly histograms?: number;
  readonly logHeight: number;
  /** Two u32, cleared by the caller: 1 + interaction and position of a tuple that is in no row. */
  readonly error: number;
}

export function countTasks(kernels: AirKernels, args: CountArguments): Task[] {
  const { count } = kernels;
  if (count === null) return [];
  const { columns, offsets, histograms = SCRATCH, constants, logHeight, error } = args;
  return ranges(logHeight, logHeight).map(({ first, end }) => ({
    module: count.module,
    fn: 'count',
    args: [columns, offsets, histograms, constants, logHeight, first, end, error],
  }));
}

/** column[row] = the sum of `count` histograms, `stride` bytes apart, as words. */
export function mergeHistogramsTask(
  column: number,
  base: number,
  stride: number,
  count: number,
  logHeight: number,
): Task {
  return { module: COMMON, fn: 'mergeHistograms', args: [column, base, stride, count, 0, 2 ** logHeight] };
}

export interface PermutationArguments {
  readonly columns: number;
  /** Table of addresses: `permutationOutputs`. */
  readonly outputs: number;
  readonly constants: number;
  /** `partialSumBytes(logHeight)` bytes, cleared. */
  readonly partialSums: number;
  readonly logHeight: number;
}

/** The addresses of the LogUp columns, five each, in the kernel's order: the groups' columns before the committed fingerprints'. */
export function permutationOutputs(air: Air, columns: readonly number[]): number[] {
  const of = (kind: LogUpColumn['kind']) =>
    air.logUpColumns.flatMap((column, i) => (column.kind === kind ? columns.slice(5 * i, 5 * i + 5) : []));
  return [...of('group'), ...of('fingerprint')];
}

export function partialSumBytes(logHeight: number): number {
  return PARTIAL_SUM_BYTES * taskCount(2 ** logHeight);
}

export function permutationTasks(kernels: AirKernels, args: PermutationArguments): Task[] {
  const { permutation } = kernels;
  if (permutation === null) return [];
  const { columns, outputs, constants, partialSums, logHeight } = args;
  return ranges(logHeight, logHeight).map(({ index, first, end }) => ({
    module: permutation.module,
    fn: 'permutation',
    args: [columns, outputs, constants, partialSums + PARTIAL_SUM_BYTES * index, SCRATCH, logHeight, first, end],
  }));
}

export interface QuotientArguments {
  /** Tables of addresses of columns over s*H_(h+1). */
  readonly columns: number;
  /** Any address if there are no interactions. */
  readonly permutation: number;
  /** isFirst, isLast, isTransition; any address if `quotient.usesSelectors` is false. */
  readonly selectors: number;
  readonly constants: number;
  /** Table of 5 addresses; added to. */
  readonly accumulator: number;
  readonly logHeight: number;
}

/** Tables of one height share the accumulator: do not run two tables' tasks at the same time, or give each its own. */
export function quotientTasks({ quotient }: AirKernels, args: QuotientArguments): Task[] {
  const { columns, permutation, selectors, constants, accumulator, logHeight } = args;
  return ranges(logHeight, logHeight + 1).map(({ first, end }) => ({
    module: quotient.module,
    fn: 'quotient',
    args: [columns, permutation, selectors, constants, accumulator, SCRATCH, logHeight, first, end],
  }));
}
