import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows } from '../../../test/support/chip-rows.ts';
import { describeMemoryChip } from '../../../test/support/memory-chip-tests.ts';
import { memoryRecord } from '../../../test/support/memory-rows.ts';
import { Random } from '../../../test/support/random.ts';
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

/** One access to cells of which the bytes are 0x80, 0x81, ... 0x8f. */
function accessRows(mnemonic: string, address: number, imm = 0): ChipRows {
  const cells = [0x8786_8584_8382_8180n, 0x8f8e_8d8c_8b8a_8988n] as const;
  const value = 0x1716_1514_1312_1110n;
  const { bytes } = memoryRecord(new Random(5), { mnemonic, address, imm, cells, value });
  return new ChipRows(fillRows(loadxChip(), [bytes], 1));
}

describe('LOADX', () => {
  const touched = 'the second cell is touched if the bytes reach it';
  const cellsOf = (rows: ChipRows) =>
    rows
      .report(0)
      .tuples.filter(({ bus, isSend }) => bus === 'memory' && isSend)
      .map(({ tuple }) => tuple[0]);

  it.each([
    ['lw', 0x1003, 1],
    ['lw', 0x1005, 2],
    ['lwu', 0x1002, 1],
    ['lwu', 0x1006, 2],
    ['lh', 0x1005, 1],
    ['lhu', 0x1007, 2],
    ['ld', 0x1001, 2],
    ['ld', 0x1004, 2],
  ])('%s at %d touches %d cells, by force', (mnemonic, address, count) => {
    const rows = accessRows(mnemonic, address);
    expect(rows.report(0).isAccepted).toBe(true);
    expect(cellsOf(rows)).toEqual([0x200, 0x201].slice(0, count));
    expect(rows.report(0, { isCrossing: count === 2 ? 0 : 1 }).constraints).toEqual([touched]);
  });

  it('reaches a cell that has no token at the end of memory', () => {
    expect(cellsOf(accessRows('ld', 0x77fffff9))).toEqual([0x0effffff, 0x0f000000]);
    expect(cellsOf(accessRows('lw', 0x77fffff9))).toEqual([0x0effffff]);
  });

  it('extends the sign, or not', () => {
    const signed = accessRows('lh', 0x1001);
    const zero = { y2: 0, y3: 0, y4: 0, y5: 0 };
    expect(signed.report(0, { sign: 0, ...zero, y7: 0x104 })).toMatchObject({
      constraints: [],
      lookups: [expect.stringMatching(/^bytePair /)],
    });
    const unsigned = accessRows('lhu', 0x1001);
    const ones = { y2: 255, y3: 255, y4: 255, y5: 255 };
    expect(unsigned.report(0, { sign: 1, ...ones }).constraints).toEqual(['unsigned loads extend with 0']);
  });
});
