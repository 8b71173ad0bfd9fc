import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, recordBytes, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { memoryInitRecord, streamRecordBytes } from '../../executor/records.ts';
import { memoryInitChip } from './air.ts';

type Kind = 'zero' | 'image' | 'private';
type Cell = readonly [cell: number, kind: Kind, initial?: bigint];
const kinds: readonly Kind[] = ['zero', 'image', 'private'];

function rowsOf(cells: readonly Cell[], logHeight = 4): ChipRows {
  const records = cells.map(([cell, kind, initial = 0n], i) =>
    recordBytes(memoryInitRecord, streamRecordBytes.memoryInit, {
      cell,
      previousCell: i === 0 ? 0 : cells[i - 1]![0],
      kind: kinds.indexOf(kind),
      finalTs: 3 * i,
      initialValue: initial,
      finalValue: initial + BigInt(i),
    }),
  );
  return new ChipRows(fillRows(memoryInitChip(), records, logHeight));
}

/** All failures of all rows, the wrap included. */
function failures(rows: ChipRows): string[] {
  return Array.from({ length: 2 ** rows.table.logHeight }, (_, row) => rows.report(row)).flatMap(
    ({ constraints, lookups }) => [...constraints, ...lookups],
  );
}

/** Failures with columns of one row replaced, as seen from it and the row before. */
function forged(rows: ChipRows, row: number, values: Record<string, number>): string[] {
  const main = rows.table.main.map((column) => column.slice());
  for (const [name, value] of Object.entries(values)) main[rows.column(name)]![row] = value;
  return failures(new ChipRows({ ...rows.table, main }));
}

const PRIVATE = 0x0c000000;
const honest: readonly Cell[] = [
  [0, 'zero'],
  [1, 'image', 0xffff_ffff_ffff_ffffn],
  [0xffff, 'zero'],
  [0x10000, 'image', 5n],
  [0x10001, 'zero'],
  [0x7654321, 'zero'],
  [PRIVATE, 'private', 77n],
  [PRIVATE + 0xffffff, 'private', 0xffff_0000_ffff_0000n],
  [PRIVATE + 0x1000000, 'private', 1n],
  [PRIVATE + 0x1000001, 'private', 2n],
  [PRIVATE + 0x1000002, 'zero'],
  [0x0effffff, 'zero'],
];

