/** The TypeScript front end: what is resolved, what is refused and how, and that paths leave no trace. */
import { expect, test } from 'vitest';
import { compileTypeScript, TypeScriptError } from '../../src/guest-compiler/asc.ts';
import { runInV8 } from './v8-host.ts';

const fails = async (files: Record<string, string>, entry = 'guest.ts'): Promise<TypeScriptError> => {
  const error = await compileTypeScript(entry, files, { optimize: false }).catch((caught: unknown) => caught);
  if (!(error instanceof TypeScriptError)) throw new Error('compiled');
  return error;
};

test('files, folders, packages; the same bytes from every path', async () => {
  const guest = `import { commitU32 } from 'vouch/guest'; import { two } from './lib/two'; import { three } from '../three';
import { four } from 'four'; commitU32(two() + three()); assert(true); export function main(): void { commitU32(four()); }`;
  const files = {
    'guest.ts': guest,
    'lib/two.ts': 'export function two(): u32 { return 2; }',
    'node_modules/four/index.ts': 'export function four(): u32 { return 4; }',
  };
  const three = 'export function three(): u32 { return 3; }';
  const at = (folder: string, parent: string) =>
    Object.fromEntries([
      ...Object.entries(files).map(([name, text]) => [folder + name, text]),
      [`${parent}three.ts`, three],
    ]);
  const here = await compileTypeScript('guest.ts', at('', '../'));
  const read: string[] = [];
  const elsewhere = at('/home/a b/x/', '/home/a b/');
  const there = await compileTypeScript('/home/a b/x/guest.ts', async (path) => {
    read.push(path);
    return elsewhere[path];
  });
  expect(there.wasm).toEqual(here.wasm);
  expect(there.sourceMap).toBe(here.sourceMap);
  expect(here.diagnostics).toEqual([]);
  expect(new Set(Object.keys(elsewhere))).toEqual(new Set(read.filter((path) => path in elsewhere)));
  // Nothing but sources is asked for, no configuration.
  expect(read.every((path) => path.endsWith('.ts'))).toBe(true);
  expect([...runInV8(here.wasm).publicOutput]).toEqual([5, 0, 0, 0, 4, 0, 0, 0]);
  expect((JSON.parse(here.sourceMap) as { sources: string[] }).sources).toContain('guest.ts');
});

test('errors as the compiler gives them, with place', async () => {
  const error = await fails(
    { 'src/guest.ts': "import { commitU32 } from 'vouch/guest';\n\ncommitU32(missing);\n" },
    'src/guest.ts',
  );
  expect(error.code).toBe('GuestCompileError');
  expect(error.message).toContain("ERROR TS2304: Cannot find name 'missing'.");
  expect(error.message).toContain('in guest.ts(3,11)');
  expect(error.diagnostics).toEqual([
    { severity: 'error', code: 2304, message: "Cannot find name 'missing'.", file: 'guest.ts', line: 3, column: 11 },
  ]);
});

test('a missing entry, a missing import, a main that the root cannot call', async () => {
  expect((await fails({})).message).toBe('There is no guest program at guest.ts.');
  expect((await fails({ 'guest.ts': "import { x } from './x'; x();" })).message).toContain("File 'x.ts' not found.");
  expect((await fails({ 'guest.ts': 'function f(): i32 { return 1; } export { f as main };' })).code).toBe(
    'GuestCompileError',
  );
});

test('host functions are refused with advice', async () => {
  const error = await fails({ 'guest.ts': 'if (Date.now() > 5 || Math.random() > 0.5) unreachable();' });
  expect(error.code).toBe('GuestImport');
  expect(error.message).toContain('env.Date.now: A run has no clock: take the time from the private input.');
  expect(error.message).toContain('env.seed: A run has no randomness');
});

test('main is called once, its result is the exit code; top-level code alone is a guest', async () => {
  const run = async (text: string) => {
    const guest = `import { commit } from 'vouch/guest';\n${text}`;
    return runInV8((await compileTypeScript('guest.ts', { 'guest.ts': guest }, { optimize: false })).wasm);
  };
  const one = Uint8Array.of(1);
  expect(await run('export function main(): i32 { commit<u8>(1); return 7; }')).toMatchObject({
    exitCode: 7,
    publicOutput: one,
  });
  expect(await run('commit<u8>(1);')).toMatchObject({ exitCode: 0, publicOutput: one });
  expect(await run('function run(): void { commit<u8>(1); }\nexport { run as main };')).toMatchObject({
    publicOutput: one,
  });
  expect(
    await run('/* export function main(): i32 { */ export function main(): void { commit<u8>(1); }'),
  ).toMatchObject({ publicOutput: one });
});

test("AssemblyScript's own runtimes", async () => {
  const text = `import { commit, input, viewOf } from 'vouch/guest';
let kept = input();
export function main(): void {
  let last = '';
  for (let i = 0; i < 20000; i++) { last = i.toString() + ' of many'; if (i % 1000 == 0) kept = input(); }
  __collect();
  commit(last); commit(kept); commit<i32>(memory.size());
}`;
  const sizes = new Map<string, number>();
  for (const runtime of ['stub', 'incremental', 'minimal'] as const) {
    const { wasm } = await compileTypeScript('guest.ts', { 'guest.ts': text }, { runtime, optimize: false });
    const { publicOutput } = runInV8(wasm, Uint8Array.of(65, 66));
    expect(new TextDecoder().decode(publicOutput.subarray(0, -4))).toBe('19999 of manyAB');
    sizes.set(runtime, new DataView(publicOutput.buffer).getInt32(publicOutput.length - 4, true));
  }
  expect(sizes.size).toBe(3);
});
