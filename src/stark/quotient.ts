/**
 * Round 3 of docs/protocol.md section 6: for each distinct height one quotient of all constraints of its tables, evaluated on
 * s*H_(h+1), divided by x^n - 1, split into two chunks by coefficients and extended.
 */
import type { Air } from '../air/air.ts';
import { inverseMod } from '../air/modular.ts';
import type { CommittedHeight, CommittedTable } from './commitment.ts';
import type { Domains } from './domains.ts';
import type { Element } from './elements.ts';
import {
  constantWords,
  divideByZerofierTasks,
  quotientTasks,
  quotientWeights,
  scaleE,
  selectorParameters,
  selectorTasks,
  wordsToE,
} from './kernels/index.ts';
import { allocColumns, type Session } from './session.ts';

export interface QuotientChallenges {
  readonly theta: Element;
  readonly delta: Element;
  readonly alpha: Element;
  /** Cumulative sums by table. */
  readonly sums: ReadonlyMap<number, Element>;
}

/** @param logHeights distinct log heights, descending. Returns the ten committed columns of each. */
export async function quotientColumns(
  session: Session,
  domains: Domains,
  logBlowup: number,
  airs: readonly Air[],
  tables: readonly (CommittedTable | null)[],
  logHeights: readonly number[],
  { theta, delta, alpha, sums }: QuotientChallenges,
): Promise<CommittedHeight[]> {
  const jobs = [];
  for (const logHeight of logHeights) {
    const accumulator = allocColumns(session, 5, 2 ** (logHeight + 1));
    for (const column of accumulator) session.words(column, 2 ** (logHeight + 1)).fill(0);
    const members = [...tables.keys()].filter((table) => tables[table]?.logHeight === logHeight);
    const kernels = await Promise.all(members.map((table) => session.kernelsOf(airs[table]!)));
    const weights = quotientWeights(
      wordsToE(alpha),
      kernels.map(({ quotient }) => quotient.numWeights),
    );
    const needsSelectors = kernels.some(({ quotient }) => quotient.usesSelectors);
    const selectors = needsSelectors ? allocColumns(session, 3, 2 ** (logHeight + 1)) : [];
    const selectorTable = session.storeAddresses(selectors);
    const accumulatorTable = session.storeAddresses(accumulator);
    const waves = members.map((table, i) => {
      const { preprocessed, main, permutation } = tables[table]!;
      const sum = sums.get(table);
      const challenges = {
        ...{ theta: wordsToE(theta), delta: wordsToE(delta), weights: weights[i]! },
        ...(sum ? { sumPerRow: scaleE(wordsToE(sum), inverseMod(2 ** logHeight)) } : {}),
      };
      return quotientTasks(kernels[i]!, {
        columns: session.storeAddresses([...preprocessed, ...main]),
        permutation: session.storeAddresses(permutation),
        selectors: selectorTable,
        constants: session.storeWords(constantWords(kernels[i]!.quotient.constants, challenges)),
        accumulator: accumulatorTable,
        logHeight,
      });
    });
    const parameters = session.storeWords(selectorParameters(logHeight));
    const [first, last, transition] = selectors as [number, number, number];
    const selectorWork = needsSelectors ? selectorTasks([first, last, transition], parameters, logHeight) : [];
    jobs.push({ logHeight, accumulator, waves, selectorWork });
  }
  await session.run(jobs.flatMap(({ selectorWork }) => selectorWork));
  // Tables of one height add to one accumulator, so they take turns; different heights go side by side.
  const numWaves = Math.max(...jobs.map(({ waves }) => waves.length));
  for (let wave = 0; wave < numWaves; wave++) await session.run(jobs.flatMap(({ waves }) => waves[wave] ?? []));
  await session.run(jobs.flatMap(({ accumulator, logHeight }) => divideByZerofierTasks(accumulator, logHeight)));
  await session.run(
    jobs.flatMap(({ accumulator, logHeight }) =>
      accumulator.map((column) => domains.cosetIntt(column, column, logHeight + 1)),
    ),
  );
  // The low n coefficients are q_0, the high ones q_1.
  const columns = jobs.map(({ logHeight }) => allocColumns(session, 10, 2 ** (logHeight + logBlowup)));
  await session.run(
    jobs.flatMap(({ accumulator, logHeight }, job) =>
      [0, 1].flatMap((chunk) =>
        accumulator.map((column, k) =>
          domains.dft(column + chunk * 4 * 2 ** logHeight, columns[job]![5 * chunk + k]!, logHeight, logBlowup),
        ),
      ),
    ),
  );
  return jobs.map(({ logHeight }, job) => ({ logHeight, columns: columns[job]! }));
}
