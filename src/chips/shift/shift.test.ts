import { describe, expect, it } from 'vitest';
import {
  type Case,
  expectHonest,
  operandPairs,
  random32,
  spread,
  unnoticedColumns,
} from '../../../test/machine/chip-harness.ts';
import { shiftChip } from './air.ts';

const chip = shiftChip();
const mnemonics = ['sll', 'srl', 'sra', 'sllw', 'srlw', 'sraw'] as const;
const operands = { rd: 1, rs1: 2, rs2: 3 };

/** Every amount from 0 to 127 for every instruction, over varying operands. */
function everyAmount(): Case[] {
  const random = random32(11);
  const pairs = operandPairs(6, 40);
  return mnemonics.flatMap((mnemonic) =>
    Array.from({ length: 128 * 3 }, (_, i): Case => {
      const [a] = pairs[random() % pairs.length]!;
      return { mnemonic, operands, a, b: BigInt(i % 128) + (BigInt(random()) << 7n) };
    }),
  );
}

describe('SHIFT', () => {
  it('shifts by every amount', () => {
    expectHonest(chip, everyAmount());
  });

  it('shifts edge operands by edge amounts', () => {
    const cases = operandPairs(8, 0).flatMap(([a, b]) => mnemonics.map((mnemonic) => ({ mnemonic, operands, a, b })));
    expectHonest(chip, cases);
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, everyAmount());
    expect(unnoticedColumns(rows, spread(executed.length, 210))).toEqual([]);
  });

  it('shifts by 64 as by 0', () => {
    const { rows } = expectHonest(chip, [{ mnemonic: 'srl', operands, a: 0x1234_5678_9abc_def0n, b: 0n }]);
    // k = 16, q = 3: 64 in all, which adds up to limb 0 of rs2 with a rest of -1.
    const wrong = {
      ...{ k: 16, powerK: 65536, powerRest: 1, q3: 1, r0: 0, r1: 0, r2: 0, r3: 0 },
      ...{ x0: 0x1234, y0: 0, x1: 0, y1: 0, x2: 0, y2: 0, x3: 0, y3: 0 },
    };
    expect(rows.failures(0, rows.changes(0, wrong))).toEqual(['range16 66559']);
  });

  it('takes no other amount than that of rs2', () => {
    const { rows } = expectHonest(chip, [{ mnemonic: 'sll', operands, a: 1n, b: 5n }]);
    const y = { y0: 1, y1: 0, y2: 0, y3: 0 };
    for (const k of [4, 6, 16]) {
      const wrong = { ...y, k, powerK: 2 ** k, powerRest: 2 ** (16 - k), r0: 2 ** k };
      expect(rows.failures(0, rows.changes(0, wrong)).at(-1), `${k}`).toMatch(/^range16/);
    }
  });

  it('pins the sign that comes in, and that of a W result', () => {
    const a = 0x8000_0000_8000_0000n;
    const { rows } = expectHonest(chip, [
      { mnemonic: 'sra', operands, a, b: 63n },
      { mnemonic: 'srl', operands, a, b: 63n },
      { mnemonic: 'sraw', operands, a, b: 31n },
      { mnemonic: 'srlw', operands, a, b: 0n },
    ]);
    const zeros = { fill: 0, r0: 1, r1: 0, r2: 0, r3: 0, x1: 0, y1: 0, x2: 0, y2: 0, x3: 0, y3: 0 };
    expect(rows.failures(0, rows.changes(0, { ...zeros, signCheck: 65536 }))).toEqual(['range16 65536']);
    const ones = { r0: 65535, r1: 65535, r2: 65535, r3: 65535 };
    const filled = { fill: 1, x1: 32767, y1: 1, x2: 32767, y2: 1, x3: 32767, y3: 1 };
    expect(rows.failures(1, rows.changes(1, { ...ones, ...filled, signCheck: -65536 }))).toContain(
      'only arithmetic shifts fill with ones',
    );
    expect(rows.failures(2, rows.changes(2, { ...zeros, signCheck: 65536 }))).toEqual(['range16 65536']);
    expect(rows.failures(3, rows.changes(3, { r2: 0, r3: 0, signCheck: 65536 }))).toEqual(['range16 65536']);
  });

  it('bounds both pieces of a limb', () => {
    const { rows } = expectHonest(chip, [{ mnemonic: 'srl', operands, a: 0x10n, b: 4n }]);
    // 0x10 = 2^4 * 0 + 16: but 16 has five bits.
    expect(rows.failures(0, rows.changes(0, { x0: 16, y0: 0, r0: 0 }))).toEqual(['rangeBits 4,16,16']);
  });
});
