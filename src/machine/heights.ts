/**
 * The heights of a run's tables: from the counts of records alone, so before anything is filled, and the same for every number of threads.
 * They are in the proof's statement; what is chosen here is a matter of cost and never of soundness.
 *
 * 1. Every table has the next power of two, 0 (absent) without rows.
 * 2. A chip with two tables (`DOUBLED` in chips.ts) may fill 2^a rows of the first and have the rest of its records, padded to 2^b, in the second.
 *    The other rows need not be committed, but the columns of the second table are opened once more in every query. Which of the two
 *    counts for more, the options say: see `cost`.
 * 3. As few different heights as is cheap by the same measure: every height costs each query a join in every tree, a quotient and mostly a fold
 *    of its own; so tables of a height with few cells are padded to the next height that there is.
 */
import { computeLayout } from '../archive/layout.ts';
import type { TraceCounts } from '../executor/trace.ts';
import { planMemory } from '../stark/memory-plan.ts';
import type { StarkOptions } from '../stark/options.ts';
import { headRecords, type RecordRange, recordRange } from './borders.ts';
import { firstTables, type MachineTable, machineTables, secondTable } from './chips.ts';
import { chipCost } from './ledger.ts';
import type { PreprocessedTable } from './preprocessed.ts';
import { machineSystem } from './system.ts';

type Counts = TraceCounts['counts'];
type Fixed = readonly Pick<PreprocessedTable, 'index' | 'logHeight'>[];

/** No height is left out where a proof would then take more than this and did not before: a run that fits must not cease to. */
const MEMORY_BYTES = 3.9 * 2 ** 30;
/** Committed words per row of the quotients of one height. */
const QUOTIENT_WORDS = 10;

const widths = machineTables.map(({ chip }) => chipCost(chip.air).words);

/** Whole chains that fit into first tables of these heights: into all that are parted together. */
function capacity({ partedWith }: MachineTable, heights: readonly number[]): number {
  const fits = partedWith.map((index) => {
    const { chain } = firstTables[index]!;
    return Math.floor((2 ** heights[index]! - headRecords(chain)) / chain.records);
  });
  return Math.min(...fits);
}

/** Which records of its stream a table takes. */
export function recordsOf(table: MachineTable, counts: Counts, heights: readonly number[]): RecordRange {
  const { source, index, secondOf } = table;
  const total = source.kind === 'stream' ? counts[source.stream] : 0;
  const second = secondOf === null ? secondTable(index)?.index : index;
  return recordRange(table, total, second === undefined || heights[second] === 0 ? null : capacity(table, heights));
}

/** Log heights by table; `preprocessed` tables have their own. */
export function machineHeights(counts: Counts, preprocessed: Fixed, options: StarkOptions): number[] {
  const smallest = (rows: number) => Math.max(options.logFinalLength, Math.ceil(Math.log2(rows)));
  const rows = machineTables.map(({ source, secondOf }) =>
    source.kind === 'stream' && secondOf === null ? counts[source.stream] : 0,
  );
  let plan = rows.map((count) => (count === 0 ? 0 : smallest(count)));
  for (const { index, logHeight } of preprocessed) plan[index] = logHeight;
  const fixed = new Set(preprocessed.map(({ logHeight }) => logHeight));

  let heights = fewerHeights(plan, fixed, options);
  let least = cost(heights, options);
  for (const { changes } of halves(rows, plan, smallest)) {
    const split = plan.map((height, index) => changes.get(index) ?? height);
    const candidate = fewerHeights(split, fixed, options);
    const itsCost = cost(candidate, options);
    if (itsCost >= least || !leaveRest(rows, candidate)) continue;
    [plan, heights, least] = [split, candidate, itsCost];
  }
  return heights;
}

