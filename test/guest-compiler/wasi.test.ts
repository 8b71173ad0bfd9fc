/** The WASI functions and AssemblyScript's abort: in the machine as the JavaScript of wasi-host.ts has them. */
import { describe, expect, it } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { execute } from '../../src/executor/index.ts';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { expectSame } from './expect-same.ts';
import { assemble, PANIC_EXIT_CODE, runInMachine, TRAP_EXIT_CODE } from './harness.ts';
import { dataString, prelude } from './prelude.ts';

const types = {
  fd_write: 'i32 i32 i32 i32',
  fd_read: 'i32 i32 i32 i32',
  fd_close: 'i32',
  fd_fdstat_get: 'i32 i32',
  fd_seek: 'i32 i64 i32 i32',
  fd_tell: 'i32 i32',
  fd_prestat_get: 'i32 i32',
  fd_prestat_dir_name: 'i32 i32 i32',
  args_get: 'i32 i32',
  args_sizes_get: 'i32 i32',
  environ_get: 'i32 i32',
  environ_sizes_get: 'i32 i32',
  clock_time_get: 'i32 i64 i32',
  clock_res_get: 'i32 i32',
  random_get: 'i32 i32',
  sched_yield: '',
  poll_oneoff: 'i32 i32 i32 i32',
  path_open: 'i32 i32 i32 i32 i32 i64 i64 i32 i32',
};

