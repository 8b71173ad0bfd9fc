/**
 * The recursion blob, verified by the guest in the machine and by the same function on the host: both accept the honest one, with the
 * same claim, and both refuse every damaged one. One query, so that two thousand runs take seconds.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VerificationError } from '../../src/errors.ts';
import { recursionWasmBase64 } from '../../src/generated/recursion-wasm.ts';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { machineTable } from '../../src/machine/chips.ts';
import { assertLegalStepOrder } from '../../src/profiler/index.ts';
import {
  encodeRecursionInput,
  execute,
  Prover,
  profile,
  recursionProgram,
  TrapError,
  verify,
  verifyRecursionBlob,
} from '../../src/sdk/index.ts';
import { verifierModule } from '../../src/verify/host.ts';
import { times } from '../fuzz/mutations.ts';
import { Random } from '../support/random.ts';
import { type InnerProof, proveInner } from './flavours.ts';

const PREFIX_BYTES = 16;
const program = recursionProgram();
let prover: Prover;
let inner: InnerProof;

beforeAll(async () => {
  prover = await Prover.create({ threads: 1 });
  inner = await proveInner(prover, 'fibonacci', 'one-query');
}, 120_000);
afterAll(() => prover.close());

/** The guest's exit code, or the code of its trap; its output is the claim or nothing. */
async function guestVerdict(blob: Uint8Array): Promise<string> {
  try {
    const { exitCode, publicOutput } = await execute(program, { input: blob });
    if (exitCode !== 0) expect(publicOutput).toHaveLength(0);
    return exitCode === 0 ? 'accepted' : 'refused';
  } catch (error) {
    if (error instanceof TrapError) return 'refused';
    throw error;
  }
}

function hostVerdict(blob: Uint8Array): string {
  try {
    verifyRecursionBlob(blob);
    return 'accepted';
  } catch (error) {
    if (error instanceof VerificationError) return 'refused';
    throw error;
  }
}

function withWord(blob: Uint8Array, offset: number, value: number): Uint8Array {
  const changed = blob.slice();
  new DataView(changed.buffer).setUint32(offset, value, true);
  return changed;
}

describe('the honest blob', () => {
  test('is accepted; the guest commits digest, exit code and output of the inner claim', async () => {
    const { exitCode, publicOutput } = await execute(program, { input: inner.blob });
    expect(exitCode).toBe(0);
    expect(publicOutput.slice(0, 32)).toEqual(inner.keyDigest);
    expect([...publicOutput.slice(32, 36)]).toEqual([0, 0, 0, 0]);
    expect(publicOutput.slice(36)).toEqual(inner.publicOutput);
    expect(inner.publicOutput.length).toBeGreaterThan(0);
    expect(verifyRecursionBlob(inner.blob)).toEqual({
      keyDigest: inner.keyDigest,
      exitCode: 0,
      publicOutput: inner.publicOutput,
    });
  });

  test('all steps are marked, in a legal order, on host and guest alike', async () => {
    const { report } = await profile(program, { input: inner.blob });
    const inGuest = report.markers.map(({ step }) => step);
    const onHost: number[] = [];
    verifyRecursionBlob(inner.blob, { step: (step) => onHost.push(step) });
    expect(inGuest).toEqual(onHost);
    expect(() => assertLegalStepOrder(onHost)).not.toThrow();
  });

  test('a buffer at an odd address is as good', () => {
    const odd = new Uint8Array(inner.blob.length + 1).subarray(1);
    odd.set(inner.blob);
    expect(verifyRecursionBlob(odd).keyDigest).toEqual(inner.keyDigest);
  });

  test('holds only the tables that the proof has: smaller than with the whole description', () => {
    const view = new DataView(inner.blob.buffer);
    expect(view.getUint32(8, true) + inner.key.length + inner.proof.length).toBeLessThan(inner.blob.length);
    expect(view.getUint32(12, true)).toBe(inner.proof.length);
  });
});

