/** `vouch run`, `inspect` and `security`: what needs no prover. JSON fields, statuses, files, debug text. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assembleTo, guest, scratchFolder, vouch, vouchJson } from './vouch.ts';

const folder = scratchFolder();
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('run', () => {
  test('JSON has exit code, cycles, output and speed', () => {
    const { status, json } = vouchJson(['run', guest('sha256'), '--input-text', 'abc']);
    expect(status).toBe(0);
    expect(Object.keys(json)).toEqual(['exitCode', 'cycles', 'publicOutput', 'instructionsPerSecond']);
    expect(json).toMatchObject({ exitCode: 0, publicOutput: sha256('abc') });
    expect(json.cycles).toBeGreaterThan(1000);
    expect(json.instructionsPerSecond).toBeGreaterThan(0);
  });

  test('the three ways to give the input agree', () => {
    const file = join(folder, 'input.bin');
    writeFileSync(file, 'abc');
    const outputs = [
      vouchJson(['run', guest('sha256'), '--input', file]),
      vouchJson(['run', guest('sha256'), '--input-hex', '0x61 62_63']),
      vouchJson(['run', guest('sha256'), '--input-text', 'abc']),
    ].map(({ json }) => json.publicOutput);
    expect(outputs).toEqual([sha256('abc'), sha256('abc'), sha256('abc')]);
    const piped = vouch(['run', guest('sha256'), '--input', '-', '--json'], { input: 'abc' });
    expect(JSON.parse(piped.stdout).publicOutput).toBe(sha256('abc'));
  });

  test('-o writes the raw output and nothing else', () => {
    const file = join(folder, 'digest.bin');
    expect(vouch(['run', guest('sha256'), '-o', file]).status).toBe(0);
    expect(readFileSync(file).toString('hex')).toBe(sha256(''));
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('a guest that exits with another code: status 3, its text on stderr', () => {
    const { status, json, stderr } = vouchJson(['run', guest('fibonacci'), '--input-hex', '00']);
    expect(status).toBe(3);
    expect(json).toMatchObject({ exitCode: 101, publicOutput: '' });
    expect(stderr).toContain('panic: the input must be one little-endian u64');
  });

  test('a trap: status 3, where and why', () => {
    const path = assembleTo(folder, 'trap.elf', '_start:\n  li a0, -8\n  ld a1, 0(a0)\n');
    const { status, json, stderr } = vouchJson(['run', path]);
    expect(status).toBe(3);
    expect(json).toMatchObject({ exitCode: null, code: 'LoadOutsideMemory', pc: 0x10004, cycles: 1 });
    expect(stderr).toMatch(/^error: LoadOutsideMemory: Trap at pc 0x10004 \(_start\+0x4\) .*\n$/);
    const human = vouch(['run', path]);
    expect(human).toMatchObject({ status: 3, stdout: '' });
    expect(human.stderr).toBe(stderr);
  });

  test('no escape sequences and no progress in a pipe', () => {
    const { stdout, stderr } = vouch(['run', guest('demo'), '--input-hex', '01000000']);
    expect(stdout + stderr).not.toContain('\x1b');
    expect(stderr).toMatch(/^salaries read: {2}1\n/);
    expect(stdout).toMatch(/^exit code +0\ncycles +[\d,]+\nspeed .*\npublic output .*\n$/);
  });
});

describe('inspect', () => {
  test('a program', () => {
    const { status, json } = vouchJson(['inspect', guest('sort')]);
    expect(status).toBe(0);
    expect(json).toMatchObject({ kind: 'program', entryPc: 0x10000 });
    expect(json.segments).toHaveLength(3);
  });

  test('--chips gives every table its price', () => {
    const { json } = vouchJson(['inspect', '--chips']);
    const chips = json.chips as Record<string, unknown>[];
    expect(chips.length).toBeGreaterThan(20);
    const addi = chips.find(({ name }) => name === 'ADDI')!;
    for (const field of ['mainColumns', 'interactions', 'constraints', 'degree', 'priceNs']) {
      expect(addi[field]).toBeGreaterThan(0);
    }
    const { stdout } = vouch(['inspect', '--chips']);
    expect(stdout).toMatch(/^chip .*interactions .*degree .*\n/);
  });
});

describe('security', () => {
  test('every preset but one-query reaches 128 bits in every round', () => {
    const { json } = vouchJson(['security']);
    for (const { preset, bits, terms } of json.presets as {
      preset: string;
      bits: number;
      terms: { bits: number }[];
    }[]) {
      expect(terms.length).toBe(6);
      expect(bits).toBe(Math.floor(Math.min(...terms.map((term) => term.bits))));
      if (preset === 'one-query') expect(bits).toBeLessThan(10);
      else expect(bits).toBeGreaterThanOrEqual(128);
    }
  });

  test('fewer rows, more bits', () => {
    const bits = (height: string) =>
      (vouchJson(['security', '--preset', 'compact', '--log-height', height]).json.presets as { bits: number }[])[0]!
        .bits;
    expect(bits('10')).toBeGreaterThanOrEqual(bits('20'));
  });

  test('--soundcalc writes one circuit per secure preset', () => {
    const file = join(folder, 'vouch.toml');
    expect(vouch(['security', '--soundcalc', file]).status).toBe(0);
    const toml = readFileSync(file, 'utf8');
    expect([...toml.matchAll(/^\[\[circuits\]\]\nname = "(\w+)"/gm)].map(([, name]) => name)).toEqual([
      'fast',
      'balanced',
      'compact',
      'small',
    ]);
    for (const name of [
      'rho',
      'trace_length',
      'batch_size',
      'num_queries',
      'explicit_regime',
      'grinding_bits_lookup',
    ]) {
      expect(toml).toContain(`\n${name} = `);
    }
  });
});
