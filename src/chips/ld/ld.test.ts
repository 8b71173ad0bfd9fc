import { describe, expect, it } from 'vitest';
import { falsehood } from '../../../test/support/chip-oracle.ts';
import { ChipRows, fillRows, isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { forgeRandomly } from '../../../test/support/forge.ts';
import { memoryRecord, randomAddress, randomImmediate } from '../../../test/support/memory-rows.ts';
import { Random } from '../../../test/support/random.ts';
import { ldChip } from './air.ts';
import { decodeFields } from './decode.ts';

const NUM_ROWS = 200;

function honestRows(seed: number) {
  const random = new Random(seed);
  const records = Array.from({ length: NUM_ROWS }, () => {
    const address = randomAddress(random, 8, (offset) => offset === 0);
    const cells = [random.operand(), 0n] as const;
    return memoryRecord(random, { mnemonic: 'ld', address, imm: randomImmediate(random), cells, value: 0n });
  });
  return new ChipRows(
    fillRows(
      ldChip(),
      records.map(({ bytes }) => bytes),
      8,
    ),
  );
}

describe('LD', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree } = ldChip().air;
    expect([mainColumns.length, interactions.length, degree]).toEqual([23, 13, 3]);
  });

  it('accepts honest rows, which are true steps', () => {
    const rows = honestRows(1);
    for (let row = 0; row < NUM_ROWS; row++) {
      const report = rows.report(row);
      expect([report.constraints, report.lookups]).toEqual([[], []]);
      expect(report.tuples).toHaveLength(9);
      expect(falsehood(report, { ld: decodeFields })).toBeNull();
    }
    expect(isSilentPadding(rows, NUM_ROWS)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(honestRows(2), [0, 1, 2, 3, 4])).toEqual([]);
  });

  it('accepts no forged row that is not a true step', () => {
    forgeRandomly(honestRows(3), NUM_ROWS, { ld: decodeFields });
  });

  it('refuses misaligned, wrapped and too large addresses', () => {
    const rows = honestRows(4);
    const cell = rows.value('cell');
    // The next cell; the address plus 1 to 7 bytes; 2^16 bytes more through carry 1.
    expect(rows.report(0, { cell: cell + 1 }).constraints).toContain(
      'carry out of limb 1 of the address is -1, 0 or 1',
    );
    expect(rows.report(0, { a0: rows.value('a0') + 4 }).isAccepted).toBe(false);
    expect(rows.report(0, { a2: 1 }).constraints).toContain('limb 2 of the address is 0');
    expect(rows.report(0, { a3: 1 }).constraints).toContain('limb 3 of the address is 0');
    const shifted = rows.report(0, { cell: cell + 8192 * 65536 });
    // A cell out of range for which no token exists.
    expect(
      shifted.isAccepted ? shifted.tuples.find(({ bus }) => bus === 'memory')?.tuple[0] : Infinity,
    ).toBeGreaterThan(0x0f000000);
  });
});
