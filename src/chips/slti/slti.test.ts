import { describe, expect, it } from 'vitest';
import { expectHonest, immediateCases, spread, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { sltiChip } from './air.ts';

const chip = sltiChip();

describe('SLTI', () => {
  it('compares with a constant, signed and unsigned', () => {
    expectHonest(chip, immediateCases(['slti', 'sltiu'], 1));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, immediateCases(['slti', 'sltiu'], 2, 1));
    expect(unnoticedColumns(rows, spread(executed.length, 130))).toEqual([]);
  });

  it('compares with a negative immediate, unsigned', () => {
    const { rows } = expectHonest(chip, [
      { mnemonic: 'sltiu', operands: { rd: 1, rs1: 2, imm: -1 }, a: 5n },
      { mnemonic: 'slti', operands: { rd: 1, rs1: 2, imm: -1 }, a: 5n },
    ]);
    for (const i of [0, 1]) {
      const order = rows.cell(i, rows.air.mainColumns.indexOf('order3')) === 1 ? -1 : 1;
      expect(rows.failures(i, rows.changes(i, { order3: order }))[0]).toMatch(/^range16/);
    }
  });
});
