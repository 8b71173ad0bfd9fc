/**
 * Round 4 and 5 of docs/protocol.md section 6: the values of all committed columns at zeta and at the next row, and the DEEP
 * batches that prove them.
 *
 * All columns of one height share a list: (table by table: preprocessed, main, permutation words), then the ten quotient
 * words; the few next-row columns have a second one. Both the out-of-domain sums and the DEEP combination run over these lists.
 */
import type { ArchiveLayout } from '../archive/layout.ts';
import type { CommittedHeight, CommittedTable } from './commitment.ts';
import type { Domains } from './domains.ts';
import { ELEMENT_BYTES, type Element, loadElements, storeElements, storePowers } from './elements.ts';
import { planeStride, rowRanges, type Session } from './session.ts';

const P = 0x78000001;

/** The columns opened at one point, for one height. */
interface OpenedColumns {
  readonly columns: number[];
  /** Runs of the list in the order of openings: `isExtension` runs have five words per opening. */
  readonly runs: OpenedRun[];
}

interface OpenedRun {
  readonly table: number;
  readonly count: number;
  readonly isExtension: boolean;
  /** Index of the run's first opening. */
  readonly start: number;
}

interface HeightOpenings {
  readonly logHeight: number;
  readonly atZeta: OpenedColumns;
  readonly atNext: OpenedColumns;
  /** Planar 1 / (x - zeta) and 1 / (x - zeta omega) over the first 2^logHeight positions; 0 if nothing is opened there. */
  readonly zetaInverses: number;
  readonly nextInverses: number;
}

/** Marks the quotient's pseudo-table in a run. */
const QUOTIENT = -1;

export interface Opened {
  readonly heights: readonly HeightOpenings[];
  /** In the order of the archive's openings. */
  readonly elements: readonly Element[];
}

/** Step 4: all openings, in the archive's order. */
export async function openColumns(
  session: Session,
  tables: readonly (CommittedTable | null)[],
  quotients: readonly CommittedHeight[],
  layout: ArchiveLayout,
  zeta: Element,
): Promise<Opened> {
  const { arena, pool } = session;
  const zetaAt = storeElements(session, [zeta]);
  const elements: Element[] = new Array(layout.numOpenings);
  const heights = quotients.map(({ logHeight, columns }) => {
    const atZeta: OpenedColumns = { columns: [], runs: [] };
    const atNext: OpenedColumns = { columns: [], runs: [] };
    // A table's openings are consecutive, in the order in which its runs are added.
    let start = 0;
    const add = (list: OpenedColumns, table: number, columns: readonly number[], isExtension: boolean) => {
      if (columns.length === 0) return;
      const count = isExtension ? columns.length / 5 : columns.length;
      list.columns.push(...columns);
      list.runs.push({ table, count, isExtension, start });
      start += count;
    };
    tables.forEach((table, index) => {
      if (table === null || table.logHeight !== logHeight) return;
      start = firstOpening(layout, index);
      add(atZeta, index, table.preprocessed, false);
      add(atZeta, index, table.main, false);
      add(atZeta, index, table.permutation, true);
      add(
        atNext,
        index,
        table.mainNext.map((column) => table.main[column]!),
        false,
      );
      add(atNext, index, table.permutation.slice(-5), true);
    });
    start = layout.quotientOpenings[layout.logHeights.indexOf(logHeight)]!;
    add(atZeta, QUOTIENT, columns, true);
    const stride = planeStride(2 ** logHeight);
    const nextAt = arena.alloc(ELEMENT_BYTES);
    pool.call('nextPoint', [zetaAt, logHeight, nextAt]);
    return {
      ...{ logHeight, atZeta, atNext, nextAt, stride },
      zetaInverses: arena.alloc(5 * stride),
      nextInverses: atNext.columns.length > 0 ? arena.alloc(5 * stride) : 0,
    };
  });

  await session.run(
    heights.flatMap(({ logHeight, zetaInverses, nextInverses, nextAt, stride }) =>
      rowRanges(2 ** logHeight, session.parts).flatMap(([first, count]) => {
        const at = (point: number, inverses: number) => ({
          fn: 'deepInverses',
          args: [point, inverses, stride, first, count, session.scratch],
        });
        return [at(zetaAt, zetaInverses), ...(nextInverses === 0 ? [] : [at(nextAt, nextInverses)])];
      }),
    ),
  );

  // One point of one height: sums by row ranges, then finished on the host's instance.
  const jobs = heights.flatMap(({ logHeight, atZeta, atNext, nextAt, stride, zetaInverses, nextInverses }) =>
    [
      { opened: atZeta, inverses: zetaInverses, point: zetaAt },
      { opened: atNext, inverses: nextInverses, point: nextAt },
    ]
      .filter(({ opened }) => opened.columns.length > 0)
      .map((job) => {
        const ranges = rowRanges(2 ** logHeight, session.parts);
        const bytes = ELEMENT_BYTES * job.opened.columns.length;
        return {
          ...{ ...job, logHeight, stride, ranges, bytes },
          list: session.storeAddresses(job.opened.columns),
          sums: arena.alloc(bytes * ranges.length),
        };
      }),
  );
  await session.run(
    jobs.flatMap(({ list, opened, inverses, stride, ranges, sums, bytes }) =>
      ranges.map(([first, count], i) => ({
        fn: 'outOfDomainSums',
        args: [list, opened.columns.length, inverses, stride, first, count, sums + i * bytes, session.scratch],
      })),
    ),
  );
  for (const { opened, sums, ranges, point, logHeight } of jobs) {
    const numColumns = opened.columns.length;
    const { scratch } = session;
    pool.call('outOfDomainFinish', [sums, ranges.length, numColumns, point, logHeight, sums, scratch]);
    let at = sums;
    for (const { start, count, isExtension } of opened.runs) {
      if (isExtension) pool.call('combineExtColumns', [at, count, at, scratch]);
      const values = loadElements(session, at, count);
      at += ELEMENT_BYTES * count * (isExtension ? 5 : 1);
      values.forEach((value, i) => {
        elements[start + i] = value;
      });
    }
  }
  return { heights, elements };
}

