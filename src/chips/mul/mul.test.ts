import { describeRegisterChip } from '../../../test/support/register-chip-tests.ts';
import { mulChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeRegisterChip('MUL', {
  chip: mulChip,
  mnemonics: ['mul', 'mulw'],
  decoders: { mul: decodeFields },
  price: [38, 28],
});
