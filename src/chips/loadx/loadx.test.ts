import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { decodeFields as ld } from '../ld/decode.ts';
import { decodeFields as load } from '../load/decode.ts';
import { loadxChip } from './air.ts';

describeMemoryChip('LOADX', {
  chip: loadxChip,
  mnemonics: ['ld', 'lh', 'lhu', 'lw', 'lwu'],
  accepts: (byteOffset, width) => byteOffset % width !== 0,
  decoders: { ld, load },
  price: [47, 21],
  // The second cell flows nowhere where it is not touched; bytes 6 and 7 of narrow results come from the sign alone.
  unnoticed: ['secondPrevTs', 'u0', 'u1', 'u2', 'u3', 'y6', 'y7'],
});