/** Every split that leaves out rows, by the cells that it saves, most first: half the rows of a first table, and whatever is parted with it. */
function halves(rows: readonly number[], heights: readonly number[], smallest: (rows: number) => number) {
  return machineTables
    .flatMap((table) => {
      const { index, secondOf, chain, partedWith } = table;
      if (secondOf === null || rows[secondOf]! === 0) return [];
      const logHeight = heights[secondOf]! - 1;
      const chains = Math.floor((2 ** logHeight - headRecords(chain)) / chain.records);
      // At the smallest height there may be no rest.
      const rest = rows[secondOf]! - chains * chain.records;
      if (chains <= 0 || rest <= headRecords(chain) || smallest(rest) >= logHeight) return [];
      const changes = new Map<number, number>();
      let saved = 0;
      for (const first of partedWith) {
        const second = secondTable(first)!.index;
        const inFront = chains * firstTables[first]!.chain.records;
        const before = smallest(inFront + headRecords(firstTables[first]!.chain));
        const behind = smallest(rows[first]! - inFront);
        changes.set(first, before).set(second, behind);
        saved += widths[first]! * (2 ** heights[first]! - 2 ** before) - widths[second]! * 2 ** behind;
      }
      return saved > 0 ? [{ index, changes, saved }] : [];
    })
    .sort((a, b) => b.saved - a.saved || a.index - b.index);
}

/** Whether a first table that was padded to another height leaves something to the second one. */
function leaveRest(rows: readonly number[], heights: readonly number[]): boolean {
  return machineTables.every(
    (table) =>
      table.secondOf === null ||
      heights[table.index] === 0 ||
      capacity(table, heights) * table.chain.records + headRecords(table.chain) < rows[table.secondOf]!,
  );
}

/** By log blowup, up to 4: how many quarters of a percent of cells one percent of bytes is worth. */
const BYTES_WEIGHT = [1n, 1n, 4n, 8n, 16n];

/**
 * What is to be small: cells times bytes^w, raised to the fourth power to be an integer, so that all engines choose alike. Cells stand for
 * the prover's time, bytes for the size of the proof and, as they are nearly all openings, for the work of its verifier. w is how many percent
 * of time one percent of bytes is worth; whoever chooses a preset has said so. From one blowup to the next the time doubles and the proof
 * shrinks to 0.55 .. 0.75, that is, one percent of bytes is paid with one to two and a half of time: w = 1, 2, 4 for blowup 4, 8, 16. Who
 * takes blowup 2 wants time: w = 1/4.
 */
function cost(heights: readonly number[], options: StarkOptions): bigint {
  const { logHeights, totalBytes } = computeLayout(options, machineSystem().description.tables, heights, 0);
  const quotients = logHeights.reduce((sum, logHeight) => sum + QUOTIENT_WORDS * 2 ** logHeight, 0);
  const weight = BYTES_WEIGHT[Math.min(options.logBlowup, BYTES_WEIGHT.length - 1)]!;
  return BigInt(cellsOf(heights) + quotients) ** 4n * BigInt(totalBytes) ** weight;
}

function cellsOf(heights: readonly number[]): number {
  return heights.reduce((sum, height, i) => sum + (height > 0 ? widths[i]! * 2 ** height : 0), 0);
}

/** With tables padded to the next height there is, as long as that costs less. */
function fewerHeights(plan: readonly number[], fixed: ReadonlySet<number>, options: StarkOptions): number[] {
  let heights = [...plan];
  let least = cost(heights, options);
  const mostMemory = Math.max(MEMORY_BYTES, memoryOf(heights, options));
  const distinct = [...new Set(heights)].filter((height) => height > 0).sort((a, b) => a - b);
  for (const [i, height] of distinct.slice(0, -1).entries()) {
    if (fixed.has(height)) continue;
    const candidate = heights.map((other) => (other === height ? distinct[i + 1]! : other));
    const itsCost = cost(candidate, options);
    if (itsCost >= least || memoryOf(candidate, options) > mostMemory) continue;
    [heights, least] = [candidate, itsCost];
  }
  return heights;
}

function memoryOf(heights: readonly number[], options: StarkOptions): number {
  return planMemory(machineSystem(), options, heights).totalBytes;
}
