import { describeRegisterChip } from '../../../test/support/register-chip-tests.ts';
import { divChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeRegisterChip('DIV', {
  chip: divChip,
  mnemonics: ['div', 'divu', 'rem', 'remu', 'divw', 'divuw', 'remw', 'remuw'],
  decoders: { div: decodeFields },
  price: [62, 29],
});
