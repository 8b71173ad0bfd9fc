/** Where a failed run was: functions and lines of traps and panics, from the ELF file's debug information. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { backtraceText, execute, TrapError } from '../../src/executor/index.ts';
import { build } from '../../src/sdk/index.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { assemble } from './harness.ts';
import { sourceMap } from './source-map.ts';

async function failure(elf: Uint8Array, input = new Uint8Array(0)): Promise<{ exitCode: number; text: string }> {
  const { exitCode, backtrace } = await execute(loadElf(elf, { allowPageZero: true }), input);
  return { exitCode, text: backtraceText(backtrace) };
}

test('TypeScript: a trap, a panic, endless recursion', async () => {
  const text = `import { commitU32, input, panic } from 'vouch/guest';
function mean(values: Uint8Array): u32 {
  return 100 / values.length;
}
function deep(n: u32): u32 {
  return n == 0xffffffff ? 0 : deep(n + 1) + 1;
}
export function main(): void {
  const values = input();
  if (values.length == 1) panic('one is not enough');
  if (values.length == 2) commitU32(deep(0));
  commitU32(mean(values));
}
`;
  const { elf } = await build('guest.ts', { 'guest.ts': text });
  // What was inlined keeps its line.
  expect(await failure(elf)).toEqual({ exitCode: 134, text: '  at ~start (guest.ts:3:10)\n  at _start\n' });
  const panic = await failure(elf, new Uint8Array(1));
  expect(panic.exitCode).toBe(101);
  expect(panic.text).toMatch(/^ {2}at ~start \(~lib\/vouch\/guest\/failure\.ts:\d+:\d+\)\n/);
  const { exitCode, text: trace } = await failure(elf, new Uint8Array(2));
  expect(exitCode).toBe(134);
  expect(trace).toMatch(/^ {2}at guest\/deep \(guest\.ts:6:\d+\)\n {2}at guest\/deep \(guest\.ts:6:\d+\), 15 times\n$/);
}, 60_000);

describe('WebAssembly', () => {
  const text = `(module
    (memory (export "memory") 1)
    (func $read (param i32) (result i32) (i32.load (local.get 0)))
    (func $copy (param i32) (memory.copy (i32.const 0) (local.get 0) (i32.const 8)))
    (func (export "main") (result i32)
      (call $copy (i32.const 65528))
      (call $copy (i32.const 65532))
      (call $read (i32.const 0))))`;
  const module = assemble(text, 'guest.wat');

  test('an access out of bounds, in a routine of the compiler', async () => {
    const copy = module.findIndex((byte, i) => byte === 0xfc && module[i + 1] === 10);
    const map = sourceMap(['copy.wat'], [{ offset: copy - 6, source: 0, line: 4, column: 1 }]);
    const sources = { 'a/guest.wasm': named(module, 'guest.map'), 'a/guest.map': map };
    const { elf, sourceMap: used } = await build('a/guest.wasm', sources, { checked: true });
    expect(used).toBe(map);
    const { exitCode, text: trace } = await failure(elf);
    expect(exitCode).toBe(134);
    expect(trace).toMatch(/^ {2}at (function_1|copy) \(copy\.wat:4:1\)\n {2}at main.*\n {2}at _start\n$/);
  });

  test('without a map there are function names', async () => {
    const { elf } = await build('guest.wasm', { 'guest.wasm': module }, { checked: true });
    expect((await failure(elf)).text).toMatch(/^ {2}at (function_1|copy)\n {2}at main\n {2}at _start\n$/);
  });
});

describe('C', () => {
  test('a panic: from the function that ends the run to the start', async () => {
    const elf = new Uint8Array(readFileSync('guests/fibonacci/fibonacci.elf'));
    const { exitCode, text } = await failure(elf);
    expect(exitCode).toBe(101);
    expect(text).toMatch(
      /^ {2}at vouch_panic \(guest\/lib\/vouch\.c:\d+:\d+\)\n {2}at main \(guests\/fibonacci\/main\.c:\d+:\d+\)\n/,
    );
  });
});

test('a trap of the machine has its function and the calls that led to it', async () => {
  const elf = elfFromAssembly(`_start:
  addi sp, sp, -16
  jal ra, reader
  ecall
reader:
  addi sp, sp, -16
  sd ra, 8(sp)
  jal ra, inner
inner:
  li a0, -8
  ld a1, 0(a0)
`);
  const error: unknown = await execute(loadElf(elf), new Uint8Array(0)).catch((thrown: unknown) => thrown);
  if (!(error instanceof TrapError)) throw error;
  expect(error.message).toMatch(/^Trap at pc 0x1001c \(inner\+0x4\) after/);
  expect(error.backtrace.map(({ functionName }) => functionName)).toEqual(['inner', 'reader', '_start']);
  expect(error.position).toBeUndefined();
});

test('no other exit has one', async () => {
  const module = assemble('(module (func (export "main") (result i32) (i32.const 7)))');
  const { elf } = await build('guest.wasm', { 'guest.wasm': module });
  expect(await failure(elf)).toEqual({ exitCode: 7, text: '' });
});

function named(wasm: Uint8Array, url: string): Uint8Array {
  const bytes = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)];
  const body = [...bytes('sourceMappingURL'), ...bytes(url)];
  return Uint8Array.from([...wasm, 0, body.length, ...body]);
}
