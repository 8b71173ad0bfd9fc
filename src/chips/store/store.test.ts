import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows } from '../../../test/support/chip-rows.ts';
import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { memoryRecord } from '../../../test/support/memory-rows.ts';
import { Random } from '../../../test/support/random.ts';
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

/** One access to cells of which the bytes are 0x80, 0x81, ... 0x8f. */
function accessRows(mnemonic: string, address: number, imm = 0): ChipRows {
  const cells = [0x8786_8584_8382_8180n, 0x8f8e_8d8c_8b8a_8988n] as const;
  const value = 0x1716_1514_1312_1110n;
  const { bytes } = memoryRecord(new Random(5), { mnemonic, address, imm, cells, value });
  return new ChipRows(fillRows(storeChip(), [bytes], 1));
}

describe('STORE', () => {
  const memorySent = (rows: ChipRows, forged = {}) =>
    rows
      .report(0, forged)
      .tuples.find(({ bus, isSend }) => bus === 'memory' && isSend)
      ?.tuple.slice(2);

  it('leaves the neighbours', () => {
    expect(memorySent(accessRows('sb', 0x1003))).toEqual([0x8180, 0x1082, 0x8584, 0x8786]);
    expect(memorySent(accessRows('sh', 0x1004))).toEqual([0x8180, 0x8382, 0x1110, 0x8786]);
    expect(memorySent(accessRows('sw', 0x1004))).toEqual([0x8180, 0x8382, 0x1110, 0x1312]);
  });

  it('disturbs none of them', () => {
    const rows = accessRows('sb', 0x1003);
    expect(rows.report(0, { piece: 0x1083 }).constraints).toEqual(['a byte is written beside the other one']);
    expect(rows.report(0, { piece: 0x1083, other: 0x83 }).constraints).toEqual([
      'old and other are the bytes of the limb',
    ]);
    // The neighbour 256 less, the byte replaced one more.
    const shifted = { piece: 0x1082 - 256, other: 0x82 - 256, old: 0x84 };
    expect(rows.report(0, shifted).isAccepted).toBe(false);
    // Another limb, two limbs, none.
    expect(rows.report(0, { isLimb0: 1 }).constraints).toContain('one part of the cell is written');
    expect(rows.report(0, { isLimb1: 0 }).isAccepted).toBe(false);
    expect(rows.report(0, { isLimb1: 0, isLimb0: 1 }).isAccepted).toBe(false);
  });

  it('takes no misaligned address', () => {
    expect(accessRows('sh', 0x1001).report(0).constraints).toContain('halves and words have even addresses');
    expect(accessRows('sw', 0x1002).report(0).isAccepted).toBe(false);
  });
});
