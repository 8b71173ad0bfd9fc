import { describe, expect, it } from 'vitest';
import { ChipRows } from '../../../test/support/chip-rows.ts';
import { imageChip, imageColumns } from './air.ts';

const preprocessed = imageColumns(Uint32Array.of(0, 0x2000), BigUint64Array.of(0x4444_3333_2222_1111n, 5n), 2);
const rows = new ChipRows({ air: imageChip().air, logHeight: 2, preprocessed, main: [new Uint32Array(4)] });

describe('IMAGE', () => {
  it('sends each cell once and nothing from padding', () => {
    const tuples = [0, 1, 2, 3].flatMap((row) => rows.report(row).tuples);
    const sent = { bus: 'image', isSend: true, multiplicity: 1 };
    expect(tuples).toEqual([
      { ...sent, tuple: [0, 0x1111, 0x2222, 0x3333, 0x4444] },
      { ...sent, tuple: [0x2000, 5, 0, 0, 0] },
    ]);
  });

  it('has no free column', () => {
    expect(rows.report(0, { unused: 1 }).constraints).toEqual(['the unused column is 0']);
  });

  it('refuses more cells than rows', () => {
    expect(() => imageColumns(Uint32Array.of(1, 2, 3), new BigUint64Array(3), 1)).toThrow(RangeError);
  });
});
