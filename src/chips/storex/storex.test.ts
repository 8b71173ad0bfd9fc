import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { decodeFields as sd } from '../sd/decode.ts';
import { decodeFields as store } from '../store/decode.ts';
import { storexChip } from './air.ts';

describeMemoryChip('STOREX', {
  chip: storexChip,
  mnemonics: ['sd', 'sh', 'sw'],
  accepts: (byteOffset, width) => byteOffset % width !== 0,
  decoders: { sd, store },
  price: [48, 22],
  // The second cell flows nowhere where it is not touched.
  unnoticed: ['secondPrevTs', 'u1', 'u2', 'u3'],
});
