import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows } from '../../../test/support/chip-rows.ts';
import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { memoryRecord } from '../../../test/support/memory-rows.ts';
import { Random } from '../../../test/support/random.ts';
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

/** One access to cells of which the bytes are 0x80, 0x81, ... 0x8f. */
function accessRows(mnemonic: string, address: number, imm = 0): ChipRows {
  const cells = [0x8786_8584_8382_8180n, 0x8f8e_8d8c_8b8a_8988n] as const;
  const value = 0x1716_1514_1312_1110n;
  const { bytes } = memoryRecord(new Random(5), { mnemonic, address, imm, cells, value });
  return new ChipRows(fillRows(loadChip(), [bytes], 1));
}

describe('LOAD', () => {
  it.each(['lb', 'lh', 'lw'])('%s extends the sign', (mnemonic) => {
    const rows = accessRows(mnemonic, 0x1000);
    const isNarrow = mnemonic === 'lw' ? {} : { r1: 0 };
    const forged = { sign: 0, ...isNarrow, ...(mnemonic === 'lb' ? { r0: 0x80 } : {}) };
    expect(rows.report(0, forged)).toMatchObject({ constraints: [], lookups: [expect.stringMatching(/^range16 /)] });
  });

  it.each(['lbu', 'lhu', 'lwu'])('%s does not', (mnemonic) => {
    const rows = accessRows(mnemonic, 0x1000);
    const forged = {
      sign: 1,
      ...(mnemonic === 'lwu' ? {} : { r1: 0xffff }),
      ...(mnemonic === 'lbu' ? { r0: 0xff80 } : {}),
    };
    expect(rows.report(0, forged).constraints).toEqual(['unsigned loads extend with 0']);
  });

  it('takes no misaligned address, and no other byte of the limb', () => {
    expect(accessRows('lw', 0x1002).report(0).constraints).toContain('words have addresses that are multiples of 4');
    expect(accessRows('lh', 0x1001).report(0).constraints).toContain('halves and words have even addresses');
    const rows = accessRows('lbu', 0x1000);
    expect(rows.report(0, { r0: 0x81, other: 0x80 }).constraints).toEqual(['limb 0 is what was chosen']);
    // The byte 256 too large, its neighbour one too small.
    expect(rows.report(0, { r0: 0x180, other: 0x80 })).toMatchObject({
      constraints: [],
      lookups: [expect.stringMatching(/^bytePair /)],
    });
  });
});
