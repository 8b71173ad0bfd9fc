import { describe, expect, it } from 'vitest';
import {
  type Case,
  expectHonest,
  operandPairs,
  random32,
  spread,
  unnoticedColumns,
} from '../../../test/machine/chip-harness.ts';
import { decode, encode } from '../../isa/rv64im.ts';
import { NO_PC } from '../../machine/decode-fields.ts';
import { beqChip } from './air.ts';
import { decodeFields } from './decode.ts';

const chip = beqChip();

function cases(count: number): Case[] {
  const random = random32(3);
  return operandPairs(4, count).flatMap(([a, b]) =>
    (['beq', 'bne'] as const).map((mnemonic) => {
      const imm = 4 * ((random() % 2048) - 1024);
      return { mnemonic, operands: { rs1: 3, rs2: 4, imm }, a, b, pc: 0x10000 + 4 * (random() % 10000) };
    }),
  );
}

describe('BEQ', () => {
  it('branches on equality', () => {
    expectHonest(chip, cases(100));
  });

  it('has no honest row that a changed cell leaves unnoticed, but for hints', () => {
    const { rows, executed } = expectHonest(chip, cases(3));
    // On equal operands the hints multiply 0.
    expect(unnoticedColumns(rows, spread(executed.length, 100)).sort()).toEqual(['highHint', 'lowHint']);
  });

  it('does not take equal for different, nor different for equal', () => {
    const operands = { rs1: 3, rs2: 4, imm: 16 };
    const { rows } = expectHonest(chip, [
      { mnemonic: 'beq', operands, a: 7n, b: 7n },
      { mnemonic: 'bne', operands, a: 7n << 48n, b: 8n << 48n },
    ]);
    for (const hints of [{}, { lowHint: 1 }, { lowHint: 5, highHint: -9 }]) {
      expect(rows.failures(0, rows.changes(0, { isEqual: 0, ...hints }))).toEqual([
        'not equal means that some limb differs',
      ]);
    }
    expect(rows.failures(1, rows.changes(1, { isEqual: 1, highHint: 0 }))).toEqual(['equal means equal in limb 3']);
  });

  it('goes nowhere if it takes a misaligned target, and on if it does not', () => {
    const instruction = decode(encode('bne', { rs1: 1, rs2: 2, imm: 6 }))!;
    expect(decodeFields(instruction, 100).d).toEqual([101, NO_PC, 0, 0]);
    expectHonest(chip, [{ mnemonic: 'bne', operands: { rs1: 1, rs2: 2, imm: 6 }, a: 1n, b: 1n }]);
    expectHonest(chip, [{ mnemonic: 'beq', operands: { rs1: 1, rs2: 2, imm: -8 }, a: 1n, b: 2n, pc: 4 }]);
  });
});
