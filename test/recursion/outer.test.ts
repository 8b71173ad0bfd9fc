/**
 * Outer proofs: what `verifyRecursive` accepts and, above all, what it refuses although the guest has accepted it. The proofs have one query,
 * to be made in seconds; so `insecure` is said everywhere but where its absence is the point.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  encodeRecursionInput,
  Prover,
  recursionProgram,
  type VerifyingKey,
  verifyRecursive,
} from '../../src/sdk/index.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { type InnerProof, proveInner } from './flavours.ts';

const preset = 'one-query';
const guest = (name: string) => readFileSync(new URL(`../../guests/${name}/${name}.elf`, import.meta.url));

let prover: Prover;
let recursionKey: VerifyingKey;
let inner: InnerProof;
let outer: Uint8Array;

const prove = async (program: Uint8Array, input: Uint8Array) =>
  (await prover.prove(program, { input, preset, insecure: true })).proof;
const codeOf = (proof: Uint8Array, options: Parameters<typeof verifyRecursive>[1]): string => {
  try {
    verifyRecursive(proof, options);
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

beforeAll(async () => {
  prover = await Prover.create();
  recursionKey = await prover.setup(recursionProgram(), { preset, insecure: true });
  inner = await proveInner(prover, 'fibonacci', preset);
  outer = await prove(recursionProgram(), inner.blob);
}, 120_000);
afterAll(() => prover.close());

describe('the honest outer proof', () => {
  test('gives the inner claim', () => {
    expect(verifyRecursive(outer, { recursionKey, innerKey: inner.key, insecure: true })).toEqual({
      keyDigest: inner.keyDigest,
      exitCode: 0,
      publicOutput: inner.publicOutput,
    });
  });

  test('is refused for another inner program, weaker or other options', async () => {
    const other = await prover.setup(guest('empty'), { preset, insecure: true });
    const secure = await prover.setup(guest('fibonacci'), { preset: 'compact' });
    for (const innerKey of [other, secure]) {
      expect(codeOf(outer, { recursionKey, innerKey, insecure: true })).toBe('KeyMismatch');
    }
  });

  test('is refused where a key is below 128 bits and nobody said insecure', () => {
    expect(codeOf(outer, { recursionKey, innerKey: inner.key })).toBe('InsecureKey');
  });

  test('is refused with a key that is not the recursion guest’s', async () => {
    const key = await prover.setup(guest('empty'), { preset, insecure: true });
    expect(codeOf(outer, { recursionKey: key, innerKey: inner.key, insecure: true })).toBe('KeyMismatch');
  });

  test('is refused for an inner key of another machine description', () => {
    const innerKey = inner.key.slice();
    innerKey[96]! ^= 1;
    expect(codeOf(outer, { recursionKey, innerKey, insecure: true })).toBe('DescriptionMismatch');
  });

  test('is refused with a byte changed', () => {
    const changed = outer.slice();
    changed[200]! ^= 1;
    expect(codeOf(changed, { recursionKey, innerKey: inner.key, insecure: true })).not.toBe('accepted');
  });
});

/** Writes its private input to the public output and exits with 0: commits to whatever it is told. */
const PARROT = `
  lui a1, 0x60000
  lwu a2, 0(a1)
  addi a1, a1, 16
  li a0, 1
  li a7, 64
  ecall
  li a0, 0
  li a7, 93
  ecall
`;

describe('refused although the proof is valid', () => {
  test('another guest that commits to the same claim', async () => {
    const claim = new Uint8Array([...inner.keyDigest, 0, 0, 0, 0, ...inner.publicOutput]);
    const forged = await prove(elfFromAssembly(PARROT), claim);
    expect(codeOf(forged, { recursionKey, innerKey: inner.key, insecure: true })).toBe('KeyMismatch');
  });

  test('a forged key with a proof that matches it: accepted in the guest, worth nothing outside', async () => {
    // The attacker's own program gives any output; its proof verifies with its key.
    const program = elfFromAssembly(PARROT);
    const { bytes: key } = await prover.setup(program, { preset, insecure: true });
    const proof = await prove(program, inner.publicOutput);
    const accepted = await prove(recursionProgram(), encodeRecursionInput({ proof, key }));
    expect(codeOf(accepted, { recursionKey, innerKey: key, insecure: true })).toBe('accepted');
    expect(codeOf(accepted, { recursionKey, innerKey: inner.key, insecure: true })).toBe('KeyMismatch');
  });

  test('an inner guest that panicked, unless its exit code is asked for', async () => {
    const program = elfFromAssembly('li a0, 101\nli a7, 93\necall');
    const { bytes: key } = await prover.setup(program, { preset, insecure: true });
    const proof = await prove(program, new Uint8Array(0));
    const panicked = await prove(recursionProgram(), encodeRecursionInput({ proof, key }));
    const options = { recursionKey, innerKey: key, insecure: true };
    expect(codeOf(panicked, options)).toBe('UnexpectedExitCode');
    expect(verifyRecursive(panicked, { ...options, exitCode: 101 }).exitCode).toBe(101);
  });

  test('a run of the guest that refused its inner proof', async () => {
    const blob = inner.blob.slice();
    blob[blob.length - 100]! ^= 1;
    const refused = await prove(recursionProgram(), blob);
    expect(codeOf(refused, { recursionKey, innerKey: inner.key, insecure: true })).toBe('ExitCode');
  });
});
