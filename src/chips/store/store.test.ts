import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { storeChip } from './air.ts';
import { decodeFields } from './decode.ts';

describeMemoryChip('STORE', {
  chip: storeChip,
  mnemonics: ['sb', 'sh', 'sw'],
  accepts: (byteOffset, width) => byteOffset % width === 0,
  decoders: { store: decodeFields },
  price: [34, 15],
  // `byte`, `old` and `other` matter for bytes, `piece` for bytes and halves; elsewhere they flow nowhere.
  unnoticed: ['byte', 'old', 'other', 'piece'],
});
