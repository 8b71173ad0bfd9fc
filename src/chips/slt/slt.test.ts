import { describe, expect, it } from 'vitest';
import { expectHonest, registerCases, spread, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { sltChip } from './air.ts';

const chip = sltChip();
const operands = { rd: 1, rs1: 2, rs2: 3 };

describe('SLT', () => {
  it('compares, signed and unsigned', () => {
    expectHonest(chip, registerCases(['slt', 'sltu'], 1));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, registerCases(['slt', 'sltu'], 2, 1));
    expect(unnoticedColumns(rows, spread(executed.length, 130))).toEqual([]);
  });

  it('does not turn the order around', () => {
    const { rows } = expectHonest(chip, [
      { mnemonic: 'slt', operands, a: 1n << 63n, b: 0n },
      { mnemonic: 'sltu', operands, a: 4n, b: 4n },
    ]);
    expect(rows.failures(0, rows.changes(0, { order3: -1 }))[0]).toMatch(/^range16/);
    expect(rows.failures(0, rows.changes(0, { order3: -1, flipA: 0 }))[0]).toMatch(/^range16/);
    expect(rows.failures(1, rows.changes(1, { order0: 1 }))).toEqual(['range16 2013265920']);
    // Two orders of 1 and one of -1 have a wrong sum of squares.
    expect(rows.failures(1, rows.changes(1, { order1: 1, order2: 1 }))).toContain('exactly one limb decides');
  });
});
