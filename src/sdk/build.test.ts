/** Guests from every source that `build` takes, what it refuses, and a compiler that crashes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BuildError, build, CompileError, execute, TypeScriptError } from './index.ts';

const hello = `(module
  (import "vouch" "write" (func $write (param i32 i32)))
  (memory 1)
  (data (i32.const 8) "hello")
  (func $run (export "_start") (call $write (i32.const 8) (i32.const 5))))
`;
const output = async (elf: Uint8Array) => new TextDecoder().decode((await execute(elf)).publicOutput);
const errorOf = (entry: string, files: Record<string, string | Uint8Array>) =>
  build(entry, files).then(
    () => {
      throw new Error('built');
    },
    (error: unknown) => error,
  );

describe('sources', () => {
  test('text format, and the binary that comes of it: with data in page 0', async () => {
    const fromText = await build('hello.wat', { 'hello.wat': hello });
    expect(fromText).toMatchObject({ language: 'wat', diagnostics: [] });
    expect(await output(fromText.elf)).toBe('hello');
    // Told by its first bytes, whatever its name.
    const fromBinary = await build('hello', { hello: fromText.wasm! });
    expect(fromBinary.language).toBe('wasm');
    expect(fromBinary.elf).toEqual(fromText.elf);
  });

  test('TypeScript with imports, from a map or a function, as text or bytes', async () => {
    const files = {
      'a/guest.ts': "import { commit } from 'vouch/guest';\nimport { two } from '../two';\ncommit(two());\n",
      'two.ts': 'export function two(): string { return "two"; }\n',
    };
    const built = await build('a/guest.ts', files);
    expect(built.language).toBe('typescript');
    expect(await output(built.elf)).toBe('two');
    expect((JSON.parse(built.sourceMap!) as { sources: string[] }).sources).toContain('../two.ts');
    const bytes = (path: string) => {
      const text = (files as Record<string, string>)[path];
      return text === undefined ? null : new TextEncoder().encode(text);
    };
    expect((await build('a/guest.ts', bytes)).elf).toEqual(built.elf);
  });

  test('an ELF file stays what it is', async () => {
    const elf = new Uint8Array(readFileSync('guests/empty/empty.elf'));
    expect(await build('empty.elf', { 'empty.elf': elf })).toEqual({ elf, language: 'elf', diagnostics: [] });
  });

  test('checked: an access out of bounds ends the run', async () => {
    const wat = '(module (memory 1) (func (export "_start") (i32.store (i32.const 65536) (i32.const 1))))';
    const run = async (checked: boolean) => execute((await build('x.wat', { 'x.wat': wat }, { checked })).elf);
    expect((await run(false)).exitCode).toBe(0);
    expect((await run(true)).exitCode).toBe(134);
  });
});

describe('refusals', () => {
  test('what is not there, and what is no program', async () => {
    const missing = await errorOf('guest.ts', { 'other.ts': '' });
    expect(missing).toBeInstanceOf(BuildError);
    expect(missing).toMatchObject({ code: 'SourceNotFound' });
    for (const name of ['notes.txt', 'types.d.ts', 'module.wasm']) {
      expect(await errorOf(name, { [name]: 'text' }), name).toMatchObject({ code: 'UnknownSource' });
    }
  });

  test('text format: line, column and caret', async () => {
    const error = await errorOf('bad.wat', { 'bad.wat': '(module\n  (func (i32.add)))' });
    expect(error).toBeInstanceOf(CompileError);
    expect(error).toMatchObject({
      code: 'WatSyntax',
      message: expect.stringMatching(/bad\.wat:2:10: error: .*\n.*\n +\^+/),
    });
    expect(await errorOf('bad.wat', { 'bad.wat': '(module (func' })).toMatchObject({ code: 'WatSyntax' });
  });

  test('TypeScript: the text of the compiler, and what reading throws', async () => {
    const error = await errorOf('guest.ts', { 'guest.ts': 'missing();\n' });
    expect(error).toBeInstanceOf(TypeScriptError);
    expect(error).toMatchObject({ code: 'GuestCompileError', diagnostics: [{ file: 'guest.ts', line: 1, column: 1 }] });
    const reading = build('guest.ts', (path) => {
      if (path === 'guest.ts') return "import './other';";
      throw new Error(`no access to ${path}`);
    });
    await expect(reading).rejects.toThrow('no access to other.ts');
  });

  test('a crash of the compiler, which would end the process, is an error like others', async () => {
    const error = await errorOf('guest.ts', { 'guest.ts': 'enum A { x = B.x }\nenum B { x = A.x }\nA.x;\n' });
    expect(error).toMatchObject({ code: 'GuestCompilerCrash', message: expect.stringContaining('crashed') });
  });
});
