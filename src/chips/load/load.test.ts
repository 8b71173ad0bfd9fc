import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { loadChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeMemoryChip('LOAD', {
  chip: loadChip,
  mnemonics: ['lb', 'lbu', 'lh', 'lhu', 'lw', 'lwu'],
  accepts: (byteOffset, width) => byteOffset % width === 0,
  decoders: { load: decodeFields },
  price: [33, 15],
  // `other` is the neighbour of a loaded byte and flows nowhere for halves and words.
  unnoticed: ['other'],
});
