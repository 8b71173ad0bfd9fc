import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows } from '../../../test/support/chip-rows.ts';
import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { memoryRecord } from '../../../test/support/memory-rows.ts';
import { Random } from '../../../test/support/random.ts';
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

/** One access to cells of which the bytes are 0x80, 0x81, ... 0x8f. */
function accessRows(mnemonic: string, address: number, imm = 0): ChipRows {
  const cells = [0x8786_8584_8382_8180n, 0x8f8e_8d8c_8b8a_8988n] as const;
  const value = 0x1716_1514_1312_1110n;
  const { bytes } = memoryRecord(new Random(5), { mnemonic, address, imm, cells, value });
  return new ChipRows(fillRows(storexChip(), [bytes], 1));
}

describe('STOREX', () => {
  const stored = (rows: ChipRows) =>
    rows
      .report(0)
      .tuples.filter(({ bus, isSend }) => bus === 'memory' && isSend)
      .map(({ tuple }) => tuple);
  const [first, second] = [
    [0x8180, 0x8382, 0x8584, 0x8786],
    [0x8988, 0x8b8a, 0x8d8c, 0x8f8e],
  ] as const;

  it('leaves the neighbours', () => {
    const limbsOf = (mnemonic: string, address: number) => stored(accessRows(mnemonic, address)).map((t) => t.slice(2));
    expect(limbsOf('sh', 0x1001)).toEqual([[0x1080, 0x8311, first[2], first[3]]]);
    expect(limbsOf('sh', 0x1007)).toEqual([
      [...first.slice(0, 3), 0x1086],
      [0x8911, ...second.slice(1)],
    ]);
    expect(limbsOf('sw', 0x1002)).toEqual([[first[0], 0x1110, 0x1312, first[3]]]);
    expect(limbsOf('sd', 0x1001)).toEqual([
      [0x1080, 0x1211, 0x1413, 0x1615],
      [0x8917, ...second.slice(1)],
    ]);
  });

  it('disturbs none of them', () => {
    const rows = accessRows('sh', 0x1001);
    expect(rows.report(0, { written0: 0x1081 }).constraints).toEqual(['written limb 0']);
    expect(rows.report(0, { written0: 0x1081, before: 0x81 }).constraints).toEqual(['window limb 0 before the store']);
    expect(rows.report(0, { written1: 0x8411 }).constraints).toEqual(['written limb 1 of halves']);
    expect(rows.report(0, { written1: 0x8411, after: 0x84, beforeEnd: 0x82 - 256 })).toMatchObject({
      constraints: [],
      lookups: [expect.stringMatching(/^bytePair /)],
    });
    expect(rows.report(0, { written3: 1 }).constraints).toEqual(['limb 3 stays for halves and words']);
  });

  it('touches the second cell exactly if the bytes reach it', () => {
    const touched = 'the second cell is touched if the bytes reach it';
    for (const [mnemonic, address, count] of [
      ['sw', 0x1004 + 1, 2],
      ['sw', 0x1003, 1],
      ['sh', 0x1007, 2],
      ['sd', 0x1002, 2],
    ] as const) {
      const rows = accessRows(mnemonic, address);
      expect(stored(rows)).toHaveLength(count);
      expect(rows.report(0, { isCrossing: count === 2 ? 0 : 1 }).constraints).toEqual([touched]);
    }
    expect(stored(accessRows('sd', 0x77fffff9)).map(([cell]) => cell)).toEqual([0x0effffff, 0x0f000000]);
  });
});
