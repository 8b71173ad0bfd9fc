/**
 * Round 2 of docs/protocol.md section 6: the LogUp columns of all tables, their cumulative sums and running sums. First pass:
 * fractions and row sums, over row ranges of all tables; second pass: running sums.
 */
import type { Air } from '../air/air.ts';
import type { TraceColumns } from './commitment.ts';
import type { Element } from './elements.ts';
import {
  constantWords,
  eToWords,
  partialSumBytes,
  permutationOutputs,
  permutationTasks,
  runningSumTasks,
  startRunningSum,
  wordsToE,
} from './kernels/index.ts';
import { allocColumns, type Session } from './session.ts';

export interface LookupTable {
  readonly air: Air;
  readonly logHeight: number;
  /** Addresses of trace columns. */
  readonly preprocessed: readonly number[];
  readonly main: readonly number[];
}

export interface LookupColumns extends TraceColumns {
  readonly cumulativeSum: Element;
}

export async function lookupColumns(
  session: Session,
  tables: readonly LookupTable[],
  theta: Element,
  delta: Element,
): Promise<LookupColumns[]> {
  const challenges = { theta: wordsToE(theta), delta: wordsToE(delta) };
  const jobs = [];
  for (const { air, logHeight, preprocessed, main } of tables) {
    const kernels = await session.kernelsOf(air);
    const columns = allocColumns(session, 5 * air.logUpColumns.length, 2 ** logHeight);
    const partialSums = session.arena.allocZeroed(partialSumBytes(logHeight));
    const tasks = permutationTasks(kernels, {
      columns: session.storeAddresses([...preprocessed, ...main]),
      outputs: session.storeAddresses(permutationOutputs(air, columns)),
      constants: session.storeWords(constantWords(kernels.permutation!.constants, challenges)),
      partialSums,
      logHeight,
    });
    jobs.push({ logHeight, columns, partialSums, tasks });
  }
  const longestFirst = [...jobs].sort((a, b) => b.logHeight - a.logHeight);
  await session.run(longestFirst.flatMap(({ tasks }) => tasks));

  const started = jobs.map((job) => {
    const sums = session.words(job.partialSums, partialSumBytes(job.logHeight) / 4);
    return { ...job, start: startRunningSum(sums, job.logHeight) };
  });
  await session.run(
    started.flatMap(({ columns, start, logHeight }) =>
      runningSumTasks(columns.slice(-5), session.storeWords(start.offsets), start, logHeight),
    ),
  );
  return started.map(({ logHeight, columns, start }) => ({
    ...{ logHeight, columns },
    cumulativeSum: Uint32Array.from(eToWords(start.cumulativeSum)),
  }));
}
