/** What `vouch new` writes: it type-checks as an editor sees it, and the guest says of its sample input what it should. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles } from '../../src/cli/templates/index.ts';
import { compileTypeScript } from '../../src/guest-compiler/asc.ts';
import { text, u32, u64 } from './example-inputs.ts';
import { runInV8 } from './v8-host.ts';

const files = projectFiles('my-proof', '1.2.3');

test('guest and scripts show no errors in an editor', () => {
  const root = 'build/new-project';
  rmSync(root, { recursive: true, force: true });
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, contents);
  }
  // The package as npm would install it.
  const installed = `${root}/node_modules/vouch`;
  mkdirSync(installed, { recursive: true });
  for (const folder of ['package.json', 'guest', 'dist']) symlinkSync(resolve(folder), `${installed}/${folder}`);
  for (const project of [root, `${root}/host`]) {
    const compiler = ['node_modules/typescript/bin/tsc', '-p', project];
    expect(() => execFileSync(process.execPath, compiler, { encoding: 'utf8', stdio: 'pipe' })).not.toThrow();
  }
});

test('the guest gives count and mean, and refuses what is no number', async () => {
  const { wasm } = await compileTypeScript('guest.ts', files, { optimize: false });
  const sample = text(files['data.csv']!);
  const digest = createHash('sha256').update(sample).digest();
  expect(runInV8(wasm, sample)).toMatchObject({
    exitCode: 0,
    publicOutput: Uint8Array.from([...digest, ...u32(6), ...u64(190n)]),
    debug: 'added up 6 numbers\n',
  });
  expect(runInV8(wasm).exitCode).toBe(101);
  expect(runInV8(wasm, text('one\n')).exitCode).toBe(101);
});

test('the package depends on the given version and names only files that exist', () => {
  const description = JSON.parse(files['package.json']!) as { dependencies: object; scripts: Record<string, string> };
  expect(description.dependencies).toEqual({ vouch: '1.2.3' });
  const named = Object.values(description.scripts).flatMap((script) => script.match(/[\w/.]+\.ts/g) ?? []);
  expect(Object.keys(files)).toEqual(expect.arrayContaining(named));
});
