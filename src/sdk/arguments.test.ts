/** Arguments that types forbid and JavaScript does not: each is refused, none runs as something else. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as vouch from './index.ts';

const program = new Uint8Array(readFileSync('guests/sha256/sha256.elf'));
const wrong = <T>(value: unknown) => value as T;
const refused = expect.objectContaining({ name: 'ArgumentError', code: 'BadArguments' });

const runs = {
  execute: vouch.execute,
  profile: vouch.profile,
  count: vouch.count,
  prove: vouch.prove,
} as const;

describe.each(Object.entries(runs))('%s', (_, run) => {
  test.each([['abc'], [[1]], [null], [new ArrayBuffer(3)]])('refuses the input %j', async (input) => {
    await expect(run(program, { input: wrong(input) })).rejects.toThrow(refused);
  });

  test.each([['x'], [undefined], [[0x7f]]])('refuses the program %j', async (bytes) => {
    await expect(run(wrong(bytes))).rejects.toThrow(refused);
  });

  test.each([Number.NaN, 1.5, 0, -1, '7'])('refuses maxCycles of %j', async (maxCycles) => {
    await expect(run(program, { maxCycles: wrong(maxCycles) })).rejects.toThrow(refused);
  });
});

test('maxCycles of Infinity is no limit, and one that is reached is named (control)', async () => {
  const { exitCode, cycles } = await vouch.execute(program, { maxCycles: Number.POSITIVE_INFINITY });
  expect(exitCode).toBe(0);
  expect(await vouch.execute(program, { maxCycles: cycles })).toMatchObject({ cycles });
  await expect(vouch.execute(program, { maxCycles: cycles - 1 })).rejects.toThrow(
    expect.objectContaining({ code: 'CycleLimit' }),
  );
});

test('setup, inspect and Prover.create', async () => {
  await expect(vouch.setup(wrong('abc'))).rejects.toThrow(refused);
  await expect(vouch.inspect(wrong('abc'))).rejects.toThrow(refused);
  await expect(vouch.inspect(program, { key: wrong('abc') })).rejects.toThrow(refused);
  for (const threads of [0, Number.NaN, 1.5, Number.POSITIVE_INFINITY])
    await expect(vouch.Prover.create({ threads })).rejects.toThrow(refused);
});

test('formats of profiles', async () => {
  const made = await vouch.profile(program);
  expect(() => vouch.formatProfile(made, wrong('nope'))).toThrow(refused);
  expect(vouch.formatProfile(made, 'folded').length).toBeGreaterThan(0);
});

test('recursion: proofs, keys and exit codes', () => {
  const bytes = new Uint8Array(1024);
  expect(() => vouch.encodeRecursionInput(wrong({ proof: bytes }))).toThrow(refused);
  expect(() => vouch.encodeRecursionInput(wrong({ proof: 'x', key: bytes }))).toThrow(refused);
  expect(() => vouch.encodeRecursionInput({ proof: bytes, key: bytes.subarray(0, 0) })).toThrow(
    vouch.RecursionInputError,
  );
  const keys = { recursionKey: bytes, innerKey: bytes };
  for (const options of [
    undefined,
    {},
    { recursionKey: bytes },
    ...['x', 1.5, -1, 'any'].map((exitCode) => ({ ...keys, exitCode })),
  ]) {
    expect(() => vouch.verifyRecursive(bytes, wrong(options))).toThrow(vouch.VerifyUsageError);
  }
  expect(() => vouch.verifyRecursive(bytes, keys)).toThrow(vouch.KeyError);
});
