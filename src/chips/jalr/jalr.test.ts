import { describe, expect, it } from 'vitest';
import {
  type Case,
  ChipRows,
  executeCase,
  expectHonest,
  fillChip,
  random32,
  spread,
  unnoticedColumns,
} from '../../../test/machine/chip-harness.ts';
import { P } from '../../air/expression.ts';
import { jalrChip } from './air.ts';

const chip = jalrChip();

function cases(count: number): Case[] {
  const random = random32(7);
  const all: Case[] = [];
  for (const imm of [0, 1, -1, 4, 2047, -2048]) {
    for (const target of [0, 0xfffc, 0x10000, 0x1fffc, 0x77fffffc]) {
      // With and without the low bit that the ISA drops; bases below 0 wrap.
      for (const low of [0, 1]) all.push(jump(BigInt(target + low - imm), imm));
    }
  }
  for (let i = 0; i < count; i++) {
    const imm = (random() % 4096) - 2048;
    all.push(jump(BigInt(4 * (random() % 0x1e000000) + (random() % 2) - imm), imm, 4 * (random() % 0x1e000000)));
  }
  return all;
}

function jump(a: bigint, imm: number, pc = 0x10000): Case {
  return { mnemonic: 'jalr', operands: { rd: 1, rs1: 2, imm }, a: BigInt.asUintN(64, a), pc };
}

/** The word index the row jumps to, if it holds with a jump to `target` and the carries given. */
function forged(one: Case, values: Record<string, number>): { failures: string[]; nextPc: number } {
  const rows = new ChipRows(fillChip(chip, [executeCase(one, 0)]));
  const changes = rows.changes(0, values);
  const next = rows.said(0, changes).find((said) => said.startsWith('execution +'))!;
  return { failures: rows.failures(0, changes), nextPc: Number(next.split(',')[1]) };
}

describe('JALR', () => {
  it('jumps and links', () => {
    expectHonest(chip, cases(300));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, cases(30));
    expect(unnoticedColumns(rows, spread(executed.length, 90))).toEqual([]);
  });

  it('proves no jump to a misaligned or large target', () => {
    for (const a of [2n, 3n, 0x10002n])
      expect(forged(jump(a, 0), {}).failures).toContain('carry out of limb 0 is a bit');
    for (const a of [1n << 32n, 1n << 63n, 0xffffffff_fffffff0n]) {
      expect(forged(jump(a, 0), {}).failures.length, `${a}`).toBeGreaterThan(0);
    }
    // Between the end of memory and 2^32: the constraints hold, but no program has an instruction there.
    expect(forged(jump(0x78000000n, 0), {})).toEqual({ failures: [], nextPc: 0x1e000000 });
  });

  // Every base and carry1 that the constraints let through: the next pc is the true target or no word index of memory.
  it('cannot alias a target by a false carry', () => {
    const bases = [0n, 0x10000n, 0x1_0000_0000n, 0x1_e010_0000n, 0xffffffff_ffff0000n, 0x1_ffff_fffcn, 0xffff_fffcn];
    const offsets = [0n, 4n, 0xe0100000n, 0xfffffffcn, 0x80000000n, 0x78000004n];
    let taken = 0;
    for (const base of bases) {
      for (const offset of offsets) {
        for (const imm of [0, 4, -4, 2044, -2048]) {
          const a = BigInt.asUintN(64, base + offset);
          const target = BigInt.asUintN(64, a + BigInt(imm));
          for (const carry1 of [0, 1]) {
            const { failures, nextPc } = forged(jump(a, imm), { carry1 });
            if (failures.length > 0) continue;
            taken++;
            if (BigInt(nextPc) * 4n !== target)
              expect(nextPc, `${a.toString(16)} ${imm}`).toBeGreaterThanOrEqual(0x1e000000);
          }
        }
      }
    }
    expect(taken).toBeGreaterThan(50);
  });

  it('needs a carry for a negative immediate (negative control: without it a target aliases)', () => {
    const imm = -4;
    const a = 0x1_e010_0000n;
    const { failures, nextPc } = forged(jump(a, imm), { carry1: 0 });
    expect(failures).toEqual(['a negative immediate carries out of limb 1']);
    expect(nextPc).toBeLessThan(0x1e000000);
    expect(nextPc).toBeLessThan(P);
  });
});
