/** The reference verifier rejects: forged proofs, every changed byte, every other encoding, another statement or key. */
import { describe, expect, test } from 'vitest';
import { fibonacciWords, manyTables, rangeLookup, selectorsOnly } from './airs.ts';
import { concat, readU32, sameBytes } from './bytes.ts';
import { type E, ext, neg, ONE, P } from './field.ts';
import { forgeries } from './forgeries.ts';
import { decodeKey, type Options, TINY_OPTIONS } from './key.ts';
import { proveReference } from './prover.ts';
import { ReferenceRejection } from './rejection.ts';
import { foldSchedule } from './shape.ts';
import { LABEL } from './transcript.ts';
import { verifyReference } from './verifier.ts';

/** The code of the rejection; undefined if it verifies. Anything but a ReferenceRejection is thrown on. */
function codeOf(archive: Uint8Array, key: Uint8Array, description: Uint8Array): string | undefined {
  try {
    verifyReference(archive, key, description);
    return undefined;
  } catch (error) {
    if (error instanceof ReferenceRejection) return error.code;
    throw error;
  }
}

describe('forgeries', () => {
  test.each(forgeries().map((f) => [f.name, f] as const))('%s', (_, { make, codes }) => {
    const { archive, key, description } = make();
    expect(codes).toContain(codeOf(archive, key, description));
  });
});

describe('a one-query proof', () => {
  const example = rangeLookup(2, 1);
  // With few bits another nonce may pass and, in so small a domain, ask for the same query.
  const options: Options = { ...TINY_OPTIONS, capHeight: 1, grindQueryBits: 8, grindFoldBits: 2 };
  const { archive, key } = proveReference({ ...example, options });
  const { description } = example;

  test('control', () => expect(codeOf(archive, key, description)).toBe(undefined));

  test('every byte changed', () => {
    const seen = new Set<string>();
    for (let i = 0; i < archive.length; i++) {
      for (const mask of [1, 0x80]) {
        const changed = archive.slice();
        changed[i]! ^= mask;
        const code = codeOf(changed, key, description);
        expect(code, `byte ${i}`).not.toBe(undefined);
        seen.add(code!);
      }
    }
    for (const code of ['BadHeader', 'BadLength', 'BadHeights', 'KeyMismatch', 'BadPadding', 'BusImbalance']) {
      expect(seen).toContain(code);
    }
    for (const code of ['ConstraintMismatch', 'BadNonce', 'BadOpening', 'NonCanonical']) expect(seen).toContain(code);
  });

  test('every word plus p', () => {
    for (let i = 0; i < archive.length; i += 4) {
      const changed = archive.slice();
      const word = (BigInt(readU32(archive, i)) + P) % (1n << 32n);
      new DataView(changed.buffer).setUint32(i, Number(word), true);
      expect(codeOf(changed, key, description), `word at ${i}`).not.toBe(undefined);
    }
  });

  test('truncated and extended', () => {
    for (let length = 0; length < archive.length; length += 61) {
      expect(codeOf(archive.slice(0, length), key, description)).toBe('BadLength');
      // With a total length that fits what is there.
      const patched = archive.slice(0, length);
      if (length >= 12) new DataView(patched.buffer).setUint32(8, length, true);
      expect(codeOf(patched, key, description)).toBe('BadLength');
    }
    for (const extra of [1, 64, 128]) {
      const extended = concat([archive, new Uint8Array(extra)]);
      expect(codeOf(extended, key, description)).toBe('BadLength');
      new DataView(extended.buffer).setUint32(8, extended.length, true);
      expect(codeOf(extended, key, description)).toBe('BadLength');
    }
  });

  test('every byte of the key and of the description changed', () => {
    for (let i = 0; i < key.length; i++) {
      const changed = key.slice();
      changed[i]! ^= 1;
      expect(codeOf(archive, changed, description), `key byte ${i}`).not.toBe(undefined);
    }
    for (let i = 0; i < description.length; i++) {
      const changed = description.slice();
      changed[i]! ^= 1;
      expect(['DescriptionMismatch', 'BadDescription'], `description byte ${i}`).toContain(
        codeOf(archive, key, changed),
      );
    }
  });

  test('spliced with another honest proof', () => {
    const main = [example.main[0]!.map((c) => c.toReversed()), example.main[1]];
    const other = proveReference({ ...example, main, options });
    expect(codeOf(other.archive, key, description)).toBe(undefined);
    expect(other.archive.length).toBe(archive.length);
    for (let start = 64; start < archive.length; start += 64) {
      for (const end of [start + 4, start + 64, start + 320, archive.length]) {
        const spliced = archive.slice();
        spliced.set(other.archive.slice(start, end), start);
        const isOneOfBoth = [archive, other.archive].some((a) => sameBytes(a, spliced));
        expect(codeOf(spliced, key, description) === undefined, `${start}..${end}`).toBe(isOneOfBoth);
      }
    }
  });

  test('options downgraded', () => {
    for (const changes of [{ numQueries: 2 }, { grindQueryBits: 0 }, { logBlowup: 2 }, { capHeight: 0 }]) {
      const other = proveReference({ ...example, options: { ...options, ...changes } });
      expect(codeOf(other.archive, key, description)).not.toBe(undefined);
      // The same, with the digest of the key that is asked for.
      const digest = decodeKey(key, description).key.digest;
      const observed = (label: number, bytes: Uint8Array) => (label === LABEL.keyDigest ? digest : bytes);
      const forged = proveReference({ ...example, options: { ...options, ...changes }, hooks: { observed } });
      expect(codeOf(forged.archive, key, description)).not.toBe(undefined);
    }
  });
});

