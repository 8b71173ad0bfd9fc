/** `vouch setup`, `prove`, `verify`, `count` and `inspect` on real files; one query where the proof's strength does not matter. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { assembleTo, guest, MAIN, scratchFolder, vouch, vouchJson } from './vouch.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const weak = ['--preset', 'one-query', '--insecure'];
const fibonacci = guest('fibonacci');
const TEN = '0a00000000000000';
const OUTPUT = `${TEN}3700000000000000`;

beforeAll(() => {
  expect(vouch(['setup', fibonacci, '-o', at('fib.key'), ...weak]).status).toBe(0);
  expect(vouch(['prove', fibonacci, '--input-hex', TEN, '-o', at('fib.proof'), ...weak]).status).toBe(0);
});

describe('at the default preset', () => {
  test('prove and verify, by program and by key', () => {
    const made = vouchJson(['prove', guest('empty'), '-o', at('empty.proof')]);
    expect(made.status).toBe(0);
    const fields = ['claim', 'cycles', 'committedCells', 'proveMs', 'proofBytes', 'peakMemoryBytes', 'securityBits'];
    expect(Object.keys(made.json)).toEqual([...fields, 'rounds', 'preset', 'proof']);
    expect(made.json).toMatchObject({ preset: 'balanced', claim: { exitCode: 0, publicOutput: '' } });
    expect(made.json.securityBits).toBeGreaterThanOrEqual(128);
    expect(made.json.proofBytes).toBe(statSync(at('empty.proof')).size);

    const byProgram = vouchJson(['verify', at('empty.proof'), '--program', guest('empty')]);
    expect(byProgram.status).toBe(0);
    expect(Object.keys(byProgram.json)).toEqual(['valid', 'claim', 'verifyMs']);
    expect(byProgram.json).toMatchObject({ valid: true, claim: made.json.claim });

    const key = vouchJson(['setup', guest('empty'), '-o', at('empty.key')]);
    expect(key.json).toMatchObject({ keyDigest: (made.json.claim as { keyDigest: string }).keyDigest });
    expect(vouchJson(['verify', at('empty.proof'), '--key', at('empty.key')]).json.valid).toBe(true);
  });
});

describe('verify', () => {
  const check = (...args: string[]) => vouchJson(['verify', at('fib.proof'), ...args]);

  test('a valid proof', () => {
    const { status, json } = check('--key', at('fib.key'), '--insecure');
    expect(status).toBe(0);
    expect(json).toMatchObject({ valid: true, claim: { exitCode: 0, publicOutput: OUTPUT } });
  });

  test('status 1 and a code for a changed byte, another program, another exit code', () => {
    const changed = readFileSync(at('fib.proof'));
    changed[changed.length >> 1]! ^= 1;
    writeFileSync(at('changed.proof'), changed);
    const forged = vouch(['verify', at('changed.proof'), '--key', at('fib.key'), '--insecure']);
    expect(forged.status).toBe(1);
    expect(forged.stderr).toMatch(/^error: \w+: .*\n$/);

    const other = check('--program', guest('empty'), ...weak);
    expect(other.status).toBe(1);
    expect(other.json).toMatchObject({ valid: false, code: 'KeyMismatch' });
    expect(other.json.message).toMatch(/another program or with another --preset/);

    const code = check('--key', at('fib.key'), '--insecure', '--exit-code', '7');
    expect(code.status).toBe(1);
    expect(code.json).toMatchObject({ valid: false, code: 'ExitCode' });
  });

  test('status 2 for a key that is none or too weak', () => {
    const none = check('--key', at('fib.proof'), '--insecure');
    expect(none).toMatchObject({ status: 2, json: { valid: false, code: 'BadKey', error: { code: 'BadKey' } } });
    const insecure = check('--key', at('fib.key'));
    expect(insecure).toMatchObject({ status: 2, json: { valid: false, code: 'InsecureKey' } });
  });

  test('a proof cut short is invalid, an empty file too', () => {
    for (const length of [0, 63, 1000]) {
      writeFileSync(at('short.proof'), readFileSync(at('fib.proof')).subarray(0, length));
      const { status, json } = vouchJson(['verify', at('short.proof'), '--key', at('fib.key'), '--insecure']);
      expect(status).toBe(1);
      expect(json.valid).toBe(false);
    }
  });
});

describe('prove', () => {
  test('refuses weak options without --insecure and writes nothing', () => {
    const { status, stderr } = vouch(['prove', fibonacci, '-o', at('no.proof'), '--preset', 'one-query']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: InsecureKey: The key has 0 bits/);
    expect(readdirSync(folder)).not.toContain('no.proof');
  });

  test('a run with another exit code is provable, with a note', () => {
    const { status, stderr } = vouch(['prove', fibonacci, '-o', at('failed.proof'), ...weak]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/exited with 101.*--exit-code/);
    const verified = vouchJson([
      'verify',
      at('failed.proof'),
      '--key',
      at('fib.key'),
      '--insecure',
      '--exit-code',
      'any',
    ]);
    expect(verified.json).toMatchObject({ valid: true, claim: { exitCode: 101 } });
  });

  test('a trap: status 3, nothing written', () => {
    const trap = assembleTo(folder, 'trap.elf', '_start:\n  .word 0x00100073\n');
    const { status, stderr } = vouch(['prove', trap, '-o', at('trap.proof'), ...weak]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^error: IllegalInstruction: Trap at pc 0x10000/);
    expect(readdirSync(folder)).not.toContain('trap.proof');
  });

  test('--time shows the rounds', () => {
    const { stdout } = vouch(['prove', fibonacci, '--input-hex', TEN, '-o', at('timed.proof'), '--time', ...weak]);
    expect(stdout).toMatch(/\nround +ms +share\nexecution /);
    expect(readFileSync(at('timed.proof'))).toEqual(readFileSync(at('fib.proof')));
  });

  test('Ctrl-C: status 130, nothing left behind', async () => {
    const args = ['prove', guest('mixed'), '--input-hex', 'e803000000000000', '-o', at('stopped.proof'), ...weak];
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect(status).toBe(130);
    expect(stderr).toBe('error: Cancelled: cancelled; nothing was written.\n');
    expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});

describe('what it costs and says', () => {
  test('count', () => {
    const { status, json } = vouchJson(['count', fibonacci, '--input-hex', TEN]);
    expect(status).toBe(0);
    expect(json.cycles).toBeGreaterThan(10);
    for (const field of ['cells', 'cellsPerCycle', 'interactionsPerCycle']) expect(json[field]).toBeGreaterThan(0);
    expect(json.memoryBytes).toHaveProperty('balanced');
    const add = (json.chips as Record<string, number | string>[]).find(({ name }) => name === 'ADD')!;
    expect(Object.keys(add)).toEqual(['name', 'rows', 'height', 'wordsPerRow', 'interactions', 'cells']);
    expect(add.rows).toBeGreaterThanOrEqual(10);
    expect(vouch(['count', fibonacci, '--input-hex', TEN]).stdout).toMatch(/\nchip +rows +height/);
  });

  test('inspect tells preset, tables and bytes of a proof, and the same of a key', () => {
    const { json } = vouchJson(['inspect', at('fib.proof')]);
    expect(json).toMatchObject({
      kind: 'proof',
      preset: 'one-query',
      optionsFrom: 'length',
      claim: { publicOutput: OUTPUT },
    });
    const parts = json.parts as { bytes: number }[];
    expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(json.bytes);
    expect(vouchJson(['inspect', at('fib.proof'), '--key', at('fib.key')]).json).toMatchObject({ optionsFrom: 'key' });
    const noKey = vouch(['inspect', at('fib.proof'), '--key', fibonacci]);
    expect(noKey.stderr).toMatch(/^error: BadKey: .*fibonacci\.elf is no key; vouch setup writes one\.\n$/);
    writeFileSync(at('short.key'), readFileSync(at('fib.key')).subarray(0, 300));
    expect(vouch(['inspect', at('fib.proof'), '--key', at('short.key')]).stderr).toMatch(/^error: BadKey: the cap has/);
    expect(vouchJson(['inspect', at('fib.key')]).json).toMatchObject({ kind: 'key', preset: 'one-query' });
    expect(vouch(['inspect', at('fib.proof')]).stdout).toMatch(/^proof .*not verified\n[\s\S]*queries: FRI leaves/);
  });
});
