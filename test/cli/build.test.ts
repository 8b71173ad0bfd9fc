/** `vouch build`, and the other commands on programs that are no ELF files yet. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheHome, guest, MAIN, scratchFolder, vouch, vouchJson } from './vouch.ts';

const folder = scratchFolder();
const elf = join(folder, 'out.elf');
function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const shout = put(
  'shout.wat',
  `(module
  (import "vouch" "write" (func $write (param i32 i32)))
  (import "vouch" "input_ptr" (func $input_ptr (result i32)))
  (import "vouch" "input_len" (func $input_len (result i32)))
  (memory 1)
  (func (export "_start") (call $write (call $input_ptr) (call $input_len))))
`,
);
const hex = (text: string) => Buffer.from(text).toString('hex');

describe('build', () => {
  test('TypeScript with an import: the second time from the cache, after a change not', () => {
    mkdirSync(join(folder, 'lib'));
    put('lib/word.ts', "export const word = 'one';\n");
    const path = put(
      'guest.ts',
      "import { commit } from 'vouch/guest';\nimport { word } from './lib/word';\nexport function main(): void { commit(word); }\n",
    );
    const first = vouchJson(['build', path, '-o', elf]);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(Object.keys(first.json)).toEqual(['elf', 'elfBytes', 'language', 'sha256', 'isCached', 'buildMs']);
    expect(first.json).toMatchObject({ elf, language: 'typescript', isCached: false });
    const bytes = readFileSync(elf);
    expect(first.json.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(first.json.elfBytes).toBe(bytes.length);

    const again = vouchJson(['build', path, '-o', elf]);
    expect(again.json).toMatchObject({ isCached: true, sha256: first.json.sha256 });
    expect(readFileSync(elf)).toEqual(bytes);
    // Another command finds it too, from another folder.
    const run = vouchJson(['run', 'guest.ts'], { cwd: folder });
    expect(run).toMatchObject({ status: 0, stderr: '', json: { publicOutput: hex('one') } });

    put('lib/word.ts', "export const word = 'two';\n");
    expect(vouchJson(['run', path]).json).toMatchObject({ publicOutput: hex('two') });
    expect(vouchJson(['build', path, '-o', elf]).json).toMatchObject({ isCached: true });
    put('lib/word.ts', "export const word = 'one';\n");
    expect(vouchJson(['build', path, '-o', elf]).json.sha256).toBe(first.json.sha256);
  });

  test('options are part of what is cached; --no-cache compiles', () => {
    const build = (...options: string[]) => vouchJson(['build', shout, '-o', elf, ...options]).json;
    const plain = build();
    expect(plain).toMatchObject({ isCached: false, language: 'wat' });
    expect(build('--checked')).toMatchObject({ isCached: false });
    expect(build('--no-cache')).toMatchObject({ isCached: false, sha256: plain.sha256 });
    expect(build()).toMatchObject({ isCached: true, sha256: plain.sha256 });
  });

  test('text for people; an ELF file is copied', () => {
    const { status, stdout } = vouch(['build', shout, '-o', elf]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /program +.*out\.elf \(\d\.\d KiB\)\nfrom +WebAssembly text\nsha256 +[0-9a-f]{64}\ntime +.*from the cache/,
    );
    expect(vouchJson(['build', guest('empty'), '-o', elf]).json).toMatchObject({ language: 'elf', isCached: false });
    expect(readFileSync(elf)).toEqual(readFileSync(guest('empty')));
  });

  test('several at a time share the cache without harm', async () => {
    const home = scratchFolder();
    const path = put('many.wat', readFileSync(shout, 'utf8').replace('(memory 1)', '(memory 2)'));
    const env = { ...process.env, XDG_CACHE_HOME: home };
    const one = (i: number) =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [MAIN, 'build', path, '-o', join(folder, `${i}.elf`), '--json'], { env });
        let text = '';
        child.stdout.on('data', (data: Buffer) => {
          text += data;
        });
        child.on('close', () => resolve((JSON.parse(text) as { sha256: string }).sha256));
      });
    expect(new Set(await Promise.all([0, 1, 2, 3].map(one))).size).toBe(1);
    expect(
      readdirSync(join(home, 'vouch'))
        .map((name) => name.split('.')[1])
        .sort(),
    ).toEqual(['guest', 'json']);
  });

  test('damaged or impossible cache: built all the same', () => {
    const home = scratchFolder();
    const build = (XDG_CACHE_HOME: string) => vouchJson(['build', shout, '-o', elf], { env: { XDG_CACHE_HOME } });
    const { sha256 } = build(home).json;
    const cache = join(home, 'vouch');
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), 'rubbish');
    expect(build(home).json).toMatchObject({ sha256, isCached: false });
    expect(build(home).json).toMatchObject({ sha256, isCached: true });
    expect(build('/dev/null')).toMatchObject({ status: 0, stderr: '', json: { sha256, isCached: false } });
  });
});

describe('what does not compile', () => {
  test('TypeScript: text of the compiler with line and caret, status 2, no file', () => {
    const path = put('wrong.ts', 'export function main(): void {\n  const x: u32 = "a";\n}\n');
    const { status, stdout, stderr } = vouch(['build', path, '-o', join(folder, 'wrong.elf')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: GuestCompileError: the guest does not compile\.\n/);
    expect(stderr).toMatch(/2 │ +const x: u32 = "a";\n.*~~~\n.*in wrong\.ts\(2,18\)/);
    expect(existsSync(join(folder, 'wrong.elf'))).toBe(false);
  });

  test('what the machine does not have, with advice', () => {
    const path = put('clock.ts', 'export function main(): void { if (Date.now() == 1) unreachable(); }\n');
    const { status, stderr } = vouch(['run', path]);
    expect(status).toBe(2);
    expect(stderr).toContain('Date.now: A run has no clock: take the time from the private input.');
  });

  test('a module with an unknown import: function and what to do', () => {
    const path = put('alien.wat', '(module (import "env" "now" (func (result i64))) (func (export "_start")))');
    const { status, stderr } = vouch(['run', path]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: Wasm\w+: .*env.*now/);
  });

  test('warnings are said, also from the cache, and are no failure', () => {
    const path = put('warned.ts', "WARNING('take care');\nlet text = 'x';\ntext!.length;\n");
    const outcomes = [1, 2].map(() => vouch(['run', path]));
    for (const { status, stderr } of outcomes) {
      expect(stderr).toBe("warning: warned.ts:1:1: User-defined: 'take care'\n");
      expect(status).toBe(0);
    }
  });
});

describe('every command takes sources', () => {
  test('run, count, inspect', () => {
    expect(vouchJson(['run', shout, '--input-text', 'hey']).json).toMatchObject({ publicOutput: hex('hey') });
    expect(vouchJson(['count', shout, '--input-text', 'hey']).json.cycles).toBeGreaterThan(5);
    const { json } = vouchJson(['inspect', shout]);
    expect(json).toMatchObject({ kind: 'program' });
    vouch(['build', shout, '-o', elf]);
    expect(json).toEqual(vouchJson(['inspect', elf]).json);
  });

  test('setup, prove, verify --program: the key is that of the built file', () => {
    const [key, proof] = [join(folder, 'key'), join(folder, 'proof')];
    const weak = ['--preset', 'one-query', '--insecure'];
    vouch(['build', shout, '-o', elf]);
    const made = vouchJson(['setup', elf, '-o', key, ...weak]).json;
    expect(vouchJson(['prove', shout, '--input-text', 'hey', '-o', proof, ...weak])).toMatchObject({
      json: { claim: { keyDigest: made.keyDigest, exitCode: 0, publicOutput: hex('hey') } },
    });
    expect(vouchJson(['verify', proof, '--program', shout, ...weak]).json).toMatchObject({ valid: true });
    expect(vouch(['verify', proof, '--program', shout, '--checked', ...weak])).toMatchObject({ status: 1 });
  });
});

test('the tests use a cache of their own', () => {
  expect(readdirSync(join(cacheHome, 'vouch')).length).toBeGreaterThan(0);
});
