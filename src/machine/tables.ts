/**
 * All tables of one run, filled: for the checker and for tests. Slow and simple next to the prover, which fills the same
 * columns with the same kernels inside its own memory plan.
 */

import type { Lookup } from '../air/bus.ts';
import { forEachBlock, type PublicTuple, rootsOf } from '../air/checker.ts';
import type { Chip } from '../air/chip.ts';
import { publicTuples } from '../air/description.ts';
import { type FilledTable, TableRows } from '../air/evaluate-rows.ts';
import { P } from '../air/expression.ts';
import { toWord } from '../air/modular.ts';
import { spreadIndex } from '../air/spread.ts';
import type { Program } from '../elf/index.ts';
import { emitFill } from '../emit/fill.ts';
import { type RecordedTrace, recordTrace, streamRecordBytes } from '../executor/index.ts';
import { headRecords, prepareBorder, type RecordRange, recordRange } from './borders.ts';
import { firstTables, type MachineTable, machineTables, publicTerms, secondTable } from './chips.ts';
import { buildPreprocessed, decodeCounts, type HeightBounds } from './preprocessed.ts';

export interface FilledMachine {
  /** Present tables in the order of the description; columns hold words. */
  readonly tables: readonly FilledTable[];
  /** What the verifier adds for the honest claim. */
  readonly publicTuples: readonly PublicTuple[];
  readonly exitCode: number;
  readonly publicOutput: Uint8Array;
}

const BOUNDS: HeightBounds = { minLogHeight: 4, maxLogHeight: 22 };

/**
 * By chip with two tables, how many records of chains the first one takes, made up to a whole chain; chips that are not named have no second table. Of those
 * that are parted together the first one decides.
 */
export type Borders = Readonly<Record<string, number>>;

/** Runs a program and fills its tables. @throws TrapError, ExecutorError, MachineError */
export async function fillMachine(
  program: Program,
  input: Uint8Array,
  bounds = BOUNDS,
  borders: Borders = {},
): Promise<FilledMachine> {
  const preprocessed = new Map(buildPreprocessed(program, bounds).map((table) => [table.name, table]));
  const trace = await recordTrace(program, input);
  const tables: FilledTable[] = [];
  for (const table of machineTables) {
    const fixed = preprocessed.get(table.name);
    const range = recordsOf(table, trace, borders);
    const logHeight = fixed?.logHeight ?? runHeight(range.count, bounds);
    if (logHeight === null) continue;
    const { name, chip } = table;
    tables.push({
      name,
      air: chip.air,
      logHeight,
      preprocessed: fixed?.columns ?? [],
      main: await mainColumns(table, range, trace, program, logHeight),
      isWords: true,
      isBitReversed: chip.isOrdered,
    });
  }
  countLookups(tables);
  const { exitCode, publicOutput } = trace;
  const claim = { entry: program.entryPc / 4, exitCode, output: publicOutput };
  return { tables, publicTuples: publicTuples(publicTerms, claim), exitCode, publicOutput };
}

function recordsOf(table: MachineTable, trace: RecordedTrace, borders: Borders): RecordRange {
  const { source, index, secondOf, partedWith } = table;
  const total = source.kind === 'stream' ? trace.streams.get(source.stream)!.count : 0;
  const isDoubled = secondOf !== null || secondTable(index) !== undefined;
  const decisive = firstTables[partedWith[0]!]!;
  const wanted = isDoubled ? borders[decisive.name] : undefined;
  if (wanted === undefined) return recordRange(table, total, null);
  const chains = Math.ceil(wanted / decisive.chain.records);
  if (chains * table.chain.records + headRecords(table.chain) >= total) return recordRange(table, total, null);
  // Not a head alone.
  if (chains === 0) return secondOf === null ? { first: 0, count: 0 } : { first: 0, count: total };
  return recordRange(table, total, chains);
}

/** Null if there is no record for this table. */
function runHeight(count: number, { minLogHeight }: HeightBounds): number | null {
  return count === 0 ? null : Math.max(minLogHeight, Math.ceil(Math.log2(count)));
}

