import { describe, expect, it } from 'vitest';
import { expectHonest, registerCases, spread, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { addChip } from './air.ts';

const chip = addChip();
const operands = { rd: 1, rs1: 2, rs2: 3 };

describe('ADD', () => {
  it('adds and subtracts, with and without W', () => {
    expectHonest(chip, registerCases(['add', 'sub', 'addw', 'subw'], 1, 50));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, registerCases(['add', 'sub', 'addw', 'subw'], 2, 1));
    const positions = spread(executed.length, 120);
    expect(unnoticedColumns(rows, positions)).toEqual([]);
  });

  it('takes the flags of one instruction only', () => {
    const { rows } = expectHonest(chip, [{ mnemonic: 'add', operands, a: 0n, b: 0n }]);
    expect(rows.failures(0, rows.changes(0, { isSub: 1 }))).toContain('at most one flag is set');
    // isAdd = 2, isSub = -1 would still sum to one.
    expect(rows.failures(0, rows.changes(0, { isAdd: 2, isSub: -1 }))).toContain('isAdd is a bit');
  });

  it('does not take a difference for a sum', () => {
    const { rows } = expectHonest(chip, [{ mnemonic: 'add', operands, a: 5n, b: 3n }]);
    expect(rows.failures(0, rows.changes(0, { r0: 2 }))).toContain('carry out of limb 0 is a bit');
  });

  it('pins the sign of the W form and ignores upper limbs', () => {
    const a = 0xdeadbeef_7fffffffn;
    const { rows } = expectHonest(chip, [{ mnemonic: 'addw', operands, a, b: 1n }]);
    expect(rows.failures(0, rows.changes(0, { r2: 0, r3: 0, check: 65536 }))).toEqual(['range16 65536']);
    expect(rows.failures(0, rows.changes(0, { r2: 0 }))).toContain('W: limb 3 is limb 2');
    expect(rows.failures(0, rows.changes(0, { r3: 0 }))).toEqual(['W: limb 3 is limb 2']);
  });
});
