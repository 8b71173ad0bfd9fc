import { describe, expect, it } from 'vitest';
import {
  type Case,
  expectHonest,
  operandPairs,
  random32,
  spread,
  unnoticedColumns,
} from '../../../test/machine/chip-harness.ts';
import { bltChip } from './air.ts';

const chip = bltChip();

function cases(count: number): Case[] {
  const random = random32(3);
  return operandPairs(5, count).flatMap(([a, b]) =>
    (['blt', 'bge', 'bltu', 'bgeu'] as const).map((mnemonic) => {
      const imm = 4 * ((random() % 2048) - 1024);
      return { mnemonic, operands: { rs1: 3, rs2: 4, imm }, a, b, pc: 0x10000 + 4 * (random() % 10000) };
    }),
  );
}

describe('BLT', () => {
  it('branches on order', () => {
    expectHonest(chip, cases(60));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, cases(1));
    expect(unnoticedColumns(rows, spread(executed.length, 150))).toEqual([]);
  });

  it('does not let an equal limb decide, nor call equal less', () => {
    const operands = { rs1: 3, rs2: 4, imm: 16 };
    const { rows } = expectHonest(chip, [
      { mnemonic: 'bltu', operands, a: 0x5_0000_0001n, b: 0x5_0000_0002n },
      { mnemonic: 'bltu', operands, a: 9n, b: 9n },
    ]);
    const claim = (order2: number) => ({ order0: 0, order2, distance: -1, nextPc: order2 === 1 ? 16388 : 16385 });
    // Limb 2 is equal: neither "less" nor "not less" may rest on it.
    expect(rows.failures(0, rows.changes(0, claim(-1)))).toEqual(['range16 2013265920']);
    expect(rows.failures(0, rows.changes(0, claim(1)))).toEqual(['range16 2013265920']);
    expect(rows.failures(1, rows.changes(1, { order0: 1, distance: -1, nextPc: 16388 }))).toEqual([
      'range16 2013265920',
    ]);
    // A lower limb may not decide where a higher one differs.
    const { rows: high } = expectHonest(chip, [{ mnemonic: 'bltu', operands, a: 1n << 48n, b: 1n }]);
    const lie = high.changes(0, { order3: 0, order0: 1, distance: 0, nextPc: 16388 });
    expect(high.failures(0, lie)).toEqual(['limb 3 is equal if a lower one decides']);
  });

  it('pins the signs', () => {
    const operands = { rs1: 3, rs2: 4, imm: 16 };
    const minus = 0xffffffff_ffffffffn;
    const { rows } = expectHonest(chip, [
      { mnemonic: 'blt', operands, a: minus, b: 1n },
      { mnemonic: 'bltu', operands, a: minus, b: 1n },
    ]);
    const notLess = { order3: -1, nextPc: 16385 };
    expect(rows.failures(0, rows.changes(0, { ...notLess, flipA: 0, distance: 65535 }))).toContain('range16 98303');
    expect(rows.failures(1, rows.changes(1, { flipA: 1, order3: 1, distance: 0, nextPc: 16388 }))).toContain(
      'range16 2013265920',
    );
  });
});