async function mainColumns(
  table: MachineTable,
  range: RecordRange,
  trace: RecordedTrace,
  program: Program,
  logHeight: number,
): Promise<Uint32Array[]> {
  const { chip, source } = table;
  const columns = chip.air.mainColumns.map(() => new Uint32Array(2 ** logHeight));
  if (source.kind === 'stream') {
    const { address, count: total } = trace.streams.get(source.stream)!;
    const stride = streamRecordBytes[source.stream];
    const bytes = (first: number, count: number) =>
      new Uint8Array(trace.memory.buffer, address + first * stride, count * stride);
    prepareBorder(table, range, total, (i) => bytes(i, 1));
    const records = bytes(range.first, range.count);
    await fillColumns(chip, records, stride, columns, logHeight);
  } else if (source.kind === 'executionCounts') {
    const { address, count } = trace.executionCounts;
    const counts = decodeCounts(program, new Uint32Array(trace.memory.buffer, address, count));
    columns[0]!.set(counts.map(toWord));
  }
  return columns;
}

/** Runs the chip's fill kernel in a memory of its own. */
export async function fillColumns(
  chip: Chip,
  records: Uint8Array,
  stride: number,
  columns: readonly Uint32Array[],
  logHeight: number,
): Promise<void> {
  const height = 2 ** logHeight;
  const recordsPtr = 4 * columns.length;
  const columnsPtr = Math.ceil((recordsPtr + records.length) / 16) * 16;
  const end = columnsPtr + 4 * height * columns.length;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 65536) });
  const columnPtr = (c: number) => columnsPtr + 4 * height * c;
  new Uint32Array(memory.buffer, 0, columns.length).set(columns.map((_, c) => columnPtr(c)));
  new Uint8Array(memory.buffer).set(records, recordsPtr);
  const module = await WebAssembly.compile(emitFill(chip, { isShared: false })!);
  const { fill } = (await WebAssembly.instantiate(module, { env: { memory } })).exports;
  (fill as (...values: number[]) => void)(recordsPtr, records.length / stride, stride, 0, logHeight, 0, height);
  for (const [c, column] of columns.entries()) column.set(new Uint32Array(memory.buffer, columnPtr(c), height));
}

/**
 * Sets the multiplicities of lookup tables to what the other tables look up.
 * @param allowsMisses for forged tables: what no row holds is left uncounted. @throws Error naming a tuple outside its table
 */
export function countLookups(tables: readonly FilledTable[], allowsMisses = false): void {
  const counters = new Map<string, Uint32Array>();
  for (const table of tables) {
    const { air } = table;
    const lookups = air.interactions.filter(({ bus }) => bus.lookup !== undefined && bus.lookup.table !== air.name);
    if (lookups.length === 0) continue;
    const rows = new TableRows(table, rootsOf(air));
    forEachBlock(rows, (start, count) => {
      for (const { bus, multiplicity, tuple } of lookups) {
        const lookup = bus.lookup!;
        const rowsPerCounter = lookup.rows / (lookup.counters ?? 1);
        const counterOf = (row: number): Uint32Array => {
          const key = `${lookup.table} ${lookup.counter + Math.floor(row / rowsPerCounter)}`;
          const counter = counters.get(key) ?? new Uint32Array(rowsPerCounter);
          counters.set(key, counter);
          return counter;
        };
        const multiplicities = rows.values(multiplicity);
        const elements = tuple.map((element) => rows.values(element));
        for (let i = 0; i < count; i++) {
          if (multiplicities[i] === 0) continue;
          const values = elements.map((element) => element[i]!);
          const row = lookupRow(lookup, values);
          if (row < lookup.rows) counterOf(row)[row % rowsPerCounter]! += multiplicities[i]!;
          else if (!allowsMisses) throw new Error(`${air.name}, position ${start + i}: ${bus.name} has no ${values}.`);
        }
      }
    });
  }
  for (const { air, main } of tables) {
    for (const [c, column] of main.entries()) {
      const counter = counters.get(`${air.name} ${c}`);
      if (counter !== undefined) for (const [row, count] of counter.entries()) column[row] = toWord(count % P);
    }
  }
}

function lookupRow({ index }: Lookup, tuple: readonly number[]): number {
  if (index.kind === 'bits') return tuple[2]! - 1 + tuple[1]!;
  if (index.kind === 'spread') return spreadIndex(tuple[0]!, tuple[1]!);
  return index.coefficients.reduce((sum, k, i) => sum + k * tuple[i]!, 0);
}
