/** What the compiler refuses, it refuses with function name, byte offset and, where the module has a source map or DWARF, file and line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { CompileError, compileWasm } from '../../src/guest-compiler/index.ts';
import { sourceMap } from './source-map.ts';

const { parseWat } = await wabt();

/** A module whose function $culprit has one instruction that is refused. */
const cases: readonly [what: string, text: string, bytes: readonly number[], code: string, message: string][] = [
  ['SIMD', '(func $culprit (drop (v128.const i32x4 1 2 3 4)))', [0xfd, 12], 'WasmUnsupported', 'SIMD is not supported'],
  [
    'atomics',
    '(memory 1 1 shared) (func $culprit (drop (i32.atomic.load (i32.const 0))))',
    [0xfe, 0x10],
    'WasmUnsupported',
    'threads and atomics are not supported',
  ],
  [
    'exceptions',
    '(tag $failed) (func $culprit (throw $failed))',
    [0x08, 0],
    'WasmUnsupported',
    'exceptions are not supported',
  ],
  [
    'tail calls',
    '(func $culprit (return_call $culprit))',
    [0x12, 0],
    'WasmUnsupported',
    'tail calls are not supported',
  ],
  [
    'an unknown import',
    '(import "js" "random" (func $random)) (func $culprit (nop) (call $random))',
    [0x10, 0],
    'WasmUnknownImport',
    'import of "js.random" is not known',
  ],
];

function assemble(text: string): Uint8Array {
  const features = { simd: true, threads: true, exceptions: true, tail_call: true };
  const module = parseWat('module.wat', `(module ${text} (func (export "main") (call $culprit)))`, features);
  return Uint8Array.from(module.toBinary({ write_debug_names: true }).buffer);
}

function refusal(module: Uint8Array, map?: string): CompileError {
  try {
    compileWasm(module, { sourceMap: map });
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
  throw new Error('the module was compiled');
}

describe.each(cases)('%s', (_what, text, bytes, code, message) => {
  const module = assemble(text);
  const offset = module.findLastIndex((_, i) => bytes.every((byte, j) => module[i + j] === byte));

  test('function and byte offset', () => {
    const error = refusal(module);
    expect(error).toMatchObject({ code, offset, functionName: 'culprit', position: undefined });
    expect(error.message).toContain(`function culprit, byte 0x${offset.toString(16)}: ${message}`);
  });

  test('file and line, with a source map', () => {
    const map = sourceMap(['src/guest.zig'], [{ offset: offset - 1, source: 0, line: 17, column: 4 }]);
    const error = refusal(module, map);
    expect(error.position).toEqual({ file: 'src/guest.zig', line: 17, column: 4 });
    expect(error.message).toContain(`WebAssembly module, src/guest.zig:17:4, function culprit, byte 0x`);
    expect(error).toMatchObject({ code, offset, functionName: 'culprit' });
  });
});

test('types of the GC proposal, where they are used', () => {
  // (module (type $t (struct)) (type (func)) (func $culprit (drop (struct.new $t))) ...): wabt has no text for it.
  const module = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 6, 2, 0x5f, 0, 0x60, 0, 0],
    ...[3, 2, 1, 1],
    ...[10, 8, 1, 6, 0, 0xfb, 0, 0, 0x1a, 0x0b],
    ...[0, 17, 4, 0x6e, 0x61, 0x6d, 0x65, 1, 10, 1, 0, 7, ...new TextEncoder().encode('culprit')],
  ]);
  expect(refusal(module)).toMatchObject({
    functionName: 'culprit',
    message: expect.stringContaining('GC is not supported'),
  });
});

test('C with SIMD and DWARF', ({ skip }) => {
  if (spawnSync('clang-22', ['--version']).status !== 0) skip('clang-22 is not here');
  const folder = mkdtempSync(join(tmpdir(), 'vouch-refused-'));
  try {
    const [source, file] = [join(folder, 'guest.c'), join(folder, 'guest.wasm')];
    writeFileSync(
      source,
      [
        'typedef int vector __attribute__((vector_size(16)));',
        '__attribute__((export_name("sum"))) void sum(vector *a) {',
        '  *a = *a + *a;',
        '}',
      ].join('\n'),
    );
    const flags = ['--target=wasm32', '-msimd128', '-O1', '-g', '-nostdlib', '-Wl,--no-entry', '--no-wasm-opt'];
    expect(spawnSync('clang-22', [...flags, '-o', file, source]).status).toBe(0);
    const error = refusal(new Uint8Array(readFileSync(file)));
    expect(error).toMatchObject({ functionName: 'sum', position: { file: 'guest.c', line: 3 } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
