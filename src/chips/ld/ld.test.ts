import { describe, expect, it } from 'vitest';
import { describeMemoryChip, honestRows, type MemoryChipCase } from '../../../test/support/memory-chip-tests.ts';
import { ldChip } from './air.ts';
import { decodeFields } from './decode.ts';

const testCase: MemoryChipCase = {
  chip: ldChip,
  mnemonics: ['ld'],
  accepts: (byteOffset) => byteOffset === 0,
  decoders: { ld: decodeFields },
  price: [23, 13],
};

describeMemoryChip('LD', testCase);

describe('LD addresses', () => {
  it('refuses misaligned, wrapped and too large ones', () => {
    const rows = honestRows(testCase, 4);
    const cell = rows.value('cell');
    const carry1 = 'carry out of limb 1 of the address is -1, 0 or 1';
    expect(rows.report(0, { cell: cell + 1 }).constraints).toContain(carry1);
    expect(rows.report(0, { a0: rows.value('a0') + 4 }).isAccepted).toBe(false);
    expect(rows.report(0, { a2: 1 }).constraints).toContain('limb 2 of the address is 0');
    expect(rows.report(0, { a3: 1 }).constraints).toContain('limb 3 of the address is 0');
    // A whole limb more through carry 1: the chip accepts it, but no such cell has a token.
    const shifted = rows.report(0, { cell: cell + 8192 * 65536 });
    expect(shifted.tuples.find(({ bus }) => bus === 'memory')?.tuple[0]).toBeGreaterThan(0x0f000000);
  });
});
