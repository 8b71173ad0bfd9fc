/** `vouch profile`: formats, files, names; what is in them is test/profiler's. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleElf } from '../profiler/sample.ts';
import { assembleTo, guest, scratchFolder, vouch, vouchJson } from './vouch.ts';

const folder = scratchFolder();
const program = join(folder, 'sample.elf');
writeFileSync(program, sampleElf());

test('text by default, JSON with --json', () => {
  const { status, stdout, stderr } = vouch(['profile', program]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^program +sample\n/);
  const { json } = vouchJson(['profile', program, '--top', '2', '--name', 'mine', '--step-names', '1=one,2=two']);
  expect(json).toMatchObject({ format: 'vouch-profile', program: 'mine', cycles: 34, numMarkers: 3 });
  expect(json.functions).toHaveLength(2);
  expect((json.steps as { name: string }[]).map(({ name }) => name)).toEqual(['setup', 'one', 'two']);
});

test('every format goes to a file with -o; --html writes a page beside it', () => {
  const starts = {
    text: 'program',
    json: '{',
    folded: 'setup;',
    speedscope: '{"$schema"',
    cpuprofile: '{"nodes"',
    pprof: '\x1f',
  };
  for (const [format, start] of Object.entries(starts)) {
    const file = join(folder, `out.${format}`);
    const { status, stdout, stderr } = vouch(['profile', program, '--format', format, '-o', file]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'latin1').startsWith(start), format).toBe(true);
  }
  const page = join(folder, 'page.html');
  const { status, stdout } = vouch(['profile', guest('demo'), '--input-hex', '01000000', '--html', page]);
  expect(status).toBe(0);
  expect(stdout).toContain('main');
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
});

test('mistakes are one line and status 2, traps are status 3, and no file is left', () => {
  const file = join(folder, 'never');
  expect(vouch(['profile', program, '--format', 'svg']).status).toBe(2);
  expect(vouch(['profile', program, '--step-names', 'one']).stderr).toContain('Expected N=NAME');
  expect(vouch(['profile', program, '--json', '--format', 'folded', '-o', file]).stderr).toMatch(
    /^error: Usage: .*\n$/,
  );
  expect(vouch(['profile', program, '--max-cycles', '10', '-o', file])).toMatchObject({ status: 2, stdout: '' });
  const trap = assembleTo(folder, 'trap.elf', '_start:\n  lb a0, -8(x0)\n');
  expect(vouch(['profile', trap, '--html', file])).toMatchObject({ status: 3, stdout: '' });
  expect(existsSync(file)).toBe(false);
});

test('TypeScript guests have functions and source lines', () => {
  const { json } = vouchJson(['profile', 'examples/guests/fibonacci.ts', '--input-hex', '64000000']);
  const names = (rows: unknown) => (rows as { name: string }[]).map(({ name }) => name);
  expect(names(json.functions)).toContain('_start');
  expect(names(json.lines)[0]).toMatch(/fibonacci\.ts:1[1-6]$/);
});
