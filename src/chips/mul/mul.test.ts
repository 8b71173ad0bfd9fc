import { describe, expect, it } from 'vitest';
import { describeRegisterChip, rowsOf } from '../../../test/support/register-chip-tests.ts';
import { mulChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeRegisterChip('MUL', {
  chip: mulChip,
  mnemonics: ['mul', 'mulw'],
  decoders: { mul: decodeFields },
  price: [38, 28],
});

describe('MUL', () => {
  const one = (mnemonic: 'mul' | 'mulw', a: bigint, b: bigint) => rowsOf(mulChip(), [{ mnemonic, a, b }]);

  it('has no limb or carry but that of the product', () => {
    const rows = one('mul', 0x1_0000n, 0xffffn);
    // The same sum split otherwise: limb 65536 more and carry 1 less, and the other way round.
    const [r1, carry1] = [rows.value('r1'), rows.value('carry1')];
    const sum2 = rows.value('r2');
    expect(rows.report(0, { r1: r1 + 65536, carry1: carry1 - 1, r2: sum2 - 1 }).lookups).not.toEqual([]);
    expect(rows.report(0, { r1: r1 - 65536, carry1: carry1 + 1, r2: sum2 + 1 }).lookups).not.toEqual([]);
    // A carry that is a field inverse: 1 / 65536 for a limb 1 less.
    const inverse = 2013235201;
    expect((BigInt(inverse) * 65536n) % 0x78000001n).toBe(1n);
    expect(rows.report(0, { r1: r1 - 1, carry1: carry1 + inverse }).lookups).toContainEqual(
      expect.stringMatching(/^rangeBits /),
    );
  });

  it('in W form has the sign of bit 31', () => {
    const negative = one('mulw', 0x8000_0000n, 1n);
    expect(negative.report(0, { r2: 0, r3: 0, carry2: 0x8000 })).toMatchObject({
      constraints: [],
      lookups: [expect.stringMatching(/^rangeBits /)],
    });
    const positive = one('mulw', 0x7fff_ffffn, 1n);
    expect(positive.report(0, { r2: 65535, r3: 65535, carry2: -1 })).toMatchObject({
      constraints: [],
      lookups: [expect.stringMatching(/^rangeBits /)],
    });
  });
});
