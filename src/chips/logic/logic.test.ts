import { describe, expect, it } from 'vitest';
import { expectHonest, registerCases, spread, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { logicChip } from './air.ts';

const chip = logicChip();

describe('LOGIC', () => {
  it('is and, or, xor', () => {
    expectHonest(chip, registerCases(['and', 'or', 'xor'], 1, 50));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, registerCases(['and', 'or', 'xor'], 2, 1));
    expect(unnoticedColumns(rows, spread(executed.length, 100))).toEqual([]);
  });

  it('splits a limb in one way only', () => {
    const operands = { rd: 1, rs1: 2, rs2: 3 };
    const { rows } = expectHonest(chip, [{ mnemonic: 'xor', operands, a: 0x1234n, b: 0n }]);
    // 0x1234 = 0x11 * 256 + 0x134, and 0x134 is no byte.
    const lie = rows.changes(0, { aLow0: 0x134, xor0: 0x134, xor1: 0x11 });
    expect(rows.failures(0, lie)).toEqual(['byteXor 308,0,308']);
  });
});
