/** Output files that are no plain files: links, pipes, the standard streams. */
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guest, scratchFolder, vouch } from './vouch.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const elf = guest('empty');
const build = (output: string) => vouch(['build', elf, '-o', output]);

describe('links', () => {
  const isLink = (path: string) => lstatSync(path).isSymbolicLink();

  test('stay, and what they lead to is written, there or not', () => {
    mkdirSync(at('far'));
    writeFileSync(at('far/old'), 'old');
    symlinkSync('far/old', at('first'));
    symlinkSync(at('first'), at('second'));
    symlinkSync('new', at('far/hanging'));
    symlinkSync('far', at('near'));
    expect(build(at('second')).status).toBe(0);
    expect(build(at('near/hanging')).status).toBe(0);
    for (const path of ['first', 'second', 'far/hanging', 'near']) expect(isLink(at(path)), path).toBe(true);
    for (const path of ['far/old', 'far/new']) expect(readFileSync(at(path)), path).toEqual(readFileSync(elf));
    expect(readdirSync(at('far')).sort()).toEqual(['hanging', 'new', 'old']);
  });

  test('in a circle are an error before the work', () => {
    symlinkSync('circle', at('circle'));
    expect(build(at('circle'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error: CannotWrite: .*\n$/),
    });
  });

  test('to one file from -o and --html are refused', () => {
    symlinkSync('report', at('page'));
    symlinkSync('.', at('here'));
    for (const html of ['report', 'page', 'here/report', `${folder}/./report`]) {
      const { status, stderr } = vouch(['profile', elf, '-o', 'report', '--html', html], { cwd: folder });
      expect(status).toBe(2);
      expect(stderr).toBe(`error: Usage: -o and --html both name ${html}: choose another file for one.\n`);
    }
    expect(readdirSync(folder)).not.toContain('report');
  });
});

test('a named pipe is written to and stays', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const reader = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', at('pipe'), at('copy')]);
  const ended = new Promise((resolve) => reader.on('close', resolve));
  expect(build(at('pipe')).status).toBe(0);
  await ended;
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  expect(readFileSync(at('copy'))).toEqual(readFileSync(elf));
});

describe('/dev/stdout', () => {
  const args = ['security', '--preset', 'fast', '--soundcalc', '/dev/stdout'];
  const expected = /^\[zkevm\][\s\S]*\nParameters for soundcalc: \/dev\/stdout\n$/;

  test('through a pipe', () => {
    const { status, stdout } = vouch(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(expected);
  });

  test('into a file: what is there already stays', () => {
    const file = openSync(at('log'), 'a');
    writeFileSync(file, 'before\n');
    expect(vouch(args, { stdio: ['ignore', file, 'inherit'] }).status).toBe(0);
    closeSync(file);
    const [, first, rest] = /^(.*\n)([\s\S]*)$/.exec(readFileSync(at('log'), 'utf8'))!;
    expect(first).toBe('before\n');
    expect(rest).toMatch(expected);
  });
});
