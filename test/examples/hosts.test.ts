/** The example guests as a user runs them: each host script proves and verifies, and says what it should. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

function host(name: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`examples/hosts/${name}.ts`, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const licence = createHash('sha256').update(readFileSync('LICENSE')).digest('hex');

const cases: readonly (readonly [name: string, args: readonly string[], expected: RegExp])[] = [
  ['fibonacci', ['100'], /verified: Fibonacci number 100 is 3736710778780434371 modulo 2\^64\n/],
  ['sha256', ['LICENSE'], new RegExp(`verified: a file of \\d+ bytes with SHA-256 ${licence} exists\n`)],
  ['csv-mean', [], /verified: the mean amount of the 3 rows in [0-9a-f]{64} is 736\.48\n/],
  ['merkle-membership', [], /verified: a member of [0-9a-f]{64} votes, with nullifier [0-9a-f]{64}\n/],
  ['sudoku', [], /verified: this sudoku has been solved\n {2}53\.\.7\.\.\.\.\n {2}6\.\.195\.\.\.\n/],
  ['signed-price', [], /verified: at 2026-09-21T14:13:20.000Z the oracle signed a price of at least 61000\n/],
];

test.each(cases)('%s %j: proven and verified', (name, args, expected) => {
  const { status, stdout, stderr } = host(name, ...args);
  expect({ status, stderr: stderr.replace(/^\d+ rows, total \d+ cents\n/, '') }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+ cycles proven in [\d.]+ s, 128 bits of security\n/);
  expect(stdout).toMatch(expected);
});

test('an input that the guest refuses is not proven', () => {
  const { status, stdout, stderr } = host('sudoku', '.'.repeat(81), '1'.repeat(81));
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/panic: a digit occurs twice in a row, column or box\n {2}at sudoku\.ts:\d+:\d+/);
  expect(stderr).toContain('The guest refused this input with exit code 101; nothing was proven.');
});

test('every guest has its host script, and each is at most a page', () => {
  const guests = readdirSync('examples/guests').filter((name) => name.endsWith('.ts'));
  expect(cases.map(([name]) => `${name}.ts`).sort()).toEqual(guests.sort());
  for (const name of guests) {
    expect(existsSync(`examples/hosts/${name}`)).toBe(true);
    for (const folder of ['guests', 'hosts']) {
      expect(readFileSync(`examples/${folder}/${name}`, 'utf8').split('\n').length, name).toBeLessThanOrEqual(60);
    }
  }
});
