/**
 * A small honest table of every chip of the registry: rows taken from runs of test programs, chosen so that they differ in what is 0, 1 or
 * something else, and at least one row of padding. Where rows have an order the table is a whole one, of a program made for it.
 */
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { bitReverse, fromWord } from '../../src/air/modular.ts';
import { firstTables, machineTable } from '../../src/machine/chips.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { program, programs } from '../machine/programs.ts';

const LOG_HEIGHT = 4;
const HEIGHT = 2 ** LOG_HEIGHT;
const MAX_CANDIDATES = 200;
/** Wider tables have too many pairs of cells: their rows are chosen by single cells. */
const MAX_PAIRED_WIDTH = 256;

/** Cells of every kind, the first one included, in less than 2^5 rows. */
const ordered = `
  ld a1, 0(x0)
  li a2, 0x60000000
  ld a1, 0(a2)
  ld a1, 8(a2)
  ld a1, 16(a2)
  li a3, 0x40000000
  ld a1, 0(a3)
  sd a1, 8(a3)
  sd a1, -16(sp)
  li a0, 0
  li a7, 93
  ecall
`;

/** One call of each kind: the tables of blake3_compress, blake3_chain and blake3_path are read from row to row, too. */
const compression = `
  li a0, 0x40000000
  li a1, 0x40000020
  li a2, 0x0123456789abcdef
  sd a2, 0(a0)
  sd a2, 16(a1)
  li a3, 64
  li a4, 11
  li a7, 0x10000001
  ecall
  li a2, 7
  li a3, 2
  li a7, 0x10000006
  ecall
  li a2, 0xfffe0002
  li a3, 2
  li a4, 4
  li a7, 0x10000007
  ecall
  li a0, 0
  li a7, 93
  ecall
`;

/** By name of the chip; integers, in row order. */
export async function honestTables(): Promise<ReadonlyMap<string, FilledTable>> {
  const input = Uint8Array.from({ length: 29 }, (_, i) => 3 + 7 * i);
  const small = [await fillMachine(program(compression), input), await fillMachine(program(ordered), input)];
  const whole = new Map(small.flatMap(({ tables }) => tables.map((table) => [table.air.name, table])));
  const candidates = new Map<string, Map<string, Row>>();
  for (const { source, input: bytes } of Object.values(programs)) {
    for (const table of (await fillMachine(program(source), bytes)).tables) {
      if (!whole.has(table.air.name)) whole.set(table.air.name, table);
      const known = candidates.get(table.air.name) ?? new Map<string, Row>();
      candidates.set(table.air.name, known);
      collect(table, known);
    }
  }
  return new Map(
    firstTables.map(({ name, chip }) => {
      if (chip.isOrdered) return [name, inRowOrder(whole.get(name)!)];
      const found = candidates.get(name);
      if (found === undefined) throw new Error(`No test program has a row of ${name}.`);
      return [name, tableOf(chip.air, diverse([...found]))];
    }),
  );
}

interface Row {
  readonly preprocessed: readonly number[];
  readonly main: readonly number[];
}

/** Adds rows whose pattern is new. */
function collect(table: FilledTable, known: Map<string, Row>): void {
  // Rows of lookup tables and of DECODE that nobody asks for are many and all alike.
  const isCounted = machineTable(table.air.name).source.kind !== 'zero';
  const columns = isCounted ? table.main : table.preprocessed;
  for (let position = 0; position < 2 ** table.logHeight; position++) {
    if (columns.every((column) => column[position] === 0)) continue;
    const at = (column: Uint32Array) => fromWord(column[position]!);
    const row = { preprocessed: table.preprocessed.map(at), main: table.main.map(at) };
    const values = [...row.preprocessed, ...row.main];
    const pattern = values.map((value) => Math.min(value, 2)).join('');
    if (!known.has(pattern)) known.set(pattern, row);
  }
}

/** Chooses rows one by one, each for the most pairs of cells whose classes (0, 1, more) have not been there together. */
function diverse(candidates: readonly (readonly [pattern: string, row: Row])[]): Row[] {
  const pairs = candidates.slice(0, MAX_CANDIDATES).map(([pattern, row]) => {
    const classes = [...pattern].map(Number);
    const width = classes.length;
    const ids =
      width > MAX_PAIRED_WIDTH
        ? classes.map((a, i) => 3 * i + a)
        : classes.flatMap((a, i) => classes.map((c, j) => 9 * (width * i + j) + 3 * a + c));
    return { row, ids };
  });
  const seen = new Set<number>();
  const rows: Row[] = [];
  while (rows.length < HEIGHT - 1 && pairs.length > 0) {
    const gains = pairs.map(({ ids }) => ids.reduce((gain, id) => gain + (seen.has(id) ? 0 : 1), 0));
    const [{ row, ids }] = pairs.splice(gains.indexOf(Math.max(...gains)), 1) as [(typeof pairs)[number]];
    for (const id of ids) seen.add(id);
    rows.push(row);
  }
  return rows;
}

function tableOf(air: FilledTable['air'], rows: readonly Row[]): FilledTable {
  const columns = (width: number, cell: (row: Row, column: number) => number) =>
    Array.from({ length: width }, (_, column) => {
      const values = new Uint32Array(HEIGHT);
      for (const [i, row] of rows.entries()) values[i] = cell(row, column);
      return values;
    });
  return {
    air,
    logHeight: LOG_HEIGHT,
    preprocessed: columns(air.preprocessedColumns.length, (row, column) => row.preprocessed[column]!),
    main: columns(air.mainColumns.length, (row, column) => row.main[column]!),
  };
}

function inRowOrder({ air, logHeight, preprocessed, main, isBitReversed }: FilledTable): FilledTable {
  const natural = (column: Uint32Array) =>
    column.map((_, row) => fromWord(column[isBitReversed ? bitReverse(row, logHeight) : row]!));
  return { air, logHeight, preprocessed: preprocessed.map(natural), main: main.map(natural) };
}