/** Step 5: the DEEP batch of every height, extended to 2^(logHeight + logBlowup) values; descending heights. */
export async function deepBatches(
  session: Session,
  domains: Domains,
  logBlowup: number,
  { heights, elements }: Opened,
  gamma: Element,
  coefficients: { readonly tables: ReadonlyMap<number, Element>; readonly heights: readonly Element[] },
): Promise<{ logHeight: number; address: number; stride: number }[]> {
  const { arena, pool } = session;
  const jobs = heights.map((height, heightIndex) => {
    const { logHeight } = height;
    const weightsOf = batchWeights(session, gamma, coefficients, heightIndex, height);
    const claimed = (runs: RunWeights[]) => {
      const weights = runs.flatMap(({ weights }) => weights);
      const values = runs.flatMap(({ start, weights }) => weights.map((_, i) => elements[start + i]!));
      const out = arena.alloc(ELEMENT_BYTES);
      const [a, b] = [storeElements(session, weights), storeElements(session, values)];
      pool.call('extDot', [out, a, b, weights.length, session.scratch]);
      return out;
    };
    const columnWeights = (runs: RunWeights[]) =>
      storeElements(
        session,
        runs.flatMap(({ weights, isExtension }) => (isExtension ? weights.flatMap(spread) : weights)),
      );
    const stride = planeStride(2 ** logHeight);
    const outStride = planeStride(2 ** (logHeight + logBlowup));
    const hasNext = height.atNext.columns.length > 0;
    return {
      ...{ height, logHeight, stride, outStride, hasNext },
      zeta: {
        list: session.storeAddresses(height.atZeta.columns),
        numColumns: height.atZeta.columns.length,
        weights: columnWeights(weightsOf.atZeta),
        claimed: claimed(weightsOf.atZeta),
      },
      next: {
        list: session.storeAddresses(height.atNext.columns),
        numColumns: height.atNext.columns.length,
        weights: columnWeights(weightsOf.atNext),
        claimed: claimed(weightsOf.atNext),
      },
      sum: arena.alloc(5 * stride),
      nextSum: hasNext ? arena.alloc(5 * stride) : 0,
      out: arena.alloc(5 * outStride),
    };
  });
  const overRows = <T extends { logHeight: number }>(
    list: readonly T[],
    task: (job: T, first: number, count: number) => { fn: string; args: number[] },
  ) =>
    list.flatMap((job) =>
      rowRanges(2 ** job.logHeight, session.parts).map(([first, count]) => task(job, first, count)),
    );
  const withNext = jobs.filter(({ hasNext }) => hasNext);

  await session.run([
    ...overRows(jobs, ({ zeta, sum, stride }, first, count) => ({
      fn: 'deepCombine',
      args: [zeta.list, zeta.weights, zeta.numColumns, sum, stride, first, count, 1],
    })),
    ...overRows(withNext, ({ next, nextSum, stride }, first, count) => ({
      fn: 'deepCombine',
      args: [next.list, next.weights, next.numColumns, nextSum, stride, first, count, 1],
    })),
  ]);
  const divide = (
    target: number,
    source: number,
    stride: number,
    inverses: number,
    claimed: number,
    rows: [number, number],
    isAdded: number,
  ) => {
    const args = [target, stride, source, stride, inverses, stride, claimed, ...rows, isAdded, session.scratch];
    return { fn: 'deepQuotient', args };
  };
  await session.run(
    overRows(jobs, ({ sum, stride, height, zeta }, ...rows) =>
      divide(sum, sum, stride, height.zetaInverses, zeta.claimed, rows, 0),
    ),
  );
  await session.run(
    overRows(withNext, ({ sum, nextSum, stride, height, next }, ...rows) =>
      divide(sum, nextSum, stride, height.nextInverses, next.claimed, rows, 1),
    ),
  );
  const planes = jobs.flatMap((job) => [0, 1, 2, 3, 4].map((plane) => ({ ...job, plane })));
  await session.run(
    planes.map(({ sum, stride, plane, logHeight }) => {
      const at = sum + plane * stride;
      return domains.cosetIntt(at, at, logHeight);
    }),
  );
  await session.run(
    planes.map(({ sum, stride, out, outStride, plane, logHeight }) =>
      domains.dft(sum + plane * stride, out + plane * outStride, logHeight, logBlowup),
    ),
  );
  return jobs.map(({ logHeight, out, outStride }) => ({ logHeight, address: out, stride: outStride }));
}