test('another statement', () => {
  const example = fibonacciWords(2);
  const { archive, key } = proveReference({ ...example, options: TINY_OPTIONS });
  expect(codeOf(archive, key, example.description)).toBe(undefined);
  for (const offset of [12, 13, 14, 15]) {
    const changed = archive.slice();
    changed[offset]! ^= 1;
    expect(codeOf(changed, key, example.description)).toBe('BusImbalance');
  }
  // An exit code that is not on any bus is bound by the transcript alone.
  const silent = selectorsOnly(2);
  const proof = proveReference({ ...silent, options: TINY_OPTIONS });
  proof.archive[12]! ^= 1;
  expect(codeOf(proof.archive, proof.key, silent.description)).toBe('ConstraintMismatch');
});

test('a proof for another program of the same shape', () => {
  const example = rangeLookup(2, 2);
  const { archive, key } = proveReference({ ...example, options: TINY_OPTIONS });
  const other = { ...example, preprocessed: [undefined, [[3, 2, 1, 0]]] };
  const main = [example.main[0], [example.main[1]![0]!.toReversed()]];
  const otherProof = proveReference({ ...other, main, options: TINY_OPTIONS });
  expect(codeOf(otherProof.archive, otherProof.key, example.description)).toBe(undefined);
  expect(codeOf(otherProof.archive, key, example.description)).toBe('KeyMismatch');
  expect(codeOf(archive, otherProof.key, example.description)).toBe('KeyMismatch');
});

/**
 * Two heights whose errors cancel where one joins the fold: f(y) = e(y^a), which folds to e whatever beta is, and
 * g = -e. The coefficient beta^a catches it; without it the real verifier accepts.
 */
test('two heights that cancel', () => {
  const example = manyTables({ low: 2, middle: 2, high: 4 });
  const options: Options = { ...TINY_OPTIONS, numQueries: 20 };
  const [fold] = foldSchedule([4, 2], options);
  expect(fold!.logArity).toBe(2);
  const e = (j: number): E => ext([BigInt(j * j * j + 1), BigInt(7 * j), 0n, 5n, 0n]);
  const batch = (h: number, j: number) => (h === 4 ? e(j >> fold!.logArity) : neg(e(j)));
  const attempt = (joining: { joiningCoefficient?: () => E }) => {
    const hooks = { skipChecks: true, batch, ...joining };
    const { archive, key } = proveReference({ ...example, options, hooks });
    verifyReference(archive, key, example.description, { batch, ...joining });
  };
  expect(() => attempt({})).toThrow('FinalMismatch');
  expect(() => attempt({ joiningCoefficient: () => ONE })).not.toThrow();
});
