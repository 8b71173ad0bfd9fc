/** Source positions from a module's source map or DWARF into the ELF file, and out of it again. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDebugInfo } from '../../src/debug-info/index.ts';
import { loadElf } from '../../src/elf/index.ts';
import { compileTypeScript } from '../../src/guest-compiler/asc.ts';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { findPositions } from '../../src/guest-compiler/positions/index.ts';
import { portablePath } from '../../src/guest-compiler/positions/portable-path.ts';
import { setup } from '../../src/sdk/index.ts';
import { assemble } from './harness.ts';
import { sourceMap } from './source-map.ts';

const module = assemble(`(module
  (import "vouch" "input_len" (func $len (result i32)))
  (func $divide (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
  (func (export "main") (result i32) (call $divide (i32.const 7) (call $len)))
)`);
/** Offsets of the two bodies' instructions: local.get 0, div_u, and i32.const 7. */
const at = (bytes: readonly number[]): number => {
  const offset = module.findIndex((_, i) => bytes.every((byte, j) => module[i + j] === byte));
  expect(offset).toBeGreaterThan(0);
  return offset;
};
const get = at([0x20, 0, 0x20, 1, 0x6e]);
const main = at([0x41, 7, 0x10, 0]);
const map = sourceMap(
  ['lib/divide.ts', '/home/someone/guest.ts'],
  [
    { offset: get, source: 0, line: 3, column: 10 },
    { offset: get + 4, source: 0, line: 4, column: 5 },
    { offset: main, source: 1, line: 120, column: 2 },
  ],
);

/** Lines of a program's code in order, without repetitions. */
function linesOf(elf: Uint8Array): string[] {
  const info = readDebugInfo(elf);
  expect(info.problems).toEqual([]);
  const { basePc, words } = loadElf(elf, { allowPageZero: true });
  const lines = Array.from(words, (_, i) => info.lineAt(basePc + 4 * i)).flatMap((line) =>
    line ? [`${line.file}:${line.line}`] : [],
  );
  return lines.filter((line, i) => line !== lines[i - 1]);
}

describe('a source map', () => {
  const { elf } = compileWasm(module, { sourceMap: map });

  test('gives the ELF file its lines, without the paths of the machine', () => {
    expect(linesOf(elf)).toEqual(['lib/divide.ts:3', 'lib/divide.ts:4', 'guest.ts:120']);
    expect(new TextDecoder('latin1').decode(elf)).not.toContain('someone');
  });

  test('may be inside of the module', () => {
    const url = `data:application/json;base64,${btoa(map)}`;
    expect(compileWasm(withCustomSection(module, 'sourceMappingURL', url)).elf).toEqual(elf);
  });

  test('that is damaged is as none', () => {
    const { elf: without } = compileWasm(module);
    for (const text of [
      '',
      '{',
      'null',
      '{"mappings":"AAAA"}',
      '{"sources":[],"mappings":"!"}',
      '{"sources":[],"mappings":"g"}',
    ]) {
      expect(compileWasm(module, { sourceMap: text }).elf, text).toEqual(without);
    }
  });

  test('does not reach from one function into the next', () => {
    const positions = findPositions(module, map)!;
    expect(positions.at(get + 2)).toMatchObject({ line: 3, column: 10 });
    expect(positions.at(main - 1, main - 2)).toBeUndefined();
    expect(positions.ofFunction(main - 2, main + 4).first).toEqual({ file: 'guest.ts', line: 120, column: 2 });
  });

  test('changes nothing of the program: code, entry and key are the same', async () => {
    const plain = compileWasm(module).elf;
    const [a, b] = [elf, plain].map((file) => loadElf(file, { allowPageZero: true })) as [object, object];
    for (const field of ['entryPc', 'words', 'imageCells', 'imageValues'] as const) {
      expect(a[field as keyof object]).toEqual(b[field as keyof object]);
    }
    const options = { preset: 'one-query', insecure: true } as const;
    expect((await setup(elf, options)).digest).toEqual((await setup(plain, options)).digest);
  });
});

