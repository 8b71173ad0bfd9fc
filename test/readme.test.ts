/** The README's example is what it says: it runs as it stands, against the built package, and its commands exist. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectFiles } from '../src/cli/templates/index.ts';

const readme = readFileSync('README.md', 'utf8');

test('the API example runs and has about 20 lines', () => {
  const example = /```js\n([\s\S]*?)```/.exec(readme)![1]!;
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(24);
  mkdirSync('build', { recursive: true });
  // Inside the package, so that `vouch` means this package.
  writeFileSync('build/readme-example.mjs', example);
  const output = execFileSync(process.execPath, ['build/readme-example.mjs'], { encoding: 'utf8' });
  const digest = createHash('sha256').update('something private, of any length').digest('hex');
  expect(output).toMatch(/^\d+ cycles, exit code 0\n\d+ bytes, \d+ bits of security, \d+ ms\n/);
  expect(output).toContain(`SHA-256 ${digest}\n`);
});

test('commands and links exist', () => {
  const scriptsOf = (text: string) => (JSON.parse(text) as { scripts: Record<string, string> }).scripts;
  const own = scriptsOf(readFileSync('package.json', 'utf8'));
  const ofNewProject = scriptsOf(projectFiles('my-proof', 'vouch')['package.json']!);
  for (const line of readme.split('\n')) {
    const scripts = line.includes('cd ../my-proof') ? ofNewProject : own;
    for (const [, name] of line.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name!]);
  }
  for (const [, path] of readme.matchAll(/\]\(([^)#:]+)\)/g)) expect(existsSync(path!), path).toBe(true);
});
