/** The SDK end to end with one query: proofs that mean nothing, made quickly. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineSystem } from '../machine/system.ts';
import {
  count,
  execute,
  InsecureKey,
  inspect,
  type ProveResult,
  Prover,
  prove,
  setup,
  VerificationError,
  type VerifyingKey,
  verify,
} from './index.ts';
import { MAX_INTERACTIONS } from './machine.ts';
import { machineDescription } from './machine-description.ts';

const program = new Uint8Array(readFileSync('guests/fibonacci/fibonacci.elf'));
const weak = { preset: 'one-query', insecure: true } as const;

/** n as the guest reads it. */
const inputOf = (n: number) => new Uint8Array(BigUint64Array.of(BigInt(n)).buffer);
const fibonacci10 = new Uint8Array(BigUint64Array.of(10n, 55n).buffer);

let prover: Prover;
let key: VerifyingKey;
let result: ProveResult;
const progress: { stage: string; fraction: number }[] = [];

beforeAll(async () => {
  prover = await Prover.create({ threads: 1 });
  key = await prover.setup(program, weak);
  result = await prover.prove(program, { ...weak, input: inputOf(10), onProgress: (step) => progress.push(step) });
});
afterAll(() => prover.close());

test('the embedded machine description is that of the chips', () => {
  expect(machineDescription()).toEqual(machineSystem().descriptionBytes);
});

describe('a proof', () => {
  test('verifies to the claim of the run', async () => {
    const claim = verify(result.proof, key, { insecure: true });
    expect(claim).toEqual(result.claim);
    expect(claim).toEqual({ keyDigest: key.digest, exitCode: 0, publicOutput: fibonacci10 });
    const run = await execute(program, { input: inputOf(10) });
    expect(run).toMatchObject({ exitCode: 0, cycles: result.cycles, publicOutput: fibonacci10 });
  });

  test('is for one key only', async () => {
    const other = await prover.setup(new Uint8Array(readFileSync('guests/empty/empty.elf')), weak);
    expect(() => verify(result.proof, other, { insecure: true })).toThrow(
      expect.objectContaining({ code: 'KeyMismatch' }),
    );
  });

  test('of another exit code is accepted only if that is named', async () => {
    const failed = await prover.prove(program, { ...weak, input: new Uint8Array(3) });
    expect(failed.claim.exitCode).toBe(101);
    expect(() => verify(failed.proof, key, { insecure: true })).toThrow(expect.objectContaining({ code: 'ExitCode' }));
    expect(verify(failed.proof, key, { insecure: true, exitCode: 101 }).exitCode).toBe(101);
    expect(verify(failed.proof, key, { insecure: true, exitCode: 'any' }).exitCode).toBe(101);
  });

  test('comes with figures', () => {
    const { cycles, committedCells, proveMs, peakMemoryBytes, securityBits, rounds } = result;
    for (const figure of [cycles, committedCells, proveMs, peakMemoryBytes]) expect(figure).toBeGreaterThan(0);
    expect(securityBits).toBe(0);
    expect(rounds.length).toBeGreaterThan(5);
    const totalMs = rounds.reduce((sum, { ms }) => sum + ms, 0);
    expect(totalMs).toBeLessThanOrEqual(proveMs + 1);
  });

  test('reports its progress from 0 to 1 without going back', () => {
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions[0]).toBe(0);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(new Set(progress.map(({ stage }) => stage)).size).toBeGreaterThan(5);
  });
});

describe('options below 128 bits are refused', () => {
  const refused = { preset: 'one-query' } as const;
  test('by setup, prove and verify', async () => {
    await expect(prover.setup(program, refused)).rejects.toThrow(InsecureKey);
    await expect(prover.prove(program, { ...refused, input: inputOf(1) })).rejects.toThrow(InsecureKey);
    expect(() => verify(result.proof, key)).toThrow(InsecureKey);
    expect(new InsecureKey(0, 'query')).toBeInstanceOf(VerificationError);
  });
});

describe('cancelling and limits', () => {
  test('an aborted signal ends the call with its reason, and the prover goes on', async () => {
    const controller = new AbortController();
    const cancelled = prover.prove(program, {
      ...weak,
      input: inputOf(20_000),
      signal: controller.signal,
      onProgress: ({ stage }) => stage === 'main commitment' && controller.abort(new Error('enough')),
    });
    await expect(cancelled).rejects.toThrow('enough');
    expect((await prover.prove(program, { ...weak, input: inputOf(10) })).proof).toEqual(result.proof);
    await expect(execute(program, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  test('more cycles than allowed', async () => {
    const limits = { input: inputOf(1000), maxCycles: 100 };
    await expect(execute(program, limits)).rejects.toThrow(expect.objectContaining({ code: 'CycleLimit' }));
    await expect(prover.prove(program, { ...weak, ...limits })).rejects.toThrow(
      expect.objectContaining({ code: 'CycleLimit' }),
    );
  });
});

describe('inspect', () => {
  test('a proof, without and with its key', async () => {
    for (const inspection of [await inspect(result.proof), await inspect(result.proof, { key: key.bytes })]) {
      if (inspection.kind !== 'proof') throw new Error(inspection.kind);
      expect(inspection).toMatchObject({ preset: 'one-query', securityBits: 0, claim: result.claim });
      const bytes = inspection.parts.reduce((sum, part) => sum + part.bytes, 0);
      expect(bytes).toBe(result.proof.length);
      expect(inspection.tables.filter(({ height }) => height > 0).map(({ name }) => name)).toContain('ADD');
    }
    const other = await prover.setup(new Uint8Array(readFileSync('guests/empty/empty.elf')), weak);
    await expect(inspect(result.proof, { key: other.bytes })).rejects.toThrow('another key');
    await expect(inspect(result.proof.subarray(0, 1000))).rejects.toThrow('there are 1000');
  });

  test('a key', async () => {
    const inspection = await inspect(key.bytes);
    expect(inspection).toMatchObject({ kind: 'key', digest: key.digest, isThisMachine: true, entryPc: 0x10000 });
    expect(inspection).toMatchObject({ interactionBound: MAX_INTERACTIONS });
  });

  test('bytes of any other kind', async () => {
    await expect(inspect(new Uint8Array(0))).rejects.toThrow(expect.objectContaining({ code: 'UnknownFile' }));
  });
});

test('functions without a prover of their own give the same', async () => {
  const threads = 2;
  expect(await setup(program, { ...weak, threads })).toEqual(key);
  const again = await prove(program, { ...weak, threads, input: inputOf(10) });
  expect(again.proof).toEqual(result.proof);
  const counted = await count(program, { input: inputOf(10) });
  expect(counted.cycles).toBe(result.cycles);
});
