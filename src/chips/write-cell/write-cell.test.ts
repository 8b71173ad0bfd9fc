import { describe, expect, it } from 'vitest';
import {
  ChipRows,
  fillRows,
  isSilentPadding,
  limbs,
  recordBytes,
  unnoticedChanges,
} from '../../../test/support/chip-rows.ts';
import { streamRecordBytes, writeCellRecord } from '../../executor/records.ts';
import { writeCellChip } from './air.ts';

const value = 0x8877_6655_4433_2211n;
const runs = Array.from({ length: 8 }, (_, byteOffset) =>
  Array.from({ length: 8 - byteOffset }, (_, i) => ({ byteOffset, count: i + 1 })),
).flat();

const records = runs.map(({ byteOffset, count }, i) =>
  recordBytes(writeCellRecord, streamRecordBytes.writeCell, {
    ts: 1000 + i,
    cell: 0x0effffff - i,
    cellPrevTs: 990,
    byteOffset,
    count,
    remaining: 20,
    outputIndex: 300,
    address: 8 * (0x0effffff - i) + byteOffset,
    value,
  }),
);
const rows = new ChipRows(fillRows(writeCellChip(), records, 6));

describe('WRITE_CELL', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree } = writeCellChip().air;
    expect([mainColumns.length, interactions.length, degree]).toEqual([23, 17, 3]);
  });

  it('sends the bytes of every run', () => {
    for (const [row, { byteOffset, count }] of runs.entries()) {
      const { constraints, lookups, tuples } = rows.report(row);
      expect([constraints, lookups]).toEqual([[], []]);
      const [ts, cell] = [1000 + row, 0x0effffff - row];
      const address = 8 * cell + byteOffset;
      const said = tuples.map(({ bus, isSend, tuple }) => `${bus} ${isSend ? '+' : '-'}${tuple}`);
      const bytes = Array.from({ length: count }, (_, i) => 0x11 * (byteOffset + i + 1));
      expect(said.sort()).toEqual(
        [
          `memory -${[cell, 990, ...limbs(value)]}`,
          `memory +${[cell, ts, ...limbs(value)]}`,
          `write -${[ts, address, 20, 300]}`,
          `write +${[ts, address + count, 20 - count, 300 + count]}`,
          ...bytes.map((byte, i) => `output +${[300 + i, byte]}`),
        ].sort(),
      );
    }
    expect(isSilentPadding(rows, runs.length)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [...runs.keys()])).toEqual([]);
  });

  it('sends one run of at least one byte, and none from padding', () => {
    const oneRun = 'the active bytes of a live row are one run';
    const whole = runs.findIndex(({ count }) => count === 8);
    expect(rows.report(whole, { isActive3: 0 }).constraints).toContain(oneRun);
    const none = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`isActive${i}`, 0]));
    expect(rows.report(whole, none).constraints).toContain(oneRun);
    expect(rows.report(runs.length, { isActive0: 1 }).constraints).toContain(oneRun);
    expect(rows.report(runs.length, { isActive7: 1 }).constraints).toContain(oneRun);
    expect(rows.report(whole, { isActive0: 2 }).constraints).toContain('isActive0 is a bit');
    // A shorter run is a true statement about the cell, but the chain does not close with it.
    const shorter = rows.report(whole, { isActive7: 0 });
    expect(shorter.isAccepted).toBe(true);
    expect(shorter.tuples.filter(({ bus }) => bus === 'output')).toHaveLength(7);
  });

  it("sends no other bytes than the cell's", () => {
    const whole = runs.findIndex(({ count }) => count === 8);
    const low = rows.value('low1', whole);
    expect(rows.report(whole, { low1: low - 256 }).lookups).toEqual([expect.stringMatching(/^bytePair /)]);
    expect(rows.report(whole, { low1: low + 1 }).lookups).toEqual([expect.stringMatching(/^bytePair /)]);
    expect(rows.report(whole, { address: rows.value('address', whole) + 1 }).constraints).toEqual([
      'the address is that of the first active byte',
    ]);
  });
});
