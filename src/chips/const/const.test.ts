import { describe, expect, it } from 'vitest';
import { type Case, expectHonest, random32, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { decode, encode } from '../../isa/rv64im.ts';
import { NO_PC } from '../../machine/decode-fields.ts';
import { constChip } from './air.ts';
import { decodeFields } from './decode.ts';

const chip = constChip();

function cases(): Case[] {
  const random = random32(1);
  const all: Case[] = [];
  for (const imm of [0, 4096, 0x7ffff000, -0x80000000, -4096]) {
    for (const pc of [0, 0x10000, 0x77fffffc]) {
      for (const mnemonic of ['lui', 'auipc'] as const) all.push({ mnemonic, operands: { rd: 1, imm }, pc });
    }
  }
  for (let i = 0; i < 300; i++) {
    const pc = 0x200000 + 4 * (random() % 100000);
    const upper = (random() << 12) | 0;
    all.push({ mnemonic: 'lui', operands: { rd: i % 32, imm: upper }, pc });
    all.push({ mnemonic: 'auipc', operands: { rd: i % 32, imm: upper }, pc });
    all.push({ mnemonic: 'jal', operands: { rd: i % 32, imm: 4 * ((random() % 0x7ffff) - 0x40000) }, pc });
  }
  return all.map((one, i) => (i === 0 ? { ...one, operands: { ...one.operands, rd: 0 } } : one));
}

describe('CONST', () => {
  it('takes results and targets from the program', () => {
    expectHonest(chip, cases());
  });

  it('notices every changed cell', () => {
    const { rows } = expectHonest(chip, cases());
    expect(unnoticedColumns(rows, [0, 1, 40, 41, 42])).toEqual([]);
  });

  it.each([
    ['misaligned', 0x10000, 6],
    ['below memory', 0, -4],
    ['beyond memory', 0x77fffffc, 4],
  ])('sends a jump that is %s to no pc', (_, pc, imm) => {
    const instruction = decode(encode('jal', { rd: 1, imm }))!;
    expect(decodeFields(instruction, pc / 4).d[3]).toBe(NO_PC);
  });
});