test('llvm-dwarfdump finds nothing wrong', ({ skip }) => {
  if (spawnSync('llvm-dwarfdump', ['--version']).status !== 0) skip('llvm-dwarfdump is not here');
  inFolder((folder) => {
    const file = join(folder, 'guest.elf');
    writeFileSync(file, compileWasm(module, { sourceMap: map }).elf);
    expect(execFileSync('llvm-dwarfdump', ['--verify', file], { encoding: 'utf8' })).toContain('No errors.');
    const rows = execFileSync('llvm-dwarfdump', ['--debug-line', file], { encoding: 'utf8' });
    expect(rows).toMatch(/120 +2 +2 +0 +0 +is_stmt/);
  });
});

test('AssemblyScript: every function of the guest has lines of its file', async () => {
  const text = [
    "import { commitU32 } from 'vouch/guest';",
    '@inline function half(x: u32): u32 { return x >> 1; }',
    'function odd(x: u32): u32 { return 3 * x + 1; }',
    'export function main(): void {',
    '  let x: u32 = 27;',
    '  while (x != 1) x = x % 2 == 0 ? half(x) : odd(x);',
    '  commitU32(x);',
    '}',
  ].join('\n');
  const compile = async (path: string) => {
    const { wasm, sourceMap: json } = await compileTypeScript(path, { [path]: text });
    return compileWasm(wasm, { sourceMap: json }).elf;
  };
  const elf = await compile('guest.ts');
  expect(linesOf(elf)).toEqual(expect.arrayContaining(['guest.ts:2', 'guest.ts:3', 'guest.ts:6']));
  expect(await compile('some/where/else/guest.ts')).toEqual(elf);
}, 60_000);

test('C with DWARF, from any folder', ({ skip }) => {
  if (spawnSync('clang-22', ['--version']).status !== 0) skip('clang-22 is not here');
  const text = [
    '__attribute__((import_module("vouch"), import_name("input_len"))) int input_len(void);',
    'static __attribute__((noinline)) int divide(int a, int b) {',
    '  return a / b;',
    '}',
    '__attribute__((export_name("main"))) int entry(void) {',
    '  return divide(100, input_len());',
    '}',
  ].join('\n');
  for (const version of [4, 5]) {
    const elfs = ['a', 'b/c'].map((name) =>
      inFolder((folder) => {
        const file = join(folder, `${name.replace('/', '-')}.wasm`);
        writeFileSync(join(folder, 'guest.c'), text);
        const flags = [
          '--target=wasm32',
          '-O1',
          '-g',
          `-gdwarf-${version}`,
          '-nostdlib',
          '-Wl,--no-entry',
          '--no-wasm-opt',
        ];
        execFileSync('clang-22', [...flags, '-o', file, join(folder, 'guest.c')]);
        return compileWasm(new Uint8Array(readFileSync(file))).elf;
      }),
    );
    expect(elfs[0]).toEqual(elfs[1]);
    expect(linesOf(elfs[0]!)).toEqual(expect.arrayContaining(['guest.c:3', 'guest.c:6']));
  }
});

test('paths without the machine', () => {
  expect(portablePath('src/main.c')).toBe('src/main.c');
  expect(portablePath('/home/me/project/main.c')).toBe('main.c');
  expect(portablePath('file:///C:/project/main.ts')).toBe('main.ts');
  expect(portablePath('/rustc/0123abcd/library/core/src/option.rs')).toBe('/rustc/0123abcd/library/core/src/option.rs');
  expect(portablePath('/home/me/.cargo/registry/src/index.crates.io-1/serde-1.0.1/src/de.rs')).toBe(
    'serde-1.0.1/src/de.rs',
  );
  expect(portablePath('/opt/rust/toolchains/x/lib/rustlib/src/rust/library/std/src/io.rs')).toBe(
    'library/std/src/io.rs',
  );
});

function withCustomSection(wasm: Uint8Array, name: string, text: string): Uint8Array {
  const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)]);
  const bytes = (string: string): number[] => {
    const encoded = [...new TextEncoder().encode(string)];
    return [...leb(encoded.length), ...encoded];
  };
  const body = [...bytes(name), ...bytes(text)];
  return Uint8Array.from([...wasm, 0, ...leb(body.length), ...body]);
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-positions-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
