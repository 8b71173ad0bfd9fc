import { describe, expect, it } from 'vitest';
import { describeRegisterChip, rowsOf } from '../../../test/support/register-chip-tests.ts';
import { mulhChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeRegisterChip('MULH', {
  chip: mulhChip,
  mnemonics: ['mulh', 'mulhu', 'mulhsu'],
  decoders: { mulh: decodeFields },
  price: [49, 36],
});

describe('MULH', () => {
  it.each([
    ['mulh', 'sign1', 'bytePair'],
    ['mulh', 'sign2', 'bytePair'],
    ['mulhsu', 'sign1', 'bytePair'],
    ['mulhsu', 'sign2', 'unsigned rs2 has no sign'],
    ['mulhu', 'sign1', 'unsigned rs1 has no sign'],
    ['mulhu', 'sign2', 'unsigned rs2 has no sign'],
  ] as const)('%s: %s is forced', (mnemonic, sign, reason) => {
    for (const a of [5n, 0xffff_ffff_ffff_fff5n]) {
      const rows = rowsOf(mulhChip(), [{ mnemonic, a, b: a }]);
      const { constraints, lookups } = rows.report(0, { [sign]: 1 - rows.value(sign) });
      expect([...constraints, ...lookups]).toContainEqual(expect.stringContaining(reason));
    }
  });
});
