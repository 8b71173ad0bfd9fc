/**
 * Second pass of the permutation columns: from the rows' sums and the tasks' partial sums to the cumulative sum c and the running sum
 * S(next) = S + sum - c / n, S = 0 on the first row (docs/protocol.md, section 5).
 *
 * Positions are bit-reversed, so positions with the same low k bits are n / 2^k neighbouring rows: a stream. Streams in the order of rows are
 * those numbers bit-reversed. Each stream starts with the sum of all before it.
 */
import { bitReverse, inverseMod, toWord } from '../../air/modular.ts';
import { NUM_STREAMS, PARTIAL_SUM_BYTES } from '../../emit/permutation.ts';
import type { Task } from '../../wasm/tasks.ts';
import { COMMON } from './compile.ts';
import { addE, type E, scaleE, subE, wordsToE, ZERO } from './extension.ts';
import { taskCount } from './tasks.ts';

export interface RunningSumStart {
  readonly cumulativeSum: E;
  /** c / n. */
  readonly perRow: E;
  readonly logStreams: number;
  /** Words: for each coefficient in turn the start of each stream, by its number. */
  readonly offsets: Uint32Array;
}

/** @param partialSums the words that the permutation tasks left there. */
export function startRunningSum(partialSums: Uint32Array, logHeight: number): RunningSumStart {
  const logStreams = Math.min(logHeight, Math.log2(NUM_STREAMS));
  const numStreams = 2 ** logStreams;
  const sums = Array.from({ length: numStreams }, (): E => ZERO);
  const wordsPerTask = PARTIAL_SUM_BYTES / 4;
  for (let task = 0; task < taskCount(2 ** logHeight); task++) {
    for (let stream = 0; stream < numStreams; stream++) {
      // Per v128 of streams five coefficients of four words.
      const at = task * wordsPerTask + 20 * Math.floor(stream / 4) + (stream % 4);
      const words = [0, 1, 2, 3, 4].map((k) => partialSums[at + 4 * k]!);
      sums[stream] = addE(sums[stream]!, wordsToE(words));
    }
  }
  const cumulativeSum = sums.reduce(addE, ZERO);
  const perRow = scaleE(cumulativeSum, inverseMod(2 ** logHeight));
  const perStream = scaleE(cumulativeSum, inverseMod(numStreams));
  const offsets = new Uint32Array(5 * numStreams);
  let start = ZERO;
  for (let i = 0; i < numStreams; i++) {
    const stream = bitReverse(i, logStreams);
    for (const [k, coefficient] of start.entries()) offsets[k * numStreams + stream] = toWord(coefficient);
    start = subE(addE(start, sums[stream]!), perStream);
  }
  return { cumulativeSum, perRow, logStreams, offsets };
}

/**
 * @param columns addresses of the last group's five columns.
 * @param offsets address of `start.offsets`.
 */
export function runningSumTasks(
  columns: readonly number[],
  offsets: number,
  start: RunningSumStart,
  logHeight: number,
): Task[] {
  const numVectors = 2 ** start.logStreams / 4;
  return columns.flatMap((column, k) =>
    Array.from({ length: Math.ceil(numVectors / 4) }, (_, i) => ({
      module: COMMON,
      fn: 'runningSum',
      args: [
        column,
        offsets + 16 * numVectors * k,
        toWord(start.perRow[k]!),
        start.logStreams,
        logHeight,
        4 * i,
        Math.min(numVectors, 4 * i + 4),
      ],
    })),
  );
}
