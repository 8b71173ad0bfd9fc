import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, recordBytes, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { refreshRecord, streamRecordBytes } from '../../executor/records.ts';
import { refreshMemoryChip, refreshRegisterChip } from './air.ts';

const P = 0x78000001;
const steps = [
  [0, 65537],
  [5, 70000],
  [1, (1 << 28) - 1],
  [0x1234567, 0x2345678],
  [9, 10],
] as const;

describe.each([
  ['REFRESH_REGISTER', refreshRegisterChip, 'register'],
  ['REFRESH_MEMORY', refreshMemoryChip, 'memory'],
] as const)('%s', (_, makeChip, bus) => {
  const records = steps.map(([prevTs, newTs], index) =>
    recordBytes(refreshRecord, streamRecordBytes.refreshMemory, {
      index,
      prevTs,
      newTs,
      value: 0x4444_3333_2222_1111n,
    }),
  );
  const rows = new ChipRows(fillRows(makeChip(), records, 3));

  it('moves a token forward in time', () => {
    const { mainColumns, interactions } = makeChip().air;
    expect([mainColumns.length, interactions.length]).toEqual([10, 6]);
    for (const [index, [prevTs, newTs]] of steps.entries()) {
      const report = rows.report(index);
      expect([report.constraints, report.lookups]).toEqual([[], []]);
      const value = [0x1111, 0x2222, 0x3333, 0x4444];
      expect(report.tuples).toEqual([
        { bus, isSend: false, multiplicity: 1, tuple: [index, prevTs, ...value] },
        { bus, isSend: true, multiplicity: 1, tuple: [index, newTs, ...value] },
      ]);
    }
    expect(isSilentPadding(rows, steps.length)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [0, 1, 2, 3, 4])).toEqual([]);
  });

  /** Times with both low limbs chosen as well as they can be: any two elements of F below 2^28 have one. */
  function accepts(prevTs: number, newTs: number): boolean {
    const gap = (((newTs - prevTs - 1) % P) + P) % P;
    const forged = { prevTs, newTs, newTsLow: newTs % 65536, gapLow: gap % 65536 };
    return rows.report(0, forged).isAccepted;
  }

  it('never moves time back, past 2^28 or around p', () => {
    expect(accepts(100, 101)).toBe(true);
    expect(accepts(100, 100)).toBe(false);
    expect(accepts(100, 99)).toBe(false);
    expect(accepts(1, 1 << 28)).toBe(false);
    expect(accepts((1 << 28) - 10, (1 << 28) + 5)).toBe(false);
    expect(accepts(P / 2 - 0.5, P / 2 + 0.5)).toBe(false);
    // A chain towards p, and one step from before p to small times: only from a time that no token has.
    expect(accepts(P - 1000, P - 10)).toBe(false);
    expect(accepts(1 << 28, 5)).toBe(false);
  });
});
