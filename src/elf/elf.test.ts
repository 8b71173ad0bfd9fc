import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elfFromAssembly, writeElf } from '../../test/support/elf.ts';
import { ElfError, type ElfErrorCode, loadElf } from './index.ts';

const code = Uint8Array.of(0x13, 0, 0, 0, 0x73, 0, 0, 0);
const text = { address: 0x10000, bytes: code, isExecutable: true };
const data = { address: 0x20003, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6), memoryBytes: 100 };
const good = () => writeElf({ entry: 0x10000, segments: [text, data], symbols: { main: 0x10000, end: 0x10004 } });

function patched(offset: number, ...bytes: number[]): Uint8Array {
  const file = good();
  file.set(bytes, offset);
  return file;
}

function errorOf(bytes: Uint8Array): ElfError {
  try {
    loadElf(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ElfError);
    return error as ElfError;
  }
  throw new Error('expected an ElfError');
}

describe('loadElf', () => {
  it('loads code, image, symbols', () => {
    const program = loadElf(good());
    expect(program.entryPc).toBe(0x10000);
    expect(program.basePc).toBe(0x10000);
    expect([...program.words]).toEqual([0x13, 0x73]);
    expect(program.instructions.map((i) => i?.mnemonic)).toEqual(['addi', 'ecall']);
    expect([...program.imageCells]).toEqual([0x2000, 0x4000, 0x4001]);
    expect([...program.imageValues]).toEqual([0x73_00000013n, 0x05040302_01000000n, 0x06n]);
    expect(program.symbols).toEqual([
      { name: 'main', address: 0x10000, size: 0, kind: 'function' },
      { name: 'end', address: 0x10004, size: 0, kind: 'function' },
    ]);
    expect(program.segments.map((s) => s.memoryBytes)).toEqual([8, 100]);
  });

  it('keeps several executable segments in one span, with no instruction in the gaps', () => {
    const file = writeElf({
      entry: 0x10010,
      segments: [
        { address: 0x10010, bytes: code, isExecutable: true },
        { address: 0x10000, bytes: code, isExecutable: true },
      ],
    });
    const program = loadElf(file);
    expect(program.instructions.map((i) => i?.mnemonic)).toEqual([
      'addi',
      'ecall',
      undefined,
      undefined,
      'addi',
      'ecall',
    ]);
  });

  it('merges two segments that meet in one cell', () => {
    const left = { address: 0x20000, bytes: Uint8Array.of(1, 2, 3) };
    const right = { address: 0x20003, bytes: Uint8Array.of(4, 5) };
    const program = loadElf(writeElf({ entry: 0x10000, segments: [text, right, left] }));
    expect(program.imageCells[1]).toBe(0x4000);
    expect(program.imageValues[1]).toBe(0x0504030201n);
  });

  it('allows page 0 only where asked', () => {
    const file = writeElf({ entry: 0x10000, segments: [text, { address: 8, bytes: code }] });
    expect(errorOf(file).code).toBe('ElfSegmentInPageZero');
    expect([...loadElf(file, { allowPageZero: true }).imageCells]).toEqual([1, 0x2000]);
    const translated = file.slice();
    translated[51] = 1;
    expect([...loadElf(translated).imageCells]).toEqual([1, 0x2000]);
  });

  const cases: [ElfErrorCode, number, Uint8Array][] = [
    ['ElfTruncated', 0, new Uint8Array(0)],
    ['ElfTruncated', 0, good().subarray(0, 63)],
    ['ElfTruncated', 64, good().subarray(0, 100)],
    ['ElfTruncated', 72, good().subarray(0, 0x1002)],
    ['ElfBadMagic', 0, patched(0, 0x7e)],
    ['ElfBadClass', 4, patched(4, 1)],
    ['ElfBadEndianness', 5, patched(5, 2)],
    ['ElfBadVersion', 6, patched(6, 0)],
    ['ElfBadType', 16, patched(16, 3)],
    ['ElfBadType', 16, patched(16, 1)],
    ['ElfBadMachine', 18, patched(18, 62)],
    ['ElfBadFlags', 48, patched(48, 1)],
    ['ElfBadFlags', 48, patched(48, 4)],
    ['ElfBadHeader', 54, patched(54, 32)],
    ['ElfNoSegments', 56, patched(56, 0)],
    ['ElfNoSegments', 64, patched(64, 4, 0, 0, 0, ...new Array(52).fill(0), 4)],
    ['ElfDynamic', 64, patched(64, 3)],
    ['ElfDynamic', 64, patched(64, 2)],
    ['ElfTruncated', 2 ** 52, patched(39, 0xff)],
    ['ElfBadSegment', 64 + 32, patched(64 + 32, 9)],
    ['ElfBadSegment', 64 + 32, patched(64 + 39, 0xff)],
    ['ElfSegmentOutsideMemory', 64 + 16, patched(64 + 16, 0, 0, 0, 0x70)],
    ['ElfSegmentOutsideMemory', 64 + 16, patched(64 + 16, 0, 0, 1, 0, 1)],
    ['ElfSegmentOutsideMemory', 64 + 16, patched(64 + 40, 0, 0, 0, 0, 0, 0, 0, 0x80)],
    ['ElfSegmentInPrivateInput', 64 + 16, patched(64 + 16, 0xf9, 0xff, 0xff, 0x5f)],
    ['ElfSegmentInPrivateInput', 64 + 16, patched(64 + 16, 0, 0, 0, 0x60)],
    ['ElfSegmentInPageZero', 64 + 16, patched(64 + 16, 0, 0, 0, 0)],
    ['ElfSegmentOverlap', 64 + 56, patched(64 + 56 + 16, 7, 0, 1, 0)],
    ['ElfNoCode', 0, patched(64 + 4, 6)],
    ['ElfBadEntry', 24, patched(24, 8)],
    ['ElfBadEntry', 24, patched(24, 2)],
    ['ElfBadEntry', 24, patched(24, 0, 0, 2, 0)],
    ['ElfBadEntry', 24, patched(31, 0x80)],
    ['ElfBadHeader', 58, patched(58, 0)],
    ['ElfTruncated', 2 ** 52, patched(47, 1)],
  ];
  it.each(cases)('%s at offset %d', (errorCode, offset, bytes) => {
    const error = errorOf(bytes);
    expect(error.code, error.message).toBe(errorCode);
    expect(error.fileOffset).toBe(offset);
    expect(error.message).toContain(`offset 0x${offset.toString(16)}`);
  });

  it('refuses code that spans too much and segments that repeat the file', () => {
    const far = { ...text, address: 0x5000_0000 };
    expect(errorOf(writeElf({ entry: 0x10000, segments: [text, far] })).code).toBe('ElfTooLarge');
    const file = writeElf({
      entry: 0x10000,
      segments: Array.from({ length: 200 }, (_, i) => ({ ...text, address: 0x10000 + 0x10000 * i })),
    });
    const view = new DataView(file.buffer);
    for (let i = 0; i < 200; i++) {
      view.setBigUint64(64 + 56 * i + 8, 0n, true);
      view.setBigUint64(64 + 56 * i + 32, 0x8000n, true);
      view.setBigUint64(64 + 56 * i + 40, 0x8000n, true);
    }
    expect(errorOf(file).code).toBe('ElfTooLarge');
  });

  it('every truncation and every changed byte loads or throws an ElfError', () => {
    const file = elfFromAssembly('_start: li a7, 93\n ecall', [data]);
    for (let length = 0; length < 200; length++) expect(errorOf(file.subarray(0, length))).toBeInstanceOf(ElfError);
    const structural = [...Array(176).keys(), ...Array.from({ length: 260 }, (_, i) => file.length - 1 - i)];
    fc.assert(
      fc.property(fc.constantFrom(...structural), fc.integer({ min: 0, max: 255 }), (offset, value) => {
        const changed = file.slice();
        changed[offset] = value;
        try {
          loadElf(changed);
        } catch (error) {
          if (!(error instanceof ElfError)) throw error;
        }
      }),
      { numRuns: 3000 },
    );
  });
});