describe('MEMORY_INIT', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree, mainNext } = memoryInitChip().air;
    expect([mainColumns.length, interactions.length, degree, mainNext.length]).toEqual([17, 10, 3, 5]);
    expect(memoryInitChip().isOrdered).toBe(true);
  });

  it('accepts honest cells, an empty table, and one without padding', () => {
    expect(failures(rowsOf(honest))).toEqual([]);
    expect(failures(rowsOf([]))).toEqual([]);
    expect(failures(rowsOf([...honest.slice(0, 8)], 3))).toEqual([]);
    expect(failures(rowsOf([[0x20000, 'image', 3n]], 1))).toEqual([]);
    expect(isSilentPadding(rowsOf(honest), honest.length)).toBe(true);
  });

  it('says what the cells are', () => {
    const { tuples } = rowsOf(honest).report(3);
    expect(tuples).toEqual([
      { bus: 'image', isSend: false, multiplicity: 1, tuple: [0x10000, 5, 0, 0, 0] },
      { bus: 'memory', isSend: true, multiplicity: 1, tuple: [0x10000, 0, 5, 0, 0, 0] },
      { bus: 'memory', isSend: false, multiplicity: 1, tuple: [0x10000, 9, 8, 0, 0, 0] },
    ]);
  });

  it('notices every change of a column', () => {
    const rows = rowsOf(honest);
    // A row's own constraints do not read these two; those of the row before do.
    expect(unnoticedChanges(rows, [1, 3, 4, 6, 9])).toEqual(['isSameHigh', 'step']);
    for (let row = 0; row < honest.length; row++) {
      expect(forged(rows, row, { isSameHigh: 1 - rows.value('isSameHigh', row) })).not.toEqual([]);
      // The step of a first row that holds cell 0 means nothing.
      if (row > 0) expect(forged(rows, row, { step: rows.value('step', row) + 1 })).not.toEqual([]);
    }
  });

  it('refuses a cell that is there twice, or out of order', () => {
    const order = expect.arrayContaining([expect.stringMatching(/^range16 /)]);
    expect(
      failures(
        rowsOf([
          [5, 'zero'],
          [5, 'image', 1n],
        ]),
      ),
    ).toEqual(order);
    expect(
      failures(
        rowsOf([
          [5, 'zero'],
          [4, 'zero'],
        ]),
      ),
    ).toEqual(order);
    expect(
      failures(
        rowsOf([
          [0x50000, 'zero'],
          [0x40000, 'zero'],
        ]),
      ),
    ).toEqual(order);
    // The same with a step that says otherwise.
    const rows = rowsOf([
      [5, 'zero'],
      [5, 'zero'],
    ]);
    expect(forged(rows, 1, { step: 0 })).toEqual(['step is the growth minus 1']);
    expect(forged(rows, 1, { isSameHigh: 0, step: 0 })).toEqual(['step is the growth minus 1']);
    const wrapped = rowsOf([
      [0x50000, 'zero'],
      [0x40000, 'zero'],
    ]);
    expect(forged(wrapped, 1, { isSameHigh: 1, step: 0 })).toContain('high stays where isSameHigh says so');
  });

  it('has no second run of rows behind padding', () => {
    const rows = rowsOf([
      [5, 'zero'],
      [9, 'zero'],
    ]);
    expect(forged(rows, 3, { isReal: 1, low: 5, isSameHigh: 1 })).toContain('live rows are a prefix');
    // Nor before the first row, around the wrap: the last row is only live if all are.
    expect(forged(rows, 15, { isReal: 1, low: 5 })).toContain('live rows are a prefix');
    expect(forged(rows, 0, { isReal: 0, low: 0 })).toContain('live rows are a prefix');
  });

  it('has cells from 0 up to the end of memory only', () => {
    const outside = expect.arrayContaining([expect.stringMatching(/^rangeBits /)]);
    expect(failures(rowsOf([[0x0f000000, 'zero']]))).toEqual(outside);
    expect(failures(rowsOf([[0x0fffffff, 'zero']]))).toEqual(outside);
    // A negative first index would be within the upper bound's lookup.
    const rows = rowsOf([[0x30000, 'zero']]);
    const P = 0x78000001;
    expect(forged(rows, 0, { high: P - 1, step: 0 })).toContain('else it is step + 1');
    expect(forged(rows, 0, { high: P - 1, step: P - 2 })).toEqual(outsideStep());
    expect(forged(rows, 0, { high: P - 1, isSameHigh: 1 })).toContain(
      'in the first row high is 0 where it is that of a cell before',
    );
  });

  function outsideStep() {
    return expect.arrayContaining([expect.stringMatching(/^range16 /)]);
  }

  it('has private cells in the private input only', () => {
    const outside = expect.arrayContaining([expect.stringMatching(/^rangeBits /)]);
    for (const cell of [0x2000, PRIVATE - 1, PRIVATE + 0x1010000]) {
      expect(failures(rowsOf([[cell, 'private', 1n]]))).toEqual(outside);
    }
    expect(failures(rowsOf([[PRIVATE + 0x1000002, 'private', 1n]]))).toContain('the tail is two cells');
    const rows = rowsOf([[PRIVATE + 0x1010000, 'private', 1n]]);
    expect(forged(rows, 0, { isTail: 1 })).toContain('the tail lies after the whole 65536 cells of private input');
  });

  it('has limbs of 16 bits, zeros that are zero, and one kind per cell', () => {
    const rows = rowsOf([
      [PRIVATE, 'private', 1n],
      [0x0d100000, 'zero'],
    ]);
    expect(forged(rows, 0, { initial2: 65536 })).toEqual([expect.stringMatching(/^range16 /)]);
    expect(forged(rows, 1, { initial1: 1 })).toEqual(['limb 1 of a zero cell is 0']);
    expect(forged(rows, 0, { isImage: 1 })).toContain('a live row has one kind');
    // An image cell passed off as zero or private keeps its value or is not received from IMAGE: both show.
    const image = rowsOf([[0x2000, 'image', 9n]]);
    expect(forged(image, 0, { isImage: 0 })).toEqual(['limb 0 of a zero cell is 0']);
    expect(forged(image, 0, { isImage: 0, isPrivate: 1 })).toEqual([expect.stringMatching(/^rangeBits /)]);
  });
});
