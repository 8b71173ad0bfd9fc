import { describe, expect, it } from 'vitest';
import { fromWord } from '../../src/air/modular.ts';
import { loadElf } from '../../src/elf/index.ts';
import { decode } from '../../src/isa/rv64im.ts';
import { families } from '../../src/machine/families.ts';
import { MachineError } from '../../src/machine/machine-error.ts';
import { buildPreprocessed, decodeCounts } from '../../src/machine/preprocessed.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { program, smallest } from './programs.ts';

const bounds = { minLogHeight: 4, maxLogHeight: 22 };

function rowsOf(source: string, name: string): number[][] {
  const table = buildPreprocessed(program(source), bounds).find((candidate) => candidate.name === name)!;
  return Array.from({ length: 2 ** table.logHeight }, (_, row) =>
    table.columns.map((column) => fromWord(column[row]!)),
  );
}

describe('preprocessed columns', () => {
  it('BITWISE holds every pair of bytes', () => {
    const rows = rowsOf(smallest, 'BITWISE');
    expect(rows).toHaveLength(65536);
    expect(rows.every(([a, b, xor], i) => a! + 256 * b! === i && xor === (a! ^ b!))).toBe(true);
  });

  it('RANGE_BITS holds (k, x, 2^k) for x < 2^k and nothing else', () => {
    const rows = rowsOf(smallest, 'RANGE_BITS');
    expect(rows.every(([k, x, power]) => k! <= 16 && power === 2 ** k! && x! < power)).toBe(true);
    expect(new Set(rows.map(([k, x]) => 2 ** k! + x!)).size).toBe(2 ** 17 - 1);
    // Where the lookups count.
    expect(rows.slice(0, -1).every(([, x, power], i) => power! - 1 + x! === i)).toBe(true);
  });

  it('REGISTER holds each register once, 0 but for the stack pointer', () => {
    const rows = rowsOf(smallest, 'REGISTER');
    expect(rows).toHaveLength(64);
    expect(rows.filter(([isReal]) => isReal === 1).map(([, register]) => register)).toEqual([...Array(34).keys()]);
    expect(rows[2]).toEqual([1, 2, 0xfff0, 0x77ff, 0, 0]);
    const others = rows.filter((_, i) => i !== 2);
    expect(others.every(([, , ...initial]) => initial.every((limb) => limb === 0))).toBe(true);
    expect(
      rows
        .slice(34)
        .flat()
        .every((x) => x === 0),
    ).toBe(true);
  });

  it('DECODE holds the instructions, without data in the code, and rows of zeros', () => {
    const rows = rowsOf('nop\n.word 0\nadd x0, a1, a2\necall\n.word 0xffffffff', 'DECODE');
    expect(rows).toHaveLength(64);
    expect(rows.slice(0, 4)).toEqual([
      [0x4000, families.addi, 0, 32, 0, 0, 0, 0, 0, 0],
      [0x4002, families.add, 0, 32, 11, 12, 0, 0, 0, 0],
      [0x4003, families.ecall, 0, 0, 0, 0, 0, 0, 0, 0],
      Array(10).fill(0),
    ]);
    const loaded = program('nop\n.word 0\nadd x0, a1, a2');
    expect([...decodeCounts(loaded, Uint32Array.of(5, 0, 7))]).toEqual([5, 7]);
  });

  it('IMAGE holds the non-zero cells of the program', () => {
    const rows = rowsOf('.word 0x11112222\n.word 0x33334444\n.word 0\n.word 0\n.word 7', 'IMAGE');
    expect(rows.filter(([, , , , , isReal]) => isReal === 1)).toEqual([
      [0x2000, 0x2222, 0x1111, 0x4444, 0x3333, 1],
      [0x2002, 7, 0, 0, 0, 1],
    ]);
  });

  it('small tables share heights where that is cheap', () => {
    const heightsOf = (source: string) =>
      Object.fromEntries(buildPreprocessed(program(source), bounds).map(({ name, logHeight }) => [name, logHeight]));
    // 24 columns of REGISTER and KECCAK_RC: 2^10 rows are cheap, 2^11 are not; 6 of IMAGE are. Two instructions are a cell.
    const nops = (count: number) => 'nop\n'.repeat(count);
    const fixed = { BITWISE: 16, RANGE_BITS: 17 };
    expect(heightsOf(smallest)).toEqual({ ...fixed, DECODE: 6, REGISTER: 6, IMAGE: 6, KECCAK_RC: 6 });
    expect(heightsOf(nops(1000))).toEqual({ ...fixed, DECODE: 10, REGISTER: 10, IMAGE: 10, KECCAK_RC: 10 });
    expect(heightsOf(nops(4000))).toEqual({ ...fixed, DECODE: 12, REGISTER: 6, IMAGE: 12, KECCAK_RC: 6 });
  });

  it('says what does not fit', () => {
    const error = (build: () => unknown) => {
      try {
        build();
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(MachineError);
        return (thrown as MachineError).code;
      }
      return null;
    };
    const big = loadElf(elfFromAssembly(smallest, [{ address: 0x100000, bytes: new Uint8Array(8 * 140000).fill(1) }]));
    expect(error(() => buildPreprocessed(big, { minLogHeight: 4, maxLogHeight: 17 }))).toBe('ProgramTooLarge');
    expect(error(() => buildPreprocessed(big, { minLogHeight: 4, maxLogHeight: 18 }))).toBe(null);
    expect(error(() => buildPreprocessed(big, { minLogHeight: 17, maxLogHeight: 22 }))).toBe('BadHeights');
    expect(error(() => buildPreprocessed(big, { minLogHeight: 4, maxLogHeight: 16 }))).toBe('BadHeights');
  });

  it('has no row for what is no instruction', () => {
    expect(decode(0x00100073)).toBeNull();
    expect(rowsOf('.word 0x00100073\nnop', 'DECODE')[0]![0]).toBe(0x4001);
  });
});
