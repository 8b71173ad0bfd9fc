import { describeRegisterChip } from '../../../test/support/register-chip-tests.ts';
import { mulhChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeRegisterChip('MULH', {
  chip: mulhChip,
  mnemonics: ['mulh', 'mulhu', 'mulhsu'],
  decoders: { mulh: decodeFields },
  price: [49, 36],
});
