/** `scripts/profile-recursion.ts`: wrong usage is said before anything is proven, and `--json` is one object. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const script = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/profile-recursion.ts', ...args], { encoding: 'utf8' });

test.each([
  [['--inner', 'constructor'], /there is no inner program constructor, only empty, fibonacci, mixed\./],
  [['--preset', 'nope'], /there is no preset nope, only fast, /],
  [['toString'], /there is no flavour toString, only single, multi\./],
  [['single', 'multi', '--json'], /name one flavour\./],
  [['--bogus'], /Unknown option '--bogus'/],
])('%j', (args, message) => {
  const { status, stdout, stderr } = script(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: Usage: .*\n$/);
  expect(stderr).toMatch(message);
});

test('--json', () => {
  const { status, stdout, stderr } = script('single', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ flavour: 'single', inner: 'empty', preset: 'one-query' });
  expect(Object.keys(result)).toEqual(expect.arrayContaining(['cycles', 'cells', 'calls', 'steps', 'blobBytes']));
});