/** Memory: vectors at 64, results at 32 and 40, text at 256, buffers from 1024. */
const guest = (body: string, data = '') => {
  const imports = Object.entries(types).map(
    ([name, params]) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} (param ${params}) (result i32)))`,
  );
  const [first, ...rest] = prelude().split('(memory');
  return `(module ${first} ${imports.join('\n')}
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
    (import "env" "abort" (func $abort (param i32 i32 i32 i32)))
    (memory${rest.join('(memory')} ${data}
    (func (export "_start") ${body} (call $flush)))`;
};
const vectors = (list: readonly (readonly [at: number, length: number])[], at = 64) =>
  list
    .map(
      ([start, length], i) =>
        `(i32.store (i32.const ${at + 8 * i}) (i32.const ${start})) (i32.store (i32.const ${at + 8 * i + 4}) (i32.const ${length}))`,
    )
    .join(' ');
const emit = (expression: string) => `(call $emit32 ${expression})`;
const word = (at: number) => `(call $emit (i64.load (i32.const ${at})))`;
const write = (fd: number, count: number) =>
  `${emit(`(call $fd_write (i32.const ${fd}) (i32.const 64) (i32.const ${count}) (i32.const 32))`)} ${word(32)}`;
const read = (fd: number, count: number) =>
  `${emit(`(call $fd_read (i32.const ${fd}) (i32.const 64) (i32.const ${count}) (i32.const 32))`)} ${word(32)}`;
const text = '(data (i32.const 256) "one two three")';
const input = Uint8Array.from({ length: 300 }, (_, i) => (i * 37 + 5) & 255);

const cases: Record<string, readonly [body: string, data?: string]> = {
  'fd_write to the public output and to the host': [
    `${vectors([
      [256, 3],
      [260, 0],
      [259, 10],
    ])} ${write(1, 3)} ${write(2, 2)} ${write(1, 0)} ${write(2, 3)}`,
    text,
  ],
  'fd_write to descriptors that are not there': [
    `${vectors([[256, 3]])} ${[0, 3, 4, -1, 0x7fffffff].map((fd) => write(fd, 1)).join(' ')}`,
    text,
  ],
  'fd_read in pieces of every size to the end': [
    `${[[1], [7, 8], [0, 40], [33, 31], [64], [3], [200, 5], [1]]
      .map((sizes) => `${vectors(sizes.map((size, i) => [1024 + 256 * i + size, size]))} ${read(0, sizes.length)}`)
      .join(' ')} ${Array.from({ length: 100 }, (_, i) => word(1024 + 8 * i)).join(' ')}`,
  ],
  'fd_read of descriptors that are not there': [
    `${vectors([[1024, 3]])} ${[1, 2, 3, -1].map((fd) => read(fd, 1)).join(' ')}`,
  ],
  'random_get: every length, the state goes on': [
    [0, 1, 7, 8, 9, 16, 30, 3]
      .map((length, i) => emit(`(call $random_get (i32.const ${1024 + 37 * i}) (i32.const ${length}))`))
      .concat(Array.from({ length: 45 }, (_, i) => word(1024 + 8 * i)))
      .join(' '),
  ],
  'no arguments, no environment': [
    `(i64.store (i32.const 32) (i64.const -1)) ${['args', 'environ']
      .map(
        (name) =>
          `${emit(`(call $${name}_sizes_get (i32.const 32) (i32.const 36))`)} ${word(32)} ${emit(`(call $${name}_get (i32.const 32) (i32.const 36))`)}`,
      )
      .join(' ')}`,
  ],
  'the clock stands still': [
    `(i64.store (i32.const 32) (i64.const -1)) ${emit('(call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 32))')} ${word(32)}
     ${emit('(call $clock_res_get (i32.const 1) (i32.const 32))')} ${word(32)}`,
  ],
  'what is known of descriptors': [
    [0, 1, 2, 3, -1]
      .map(
        (fd) => `(memory.fill (i32.const 1024) (i32.const 0xff) (i32.const 32))
          ${emit(`(call $fd_fdstat_get (i32.const ${fd}) (i32.const 1024))`)} ${[1024, 1032, 1040, 1048].map(word).join(' ')}
          ${emit(`(call $fd_close (i32.const ${fd}))`)} ${emit(`(call $fd_seek (i32.const ${fd}) (i64.const 0) (i32.const 1) (i32.const 32))`)}
          ${emit(`(call $fd_tell (i32.const ${fd}) (i32.const 32))`)} ${emit(`(call $fd_prestat_get (i32.const ${fd}) (i32.const 32))`)}
          ${emit(`(call $fd_prestat_dir_name (i32.const ${fd}) (i32.const 32) (i32.const 4))`)}`,
      )
      .join(' '),
  ],
  'what a machine cannot have is ENOSYS': [
    `${emit('(call $sched_yield)')} ${emit('(call $poll_oneoff (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))')}
     ${emit('(call $path_open (i32.const 3) (i32.const 0) (i32.const 256) (i32.const 3) (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 32))')}`,
    text,
  ],
};

describe('WASI', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const module = guest(...cases[name]!);
    for (const checked of [false, true]) {
      const { output } = await expectSame(module, { input, options: { checked } });
      expect(output.length).toBeGreaterThan(0);
    }
  });

  it.each([0, 1, 42, 255, -1])('proc_exit %i', async (code) => {
    const module = guest(`(call $emit (i64.const 1)) (call $flush) (call $proc_exit (i32.const ${code}))`);
    await expectSame(module, { exitCode: code >>> 0 });
  });

  it.each([
    [
      'text',
      '(i32.store (i32.const 68) (i32.const 131073)) (drop (call $fd_write (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 32)))',
    ],
    ['vectors', '(drop (call $fd_write (i32.const 1) (i32.const 131060) (i32.const 2) (i32.const 32)))'],
    ['where the length goes', '(drop (call $fd_write (i32.const 1) (i32.const 64) (i32.const 0) (i32.const 131069)))'],
    [
      'a buffer',
      '(i32.store (i32.const 64) (i32.const 131000)) (i32.store (i32.const 68) (i32.const 100)) (drop (call $fd_read (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 32)))',
    ],
    ['random bytes', '(drop (call $random_get (i32.const 131070) (i32.const 3)))'],
    ['the time', '(drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const -1)))'],
    ['sizes', '(drop (call $args_sizes_get (i32.const 0) (i32.const 131069)))'],
    ['a descriptor', '(drop (call $fd_fdstat_get (i32.const 0) (i32.const 131050)))'],
  ])('checked, out of bounds: %s', async (_, body) => {
    const run = await runInMachine(assemble(guest(body)), input, { checked: true });
    expect(run).toMatchObject({ exitCode: TRAP_EXIT_CODE, debug: 'trap: memory access out of bounds\n' });
  });
});

/** As AssemblyScript keeps a string: its length in bytes, then UTF-16. */
const utf16 = (at: number, value: string) => {
  const bytes = new Uint8Array(Uint16Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)).buffer);
  const length = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  return `(data (i32.const ${at - 4}) "${dataString([...length, ...bytes])}")`;
};

describe("AssemblyScript's abort", () => {
  it.each([
    [
      'with a message and a place',
      260,
      612,
      12,
      34,
      'index out of range',
      'panic: index out of range\n  at src/guest.ts:12:34\n',
    ],
    [
      'text of every length in UTF-8',
      260,
      612,
      1,
      4294967295,
      'aé€😀\n',
      'panic: aé€😀\n\n  at src/guest.ts:1:4294967295\n',
    ],
    ['without a message', 0, 612, 0, 10, '', 'panic: aborted\n  at src/guest.ts:0:10\n'],
    ['without a place', 260, 0, 1, 1, 'no', 'panic: no\n'],
    ['with neither', 0, 0, 0, 0, '', 'panic: aborted\n'],
  ])('%s', async (_, message, file, line, column, value, expected) => {
    const body = `(call $emit (i64.const 1)) (call $flush)
      (call $abort (i32.const ${message}) (i32.const ${file}) (i32.const ${line}) (i32.const ${column}))`;
    const module = guest(body, `${utf16(260, value)} ${utf16(612, 'src/guest.ts')}`);
    const { debug } = await expectSame(module, { exitCode: PANIC_EXIT_CODE });
    expect(debug).toBe(expected);
    expect((await runInMachine(assemble(module))).debug).toBe(expected);
  });
});

describe('who was called by whom', () => {
  const names = async (text: string, checked: boolean) => {
    const { elf } = compileWasm(assemble(text), { checked });
    const { backtrace } = await execute(loadElf(elf, { allowPageZero: true }), new Uint8Array(0), {});
    return backtrace.map(({ functionName }) => functionName);
  };
  const called = (body: string) => `(module (import "env" "abort" (func $abort (param i32 i32 i32 i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32))) (memory (export "memory") 1)
    (global $n (mut i32) (i32.const 3))
    (func $inner (param i32) (result i32) ${body} (i32.const 1))
    (func $outer (param i32) (result i32) (if (result i32) (local.get 0)
      (then (i32.add (call $outer (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (else (i32.add (global.get $n) (call $inner (i32.const -1))))))
    (func $main (export "main") (result i32) (call $outer (i32.const 1))))`;

  it.each([
    ['abort', '(call $abort (i32.const 0) (i32.const 0) (i32.const 3) (i32.const 4))'],
    ['a checked access', '(drop (i64.load (local.get 0)))'],
    ['a routine of the runtime', '(drop (call $random (local.get 0) (i32.const 9)))'],
    ['a bulk operation', '(memory.fill (local.get 0) (i32.const 0) (i32.const 2))'],
  ])('%s', async (_, body) => {
    expect(await names(called(body), true)).toEqual(['function_2', 'function_3', 'function_3', 'main', '_start']);
  });
});

describe('imports that nobody can answer', () => {
  it.each([
    ['env', 'seed', '(result f64)', /byte 0x[0-9a-f]+: import of "env\.seed" is not known.*wasi_snapshot_preview1/],
    ['wasi_snapshot_preview1', 'fd_print', '', /import of "wasi_snapshot_preview1\.fd_print" is not known/],
    ['wasi_unstable', 'fd_write', '', /import of "wasi_unstable\.fd_write" is not known/],
    ['__proto__', 'toString', '', /is not known/],
    ['vouch', 'hasOwnProperty', '', /is not known/],
    ['env', 'abort', '(param i32)', /"env\.abort" has type i32 -> ; expected i32,i32,i32,i32 -> /],
    ['wasi_snapshot_preview1', 'fd_close', '(param i64) (result i32)', /has type i64 -> i32; expected i32 -> i32/],
  ])('%s.%s', (module, name, type, message) => {
    const wasm = assemble(`(module (import "${module}" "${name}" (func ${type})) (func (export "main")))`);
    expect(() => compileWasm(wasm)).toThrow(message);
    expect(() => compileWasm(wasm)).toThrow(expect.objectContaining({ code: 'WasmUnknownImport' }));
  });
});
