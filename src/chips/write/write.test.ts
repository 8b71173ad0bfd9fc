import { describe, expect, it } from 'vitest';
import {
  ChipRows,
  fillRows,
  isSilentPadding,
  limbs,
  recordBytes,
  unnoticedChanges,
} from '../../../test/support/chip-rows.ts';
import { P } from '../../air/expression.ts';
import { streamRecordBytes, writeRecord } from '../../executor/records.ts';
import { families } from '../../machine/families.ts';
import { writeChip } from './air.ts';

interface Call {
  readonly fd: bigint;
  readonly address: bigint;
  readonly length: bigint;
  readonly index: number;
}

const calls: readonly Call[] = [
  { fd: 1n, address: 0x200003n, length: 30n, index: 0xfff0 },
  { fd: 1n, address: 0x77fffff0n, length: 1n, index: 0 },
  { fd: 1n, address: 0x10000n, length: 0x100000n, index: 0 },
  { fd: 1n, address: 0xffff_ffff_ffff_fff8n, length: 0n, index: 0x12345 },
  { fd: 2n, address: 0xffff_ffff_ffff_fff8n, length: 0x1234_5678_9abc_def0n, index: 7 },
  { fd: 2n, address: 0n, length: 0n, index: 7 },
];

function rowsOf(list: readonly Call[]): ChipRows {
  const records = list.map(({ fd, address, length, index }, i) =>
    recordBytes(writeRecord, streamRecordBytes.write, {
      ts: 1000 + i,
      pc: 77,
      x17PrevTs: 998,
      x10PrevTs: 1000 + i - 1,
      x11PrevTs: 900,
      x12PrevTs: 901,
      outputIndexPrevTs: 0,
      outputIndex: index,
      outputIndexAfter: fd === 1n ? index + Number(length) : index,
      x10Value: fd,
      x11Value: address,
      x12Value: length,
    }),
  );
  return new ChipRows(fillRows(writeChip(), records, 3));
}

const rows = rowsOf(calls);

describe('WRITE', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree } = writeChip().air;
    expect([mainColumns.length, interactions.length, degree]).toEqual([22, 23, 3]);
  });

  it('says what the call did', () => {
    for (const [row, { fd, address, length, index }] of calls.entries()) {
      const { constraints, lookups, tuples } = rows.report(row);
      expect([constraints, lookups]).toEqual([[], []]);
      const ts = 1000 + row;
      const isActive = fd === 1n && length > 0n;
      const after = isActive ? index + Number(length) : index;
      const said = tuples.map(({ bus, isSend, tuple }) => `${bus} ${isSend ? '+' : '-'}${tuple}`);
      const access = (register: number, prevTs: number, time: number, before: number[], value = before) => [
        `register -${[register, prevTs, ...before]}`,
        `register +${[register, time, ...value]}`,
      ];
      expect(said.sort()).toEqual(
        [
          ...access(17, 998, ts, limbs(64n)),
          ...access(10, ts - 1, ts + 2, limbs(fd), limbs(length)),
          ...access(11, 900, ts, limbs(address)),
          ...access(12, 901, ts, limbs(length)),
          ...access(33, 0, ts, limbs(BigInt(index)), limbs(BigInt(after))),
          `decode -${[77, families.ecall, 0, 0, 0, 0, 0, 0, 0, 0]}`,
          `execution -${[ts, 77]}`,
          `execution +${[ts + 3, 78]}`,
          ...(isActive ? [`write +${[ts, address, length, index]}`] : []),
          ...(isActive ? [`write -${[ts, address + length, 0, after]}`] : []),
        ].sort(),
      );
    }
    expect(isSilentPadding(rows, calls.length)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [...calls.keys()])).toEqual([]);
  });

  it('cannot skip the bytes, or write on another descriptor', () => {
    expect(rows.report(0, { isActive: 0 }).constraints).toContain('fd 1 is active unless the length is 0');
    expect(rows.report(0, { isActive: 0, newIndex0: 0xfff0, newIndex1: 0 }).constraints).toEqual([
      'fd 1 is active unless the length is 0',
    ]);
    expect(rows.report(4, { isActive: 1 }).constraints).toContain('only fd 1 is active');
    expect(rows.report(0, { isOutput: P - 1 }).constraints).toContain('isOutput is a bit');
  });

  it('cannot change the index otherwise', () => {
    expect(rows.report(0, { newIndex0: 1 }).constraints).toEqual(['the output index grows by the length']);
    expect(rows.report(0, { newIndex0: 0xfff0 + 30, newIndex1: 0 })).toMatchObject({
      constraints: [],
      lookups: [expect.stringMatching(/^range16 /)],
    });
    expect(rows.report(4, { newIndex0: 8 }).constraints).toEqual(['limb 0 of the output index stays unless active']);
  });

  it('takes no length or address that is not one element', () => {
    // Length p + 30, address p + 8.
    const length = limbs(BigInt(P) + 30n);
    const forged = rows.report(0, { length0: length[0]!, length1: length[1]! });
    expect(forged).toMatchObject({ constraints: [], lookups: [expect.stringMatching(/^bytePair /)] });
    const address = limbs(BigInt(P) + 8n);
    const aliased = rows.report(0, { address0: address[0]!, address1: address[1]! });
    expect(aliased).toMatchObject({ constraints: [], lookups: [expect.stringMatching(/^range16 /)] });
    expect(rows.report(0, { address3: 1 }).constraints).toEqual(['address and length are 32-bit numbers']);
  });
});
