/** Debug information of C programs that clang made (DWARF 5), and of files that are damaged in every place. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Cursor, DebugInfoError } from './cursor.ts';
import { readDebugInfo } from './index.ts';
import { joinPaths } from './paths.ts';

const elf = new Uint8Array(readFileSync('guests/sha256/sha256.elf'));

describe('of a C program', () => {
  const info = readDebugInfo(elf);

  test('functions come by address, without overlaps', () => {
    expect(info.functions.map(({ name }) => name)).toEqual([
      ...['_start', 'read_input', 'commit_bytes', 'memcpy', 'memset', 'main', 'vouch_plain_sha256_compress'],
    ]);
    for (const [i, { start, size }] of info.functions.entries()) {
      expect(start + size).toBeLessThanOrEqual(info.functions[i + 1]?.start ?? Number.POSITIVE_INFINITY);
    }
  });

  test('an address has its function and its line', () => {
    const main = info.functions.find(({ name }) => name === 'main')!;
    expect(info.functionAt(main.start + main.size - 4)).toBe(main);
    expect(info.lineAt(main.start)).toMatchObject({ file: 'guests/sha256/main.c', line: 4 });
    expect(info.lineAt(main.start + main.size - 4)).toEqual({ file: 'guests/sha256/main.c', line: 11, column: 3 });
    expect(info.problems).toEqual([]);
  });

  test('addresses outside of the code have neither', () => {
    for (const pc of [0, 0xffff, 0x0fff_fff0, 2 ** 40]) {
      expect(info.functionAt(pc)).toBeNull();
      expect(info.lineAt(pc)).toBeNull();
    }
  });
});

describe('damage is no error', () => {
  test('bytes that are no ELF file', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(100), elf.subarray(0, 70)]) {
      const info = readDebugInfo(bytes);
      expect(info.functions).toEqual([]);
      expect(info.lineAt(0x10000)).toBeNull();
      expect(info.problems).toHaveLength(1);
    }
  });

  test('a unit of an unknown version is left out, the others count', () => {
    const copy = elf.slice();
    const line = sectionOffset(copy, '.debug_line');
    copy[line + 4] = 9;
    const info = readDebugInfo(copy);
    expect(info.problems).toEqual([expect.stringContaining('line program of version 9')]);
    expect(info.lineAt(0x10000)).toBeNull();
    expect(info.lineAt(0x10190)).not.toBeNull();
  });

  test('any byte may be anything', () => {
    const start = sectionOffset(elf, '.debug_line');
    const places = [...Array(64).keys(), ...Array.from({ length: 400 }, (_, i) => start + i)];
    places.push(...Array.from({ length: 13 * 64 }, (_, i) => elf.length - 1 - i));
    for (const place of places) {
      for (const value of [0, 0x7f, 0xff]) {
        const copy = elf.slice();
        copy[place] = value;
        const info = readDebugInfo(copy);
        for (const pc of [0x10000, 0x10190, 0x104a0]) {
          info.functionAt(pc);
          info.lineAt(pc);
        }
      }
    }
  });
});

test('integers and strings end where their section does', () => {
  const of = (...bytes: number[]): Cursor => new Cursor(Uint8Array.from(bytes));
  expect(of(0xe5, 0x8e, 0x26).uleb()).toBe(624485);
  expect(of(0xc0, 0xbb, 0x78).sleb()).toBe(-123456);
  expect(of(0x61, 0x62, 0).string()).toBe('ab');
  expect(() => of(...new Array(12).fill(0x80), 0).uleb()).toThrow(DebugInfoError);
  expect(() => of(0x61).string()).toThrow(DebugInfoError);
  expect(() => of(1, 2).u32()).toThrow(DebugInfoError);
});

test('paths', () => {
  expect(joinPaths('a/b', '../c.ts')).toBe('a/c.ts');
  expect(joinPaths('', './c.ts')).toBe('c.ts');
  expect(joinPaths('a', '/b//c.ts')).toBe('/b/c.ts');
  expect(joinPaths('..', 'c.ts')).toBe('../c.ts');
  expect(joinPaths('a', 'C:\\b\\c.ts')).toBe('C:/b/c.ts');
});

function sectionOffset(bytes: Uint8Array, name: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const header = (i: number): number => Number(view.getBigUint64(40, true)) + 64 * i;
  const offset = (i: number): number => Number(view.getBigUint64(header(i) + 24, true));
  const names = offset(view.getUint16(62, true));
  for (let i = 0; i < view.getUint16(60, true); i++) {
    const at = names + view.getUint32(header(i), true);
    const text = new TextDecoder().decode(bytes.subarray(at, at + name.length + 1));
    if (text === `${name}\0`) return offset(i);
  }
  throw new Error(`no section ${name}`);
}
