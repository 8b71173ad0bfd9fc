/**
 * The main columns of all tables of a run, inside the prover's memory: the executor's records become columns by the chips' fill
 * kernels, lookup multiplicities are counted from the filled columns, per thread, and added up.
 */

import type { Bus } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
import { toWord } from '../air/modular.ts';
import { recordTrace, streamRecordBytes } from '../executor/index.ts';
import type { TraceCounts } from '../executor/trace.ts';
import type { TraceColumns } from '../stark/commitment.ts';
import type { Kernel } from '../stark/kernels/index.ts';
import { constantWords, countTasks, fillKernel, fillTasks, mergeHistogramsTask } from '../stark/kernels/index.ts';
import type { ProvingKey } from '../stark/proving-key.ts';
import { allocColumns, type Session } from '../stark/session.ts';
import { prepareBorder } from './borders.ts';
import { firstTables, type MachineTable, machineTable, machineTables } from './chips.ts';
import { recordsOf } from './heights.ts';
import { MachineError } from './machine-error.ts';
import { decodeCounts } from './preprocessed.ts';

/** The fill kernels of the chips that a session has met, each generated and compiled at first use. */
export class FillKernels {
  readonly #session: Session;
  readonly #kernels = new Map<Chip, Kernel>();

  constructor(session: Session) {
    this.#session = session;
  }

  async of(chip: Chip): Promise<Kernel> {
    const known = this.#kernels.get(chip);
    if (known) return known;
    const kernel = fillKernel(chip, this.#session.memoryImport);
    if (kernel === null) throw new Error(`${chip.name} is not filled from records.`);
    await this.#session.addKernel(kernel);
    this.#kernels.set(chip, kernel);
    return kernel;
  }
}

/** Records the run again (`counted` is the first pass) and fills all present tables; `heights` by table. */
export async function fillTables(
  session: Session,
  fills: FillKernels,
  key: ProvingKey,
  counted: TraceCounts,
  heights: readonly number[],
  signal: AbortSignal | undefined,
): Promise<(TraceColumns | null)[]> {
  const { arena } = session;
  const tables = machineTables.map(({ chip, index }): TraceColumns | null => {
    const logHeight = heights[index]!;
    if (logHeight === 0) return null;
    return { logHeight, columns: allocColumns(session, chip.air.mainColumns.length, 2 ** logHeight) };
  });

  // Records and tables of addresses are only needed until the columns are there.
  const mark = arena.mark();
  const { memory } = arena.memory;
  const trace = await recordTrace(counted.program, counted.input, { counts: counted, memory, base: mark, signal });
  arena.alloc(trace.end - mark);
  const present = machineTables.filter(({ index }) => tables[index] !== null);
  const fill = async (filled: readonly MachineTable[]) => {
    const tasks = [];
    for (const table of filled) {
      const { index, source, secondOf } = table;
      if (source.kind !== 'stream') continue;
      const { address, count: total } = trace.streams.get(source.stream)!;
      const { logHeight, columns } = tables[index]!;
      const stride = streamRecordBytes[source.stream];
      const range = recordsOf(table, counted.counts, heights);
      prepareBorder(table, range, total, (i) => session.bytes(address + i * stride, stride));
      const records = address + range.first * stride;
      const args = { records, count: range.count, stride, columns: session.storeAddresses(columns), logHeight };
      // A second table is filled as the first one is, on whichever buses it talks.
      tasks.push(...fillTasks(await fills.of(firstTables[secondOf ?? index]!.chip), args));
    }
    await session.run(tasks);
  };
  await fill(present.filter(({ secondOf }) => secondOf === null));
  await fill(present.filter(({ secondOf }) => secondOf !== null));
  for (const { index, source } of present) {
    const { columns, logHeight } = tables[index]!;
    if (source.kind === 'stream') continue;
    for (const column of columns) session.words(column, 2 ** logHeight).fill(0);
    if (source.kind !== 'executionCounts') continue;
    const words = session.words(columns[0]!, 2 ** logHeight);
    const { address, count } = trace.executionCounts;
    words.set(decodeCounts(counted.program, session.words(address, count).slice()).map(toWord));
  }
  await countLookups(session, key, tables);
  arena.release(mark);
  return tables;
}

/** Fills the multiplicity columns of the lookup tables. Each thread counts in its own scratch memory. */
async function countLookups(
  session: Session,
  key: ProvingKey,
  tables: readonly (TraceColumns | null)[],
): Promise<void> {
  const { address, bytes } = session.pool.scratch;
  const numThreads = session.pool.threads + 1;
  const offsets = histogramOffsets();
  for (let i = 0; i < numThreads; i++) session.bytes(address + i * bytes, offsets.bytes).fill(0);
  const error = session.storeWords([0, 0]);
  const tasks = [];
  for (const { index, chip } of machineTables) {
    const table = tables[index];
    if (!table) continue;
    const kernels = await session.kernelsOf(chip.air);
    if (kernels.count === null) continue;
    tasks.push(
      ...countTasks(kernels, {
        columns: session.storeAddresses([...key.preprocessedTraces[index]!, ...table.columns]),
        constants: session.storeWords(constantWords(kernels.count.constants, {})),
        offsets: session.storeWords(kernels.count.buses.map((bus) => offsets.of(bus))),
        logHeight: table.logHeight,
        error,
      }),
    );
  }
  await session.run(tasks);
  const [failed, position] = session.words(error, 2) as unknown as [number, number];
  if (failed !== 0) {
    throw new MachineError(
      'BadLookup',
      `Interaction ${failed - 1}, position ${position}: a tuple is not in its lookup table. This is a bug of the machine; please report it.`,
    );
  }
  await session.run(
    offsets.counters.map(({ table, counter, offset, rows }) => {
      const { columns } = tables[machineTable(table).index]!;
      // A table may be higher than what is counted in it; the rest was set to 0.
      return mergeHistogramsTask(columns[counter]!, address + offset, bytes, numThreads, Math.log2(rows));
    }),
  );
}

/** Where each lookup counter lies in a thread's histograms. */
function histogramOffsets() {
  const counters: { table: string; counter: number; offset: number; rows: number }[] = [];
  let bytes = 0;
  const buses = new Set(machineTables.flatMap(({ chip }) => chip.air.interactions.map(({ bus }) => bus)));
  const byBus = new Map<Bus, number>();
  for (const bus of buses) {
    if (!bus.lookup) continue;
    byBus.set(bus, bytes);
    const { table, counter, counters: numCounters = 1, rows: allRows } = bus.lookup;
    const rows = allRows / numCounters;
    for (let i = 0; i < numCounters; i++, bytes += 4 * rows) {
      counters.push({ table, counter: counter + i, offset: bytes, rows });
    }
  }
  return { counters, bytes, of: (bus: Bus) => byBus.get(bus)! };
}