interface RunWeights {
  readonly weights: Element[];
  readonly isExtension: boolean;
  /** Index of the run's first opening. */
  readonly start: number;
}

/** Weights lambda * gamma^j of every opening of a height, run by run. */
function batchWeights(
  session: Session,
  gamma: Element,
  coefficients: { readonly tables: ReadonlyMap<number, Element>; readonly heights: readonly Element[] },
  heightIndex: number,
  { atZeta, atNext }: HeightOpenings,
): { atZeta: RunWeights[]; atNext: RunWeights[] } {
  const all = [...atZeta.runs, ...atNext.runs];
  const powers = new Map<number, Element[]>();
  for (const table of new Set(all.map((run) => run.table))) {
    const count = all.filter((run) => run.table === table).reduce((sum, run) => sum + run.count, 0);
    const start = table === QUOTIENT ? coefficients.heights[heightIndex]! : coefficients.tables.get(table)!;
    const { address } = storePowers(session, start, gamma, count);
    powers.set(table, loadElements(session, address, count));
  }
  const used = new Map<number, number>();
  const take = ({ table, count, isExtension, start }: OpenedRun): RunWeights => {
    const from = used.get(table) ?? 0;
    used.set(table, from + count);
    return { weights: powers.get(table)!.slice(from, from + count), isExtension, start };
  };
  return { atZeta: atZeta.runs.map(take), atNext: atNext.runs.map(take) };
}

function firstOpening(layout: ArchiveLayout, table: number): number {
  const { preprocessed, main } = layout.openings[table]!;
  return preprocessed >= 0 ? preprocessed : main;
}

/** w * x^i for i < 5: the weights of the five words of an extension column. x^5 = 2. */
function spread(weight: Element): Element[] {
  const out = [weight];
  for (let i = 1; i < 5; i++) {
    const [a, b, c, d, e] = out[i - 1]! as unknown as [number, number, number, number, number];
    out.push(Uint32Array.of((2 * e) % P, a, b, c, d));
  }
  return out;
}
