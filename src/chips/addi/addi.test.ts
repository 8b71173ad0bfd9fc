import { describe, expect, it } from 'vitest';
import { expectHonest, immediateCases, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { addiChip } from './air.ts';

const chip = addiChip();

describe('ADDI', () => {
  it('adds, with and without W', () => {
    expectHonest(chip, immediateCases(['addi', 'addiw'], 1));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, immediateCases(['addi', 'addiw'], 2, 10));
    expect(unnoticedColumns(rows, [...executed.keys()])).toEqual([]);
  });

  it('pins the sign of the W form', () => {
    const { rows } = expectHonest(chip, [
      { mnemonic: 'addiw', operands: { rd: 1, rs1: 2, imm: 0 }, a: 0x80000000n },
      { mnemonic: 'addiw', operands: { rd: 1, rs1: 2, imm: 0 }, a: 0x7fffffffn },
    ]);
    expect(rows.failures(0, rows.changes(0, { r2: 0, r3: 0 }))).toEqual(['range16 65536']);
    expect(rows.failures(1, rows.changes(1, { r2: 65535, r3: 65535 }))[0]).toMatch(/^range16/);
  });

  it('takes no carry for a limb above 16 bits', () => {
    const { rows } = expectHonest(chip, [{ mnemonic: 'addi', operands: { rd: 1, rs1: 2, imm: 1 }, a: 0xffffn }]);
    expect(rows.failures(0, rows.changes(0, { r0: 65536, r1: 0 }))).toEqual(['range16 65536']);
  });
});
