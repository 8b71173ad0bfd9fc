/**
 * Whole programs proven and verified: the guests with outputs computed independently, and a sample of the random programs that
 * are compared with qemu elsewhere. Both verifiers must accept; another claim, key or exit code must not pass.
 */
import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { countTrace } from '../../src/executor/trace.ts';
import { machineHeights } from '../../src/machine/heights.ts';
import { buildPreprocessed } from '../../src/machine/preprocessed.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { planMemory } from '../../src/stark/memory-plan.ts';
import { type Preset, presets } from '../../src/stark/options.ts';
import { verify } from '../../src/verify/index.ts';
import { verifyReference } from '../reference/verifier.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { randomProgram } from '../support/random-program.ts';

const description = machineSystem().descriptionBytes;
const guest = (name: string) => readFileSync(new URL(`../../guests/${name}/${name}.elf`, import.meta.url));

function u64s(...values: bigint[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(values).buffer);
}

let prover: MachineProver;
beforeAll(async () => {
  prover = await MachineProver.create({ threads: 2 });
});
afterAll(() => prover.close());

async function proveAndVerify(elf: Uint8Array, input: Uint8Array, options: Preset = 'one-query', exitCode = 0) {
  const insecure = options === 'one-query';
  const key = await prover.setup(elf, options, { insecure });
  const result = await prover.prove(elf, { input, options, insecure });
  const claim = verify(result.proof, key.bytes, { description, insecure, exitCode });
  expect(claim.publicOutput).toEqual(new Uint8Array(result.claim.publicOutput));
  return { ...result, claim, key };
}

describe('guests', () => {
  it('fibonacci(1000)', async () => {
    let [a, b] = [0n, 1n];
    for (let i = 0; i < 1000; i++) [a, b] = [b, BigInt.asUintN(64, a + b)];
    const { claim, proof, key } = await proveAndVerify(guest('fibonacci'), u64s(1000n));
    expect(claim.publicOutput).toEqual(u64s(1000n, a));
    expect(verifyReference(proof, key.bytes, description)).toMatchObject({ exitCode: 0 });
  });

  it('sha256 of 1000 bytes, at 128 bits', async () => {
    const input = new Uint8Array(1000).map((_, i) => i * 7);
    const { claim, securityBits } = await proveAndVerify(guest('sha256'), input, 'fast');
    expect(claim.publicOutput).toEqual(sha256(input));
    expect(securityBits).toBeGreaterThanOrEqual(128);
  });

  it('sort', async () => {
    const values = Array.from({ length: 300 }, (_, i) => (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xffffffffffffn);
    const { claim } = await proveAndVerify(guest('sort'), u64s(...values));
    const sorted = [...values].sort((x, y) => (x < y ? -1 : 1));
    const checksum = sorted.reduce((sum, x) => BigInt.asUintN(64, sum * 31n + x), 0n);
    expect(claim.publicOutput).toEqual(u64s(300n, sorted[0]!, sorted[150]!, sorted[299]!, checksum));
  });

  it('xpage and mixed', async () => {
    const { claim } = await proveAndVerify(
      guest('xpage'),
      new Uint8Array(20000).map((_, i) => i ^ (i >> 8)),
    );
    expect(claim.publicOutput.subarray(0, 8)).toEqual(u64s(20000n));
    await proveAndVerify(guest('mixed'), u64s(3n));
  });

  it('a panic is a provable exit code that is only accepted when asked for', async () => {
    const { proof, key } = await proveAndVerify(guest('fibonacci'), new Uint8Array(3), 'one-query', 101);
    expect(() => verify(proof, key.bytes, { description, insecure: true })).toThrow(
      expect.objectContaining({ code: 'ExitCode' }),
    );
    expect(verify(proof, key.bytes, { description, insecure: true, exitCode: 'any' }).exitCode).toBe(101);
  });
});

describe('random programs', () => {
  it.each([11, 12, 13, 14])('seed %i', async (seed) => {
    const { elf } = randomProgram(seed, { numGroups: 150, rounds: 3 });
    const exit = (await prover.prove(elf, { input: new Uint8Array(0), options: 'one-query', insecure: true })).claim
      .exitCode;
    const { proof, key } = await proveAndVerify(elf, new Uint8Array(0), 'one-query', exit);
    if (seed === 11) expect(verifyReference(proof, key.bytes, description)).toMatchObject({ exitCode: exit });
  });
});

describe('keys', () => {
  it('another program or another preset has another key, and proofs do not pass under it', async () => {
    const { proof } = await proveAndVerify(guest('empty'), new Uint8Array(0));
    const other = await prover.setup(guest('fibonacci'), 'one-query', { insecure: true });
    const stronger = await prover.setup(guest('empty'), 'fast');
    for (const key of [other, stronger]) {
      expect(() => verify(proof, key.bytes, { description, insecure: true })).toThrow(
        expect.objectContaining({ code: 'KeyMismatch' }),
      );
    }
  });

  it('is refused below 128 bits unless insecure is said', async () => {
    const elf = guest('empty');
    await expect(prover.setup(elf, 'one-query')).rejects.toMatchObject({ code: 'InsecureKey' });
    const { proof, key } = await proveAndVerify(elf, new Uint8Array(0));
    expect(() => verify(proof, key.bytes, { description })).toThrow(expect.objectContaining({ code: 'InsecureKey' }));
  });
});

describe('memory', () => {
  it.each(['fast', 'compact'] as const)('the plan is what a proof takes (%s)', async (preset) => {
    const elf = guest('sha256');
    const input = new Uint8Array(500);
    const { peakMemoryBytes } = await proveAndVerify(elf, input, preset);
    const program = loadElf(elf);
    const { logFinalLength: minLogHeight, maxLogHeight } = presets[preset];
    const { counts } = await countTrace(program, input);
    const heights = machineHeights(counts, buildPreprocessed(program, { minLogHeight, maxLogHeight }), presets[preset]);
    const { totalBytes } = planMemory(machineSystem(), presets[preset], heights);
    expect(peakMemoryBytes).toBeLessThanOrEqual(totalBytes);
    expect(peakMemoryBytes).toBeGreaterThan(0.8 * totalBytes);
  });

  it('a run that does not fit is refused with the figures', async () => {
    const small = await MachineProver.create({ threads: 1, maximumPages: 2048 });
    const attempt = small.prove(guest('fibonacci'), { input: u64s(20000n), options: 'balanced' });
    await expect(attempt).rejects.toMatchObject({
      code: 'DoesNotFit',
      message: expect.stringMatching(/cycles.*rows.*GiB/),
    });
    await small.close();
  });

  it('a proof that was cancelled leaves a prover that proves', async () => {
    const elf = elfFromAssembly('li a7, 93\nli a0, 0\necall');
    const controller = new AbortController();
    const cancelled = prover.prove(elf, {
      input: new Uint8Array(0),
      options: 'fast',
      signal: controller.signal,
      onProgress: ({ stage }) => {
        if (stage === 'quotient') controller.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await proveAndVerify(elf, new Uint8Array(0));
  });
});
