import { describe, expect, it } from 'vitest';
import {
  type Case,
  expectHonest,
  operandPairs,
  random32,
  spread,
  unnoticedColumns,
} from '../../../test/machine/chip-harness.ts';
import { shiftiChip } from './air.ts';

const chip = shiftiChip();

/** Every instruction with every amount, over varying operands. */
function everyAmount(times: number): Case[] {
  const random = random32(12);
  const pairs = operandPairs(6, 40);
  return Array.from({ length: 64 * times }).flatMap((_, i) => {
    const [a] = pairs[random() % pairs.length]!;
    const long = (['slli', 'srli', 'srai'] as const).map((mnemonic) => ({ mnemonic, imm: i % 64 }));
    const word = (['slliw', 'srliw', 'sraiw'] as const).map((mnemonic) => ({ mnemonic, imm: i % 32 }));
    return [...long, ...word].map(({ mnemonic, imm }) => ({ mnemonic, operands: { rd: i % 32, rs1: 2, imm }, a }));
  });
}

describe('SHIFTI', () => {
  it('shifts by every amount', () => {
    expectHonest(chip, everyAmount(5));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, everyAmount(2));
    expect(unnoticedColumns(rows, spread(executed.length, 100))).toEqual([]);
  });
});