describe('refused by both', () => {
  test('a byte changed, at 2,000 places', async () => {
    const random = new Random(7);
    const places = new Set<number>([...Array(PREFIX_BYTES).keys()]);
    while (places.size < 2000) places.add(random.below(inner.blob.length));
    for (const place of places) {
      const changed = inner.blob.slice();
      changed[place]! ^= 1 << random.below(8);
      expect(`${place}: ${hostVerdict(changed)}, ${await guestVerdict(changed)}`).toBe(`${place}: refused, refused`);
    }
  });

  test('magic, version, lengths', async () => {
    const { blob } = inner;
    const view = new DataView(blob.buffer);
    const [description, proof] = [view.getUint32(8, true), view.getUint32(12, true)];
    const changed = {
      magic: withWord(blob, 0, 0x4d564c52),
      version: withWord(blob, 4, 2),
      'a longer description': withWord(blob, 8, description + 4),
      'a description of 2^32 - 1 bytes': withWord(blob, 8, 0xffffffff),
      'no description': withWord(blob, 8, 0),
      'a shorter proof': withWord(blob, 12, proof - 16),
      'a proof of 2^32 - 16 bytes': withWord(blob, 12, 0xfffffff0),
    };
    for (const [name, bytes] of Object.entries(changed)) {
      expect(`${name}: ${hostVerdict(bytes)}, ${await guestVerdict(bytes)}`).toBe(`${name}: refused, refused`);
    }
    for (const offset of [0, 4, 8, 12]) {
      const bytes = withWord(blob, offset, 0xffffffff);
      expect(() => verifyRecursionBlob(bytes)).toThrow(expect.objectContaining({ code: 'BadBlob' }));
    }
  });

  test('cut at every length of the prefix and at a hundred others; extended', async () => {
    const random = new Random(8);
    const lengths = [...Array(PREFIX_BYTES + 1).keys(), inner.blob.length - 1, inner.blob.length - 64];
    while (lengths.length < times(40, 120)) lengths.push(random.below(inner.blob.length));
    for (const length of lengths) {
      const cut = inner.blob.slice(0, length);
      expect(`${length}: ${hostVerdict(cut)}, ${await guestVerdict(cut)}`).toBe(`${length}: refused, refused`);
    }
    for (const extra of [1, 16, 64]) {
      const longer = new Uint8Array(inner.blob.length + extra);
      longer.set(inner.blob);
      expect(`${extra}: ${hostVerdict(longer)}, ${await guestVerdict(longer)}`).toBe(`${extra}: refused, refused`);
    }
  });

  test('elements of p or more', async () => {
    const view = new DataView(inner.blob.buffer);
    const proofAt = inner.blob.length - view.getUint32(12, true);
    const random = new Random(9);
    for (let i = 0; i < times(30, 500); i++) {
      const offset = proofAt + 256 + 4 * random.below(Math.floor((inner.proof.length - 256) / 4));
      const changed = withWord(inner.blob, offset, (view.getUint32(offset, true) + 0x78000001) >>> 0);
      expect(`${offset}: ${hostVerdict(changed)}, ${await guestVerdict(changed)}`).toBe(`${offset}: refused, refused`);
    }
  });

  test('a description without a table that the proof has', () => {
    const { description, present } = descriptionInBlob(inner.blob);
    expect(present).toBeGreaterThan(5);
    expect(description.length).toBeGreaterThan(0);
    const missing = encodeRecursionInput({ proof: withoutHeight(inner.proof), key: inner.key });
    missing.set(inner.proof, missing.length - inner.proof.length);
    expect(() => verifyRecursionBlob(missing)).toThrow(expect.objectContaining({ code: 'BadHeights' }));
  });
});

test('on the host, outside of a blob, parts of the description may not be left out', () => {
  const pruned = descriptionInBlob(inner.blob).description.slice();
  expect(() => verify(inner.proof, inner.key, { description: pruned, insecure: true })).toThrow(
    expect.objectContaining({ code: 'BadDescription' }),
  );
  expect(verify(inner.proof, inner.key, { insecure: true }).keyDigest).toEqual(inner.keyDigest);
});

/** The proof as if it had no exit: what `encodeRecursionInput` reads of it. */
function withoutHeight(proof: Uint8Array): Uint8Array {
  const changed = proof.slice();
  changed[128 + machineTable('EXIT').index] = 0;
  return changed;
}

function descriptionInBlob(blob: Uint8Array): { description: Uint8Array; present: number } {
  const view = new DataView(blob.buffer);
  const length = view.getUint32(8, true);
  const start = blob.length - view.getUint32(12, true) - Math.ceil(length / 16) * 16;
  const description = blob.subarray(start, start + length);
  const mask = view.getBigUint64(start + 4, true);
  return { description, present: mask.toString(2).replaceAll('0', '').length };
}

describe('the verifier exists once', () => {
  test('the guest is the translation of the bytes that run on the host', () => {
    const [hostBytes, recursion] = [verifierModule(), decodeBase64(recursionWasmBase64)];
    const { elf } = compileWasm(recursion, { modules: { verifier: hostBytes } });
    expect(sha256(elf)).toEqual(sha256(program));
    // One changed instruction of the verifier shows: `verifyBlob` with another magic number.
    const magic = [...new TextEncoder().encode('LVMR')].reduce((word, byte, i) => word + byte * 2 ** (8 * i), 0);
    const at = indexOf(hostBytes, signedLeb128(magic));
    const other = hostBytes.slice();
    other[at]! ^= 1;
    expect(sha256(compileWasm(recursion, { modules: { verifier: other } }).elf)).not.toEqual(sha256(program));
  });
});

function decodeBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function signedLeb128(value: number): number[] {
  const bytes = [];
  for (; value >= 64; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

function indexOf(bytes: Uint8Array, part: readonly number[]): number {
  const at = Buffer.from(bytes).indexOf(Buffer.from(part));
  if (at < 0) throw new Error('not there');
  return at;
}
