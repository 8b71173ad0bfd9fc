import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, recordBytes, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { exitRecord, streamRecordBytes } from '../../executor/records.ts';
import { families } from '../../machine/families.ts';
import { exitChip } from './air.ts';

const record = recordBytes(exitRecord, streamRecordBytes.exit, {
  ts: 1000,
  pc: 77,
  x17PrevTs: 998,
  x10PrevTs: 0,
  outputIndexPrevTs: 500,
  outputIndex: 0x0001_0203,
  x10Value: 0x4444_3333_0002_0001n,
});
const rows = new ChipRows(fillRows(exitChip(), [record], 1));

describe('EXIT', () => {
  it('ends the execution and claims code and length', () => {
    const { mainColumns, interactions } = exitChip().air;
    expect([mainColumns.length, interactions.length]).toEqual([12, 12]);
    const { constraints, lookups, tuples } = rows.report();
    expect([constraints, lookups]).toEqual([[], []]);
    const receive = (bus: string, tuple: number[]) => ({ bus, isSend: false, multiplicity: 1, tuple });
    const send = (bus: string, tuple: number[]) => ({ bus, isSend: true, multiplicity: 1, tuple });
    expect(tuples).toEqual([
      receive('register', [17, 998, 93, 0, 0, 0]),
      send('register', [17, 1000, 93, 0, 0, 0]),
      receive('register', [10, 0, 1, 2, 0x3333, 0x4444]),
      send('register', [10, 1000, 1, 2, 0x3333, 0x4444]),
      receive('register', [33, 500, 0x0203, 1, 0, 0]),
      send('register', [33, 1000, 0x0203, 1, 0, 0]),
      receive('decode', [77, families.ecall, 0, 0, 0, 0, 0, 0, 0, 0]),
      receive('execution', [1000, 77]),
      send('exit', [1, 2, 0x10203]),
    ]);
    expect(isSilentPadding(rows, 1)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [0])).toEqual([]);
    expect(rows.report(1, { isReal: 2 }).constraints).toEqual(['isReal is a bit']);
  });
});
