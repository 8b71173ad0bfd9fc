// The verifier on proofs of the reference prover (test/reference): it accepts what the reference accepts, rejects every change, and
// names the check that fails as the reference does.
import { describe, expect, test } from 'vitest';
import {
  allExamples,
  type Example,
  fibonacciWords,
  manyTables,
  rangeLookup,
  selectorsOnly,
} from '../../test/reference/airs.ts';
import { type E, encodeWord } from '../../test/reference/field.ts';
import { forgeries } from '../../test/reference/forgeries.ts';
import { decodeKey, type Options, TINY_OPTIONS } from '../../test/reference/key.ts';
import { proveReference } from '../../test/reference/prover.ts';
import { ReferenceRejection } from '../../test/reference/rejection.ts';
import { LABEL } from '../../test/reference/transcript.ts';
import { verifyReference } from '../../test/reference/verifier.ts';
import { decodeDescription } from '../archive/description.ts';
import { decodeKey as decodeKeyBytes } from '../archive/key.ts';
import { computeLayout } from '../archive/layout.ts';
import { chain, hashKind } from '../hash/blake3.ts';
import { keccak256 } from '../hash/keccak.ts';
import { VerificationError, verify } from './index.ts';

const options = (changes: Partial<Options>): Options => ({ ...TINY_OPTIONS, numQueries: 3, ...changes });
const insecure = { exitCode: 'any', insecure: true } as const;

/** The code of the rejection; undefined if it verifies. Anything but a VerificationError is thrown on. */
function codeOf(archive: Uint8Array, key: Uint8Array, description: Uint8Array): string | undefined {
  try {
    verify(archive, key, { description, ...insecure });
    return undefined;
  } catch (error) {
    if (error instanceof VerificationError) return error.code;
    throw error;
  }
}

function referenceCodeOf(archive: Uint8Array, key: Uint8Array, description: Uint8Array): string | undefined {
  try {
    verifyReference(archive, key, description);
    return undefined;
  } catch (error) {
    if (error instanceof ReferenceRejection) return error.code;
    throw error;
  }
}

function accepts(example: Example, changes: Partial<Options> = {}): void {
  const { archive, key } = proveReference({ ...example, options: options(changes) });
  const { description } = example;
  const claim = verify(archive, key, { description, ...insecure });
  expect(claim).toEqual({
    keyDigest: decodeKey(key, description).key.digest,
    exitCode: example.exitCode,
    publicOutput: example.publicOutput,
  });
}

describe('accepts', () => {
  test.each(allExamples().map((e) => [e.name, e] as const))('%s', (_, example) => accepts(example));

  for (const logBlowup of [1, 2, 4]) {
    for (const logMaxArity of [1, 2, 3]) {
      test(`logBlowup ${logBlowup}, arity ${2 ** logMaxArity}`, () => {
        accepts(rangeLookup(4, 3), { logBlowup, logMaxArity });
        accepts(manyTables({ low: 3, middle: 2, high: 5 }), { logBlowup, logMaxArity });
      });
    }
  }

  for (const capHeight of [0, 1, 2, 3]) {
    for (const logFinalLength of [1, 2, 3]) {
      test(`capHeight ${capHeight}, logFinalLength ${logFinalLength}`, () => {
        accepts(rangeLookup(4, 3), { capHeight, logFinalLength, logBlowup: 2 });
        accepts(selectorsOnly(3), { capHeight, logFinalLength, logBlowup: 2 });
      });
    }
  }

  test('leaves as the cap, no fold at all', () => {
    accepts(selectorsOnly(1), { capHeight: 2 });
    accepts(selectorsOnly(2), { logFinalLength: 2, capHeight: 3 });
    accepts(rangeLookup(1, 1));
  });

  test('tables that join at the level of the cap', () => {
    accepts(rangeLookup(4, 2), { capHeight: 3, logFinalLength: 2 });
    accepts(manyTables({ low: 1, middle: 2, high: 4 }), { capHeight: 2 });
  });

  test('grinding of every kind', () => {
    const bits = { grindQueryBits: 5, grindBatchBits: 3, grindFoldBits: 2, grindDeepBits: 1, grindLookupBits: 4 };
    accepts(rangeLookup(3, 2), bits);
    for (const [name, value] of Object.entries(bits)) accepts(fibonacciWords(2), { [name]: value });
  });

  test('a final polynomial longer than one piece', () => {
    accepts(selectorsOnly(9), { logFinalLength: 9, numQueries: 1 });
  });
});

describe('rejects forgeries', () => {
  test.each(forgeries().map((f) => [f.name, f] as const))('%s', (_, { make, codes }) => {
    const { archive, key, description } = make();
    expect(codes).toContain(codeOf(archive, key, description));
  });
});

describe('a one-query proof', () => {
  const example = rangeLookup(2, 1);
  const { description } = example;
  const { archive, key } = proveReference({
    ...example,
    // With few bits another nonce may pass and, in so small a domain, ask for the same query.
    options: { ...TINY_OPTIONS, capHeight: 1, grindQueryBits: 8, grindFoldBits: 2 },
  });

  test('control', () => expect(codeOf(archive, key, description)).toBe(undefined));

  test('every byte changed', () => {
    for (let i = 0; i < archive.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = archive.slice();
        changed[i]! ^= 1 << bit;
        expect(codeOf(changed, key, description), `byte ${i}, bit ${bit}`).not.toBe(undefined);
      }
    }
  });

  test('every byte changed, beside the reference', () => {
    for (let i = 0; i < archive.length; i++) {
      const changed = archive.slice();
      changed[i]! ^= 0x40;
      const code = codeOf(changed, key, description);
      // Challenges are drawn before checks here, so a nonce may fail first.
      const expected = referenceCodeOf(changed, key, description);
      expect([expected, 'BadNonce'], `byte ${i}`).toContain(code);
    }
  });

  test('truncated and extended', () => {
    for (let length = 0; length < archive.length; length += 4) {
      expect(codeOf(archive.slice(0, length), key, description)).toBe('BadLength');
      const patched = archive.slice(0, length);
      if (length >= 12) new DataView(patched.buffer).setUint32(8, length, true);
      expect(codeOf(patched, key, description)).toBe('BadLength');
    }
    for (const extra of [1, 64, 128]) {
      const extended = new Uint8Array(archive.length + extra);
      extended.set(archive);
      expect(codeOf(extended, key, description)).toBe('BadLength');
      new DataView(extended.buffer).setUint32(8, extended.length, true);
      expect(codeOf(extended, key, description)).toBe('BadLength');
    }
  });

  test('every bit of key and description changed', () => {
    for (let i = 0; i < key.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = key.slice();
        changed[i]! ^= 1 << bit;
        expect(codeOf(archive, changed, description), `key byte ${i}`).not.toBe(undefined);
      }
    }
    for (let i = 0; i < description.length; i++) {
      const changed = description.slice();
      changed[i]! ^= 1;
      expect(['DescriptionMismatch', 'BadDescription'], `description byte ${i}`).toContain(
        codeOf(archive, key, changed),
      );
    }
    expect(codeOf(archive, key.slice(0, 255), description)).toBe('BadKey');
    expect(codeOf(archive, key.slice(0, -1), description)).toBe('BadKey');
  });

  test('every bit of the key changed, and its digest in the proof too', () => {
    for (let i = 0; i < 256; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = key.slice();
        changed[i]! ^= 1 << bit;
        const forged = archive.slice();
        forged.set(keccak256(changed.subarray(0, 256)), 64);
        const code = codeOf(forged, changed, description);
        expect([undefined, 'KeyMismatch'], `key byte ${i}, bit ${bit}`).not.toContain(code);
      }
    }
  });

  test('the same scratch memory after another proof', () => {
    accepts(manyTables({ low: 5, middle: 3, high: 4 }));
    expect(codeOf(archive, key, description)).toBe(undefined);
  });
});

describe('words of p or more, committed and absorbed by the prover', () => {
  const p = 0x78000001;
  /** The bytes with p added to the word at an offset: another encoding of the same element. */
  const plusP = (bytes: Uint8Array, offset = 0) => {
    const copy = bytes.slice();
    const view = new DataView(copy.buffer);
    view.setUint32(offset, view.getUint32(offset, true) + p, true);
    return copy;
  };
  const wordsOf = (values: readonly bigint[]) => new Uint8Array(Uint32Array.from(values.map(encodeWord)).buffer);
  const concat = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

  test.each([LABEL.finalPolynomial, LABEL.cumulativeSums])('label %i', (label) => {
    const example = rangeLookup(2, 1);
    for (const offset of [0, 16]) {
      const observed = (l: number, bytes: Uint8Array) => (l === label ? plusP(bytes, offset) : bytes);
      const { archive, key } = proveReference({ ...example, options: TINY_OPTIONS, hooks: { observed } });
      expect(codeOf(archive, key, example.description)).toBe('NonCanonical');
    }
  });

  test('an opening', () => {
    const example = rangeLookup(2, 1);
    const { archive, key } = proveReference({ ...example, options: TINY_OPTIONS });
    const { tables } = decodeDescription(example.description);
    const { openingsOffset, numOpenings } = computeLayout(decodeKeyBytes(key).header, tables, [2, 1], 0);
    for (let i = 0; i < 5 * numOpenings; i++) {
      expect(codeOf(plusP(archive, openingsOffset + 4 * i), key, example.description)).toBe('NonCanonical');
    }
  });

  test('a row', () => {
    // Two rows, extended to four; all leaves are in the cap.
    const example = selectorsOnly(1);
    const columns: bigint[][] = [];
    const extension = (tree: string, _table: number, _column: number, values: bigint[]) => {
      if (tree === 'main') columns.push(values);
      return values;
    };
    for (const isChanged of [false, true]) {
      columns.length = 0;
      const leaf = (j: number) => {
        const row = wordsOf(columns.map((column) => column[j]!));
        return chain(hashKind.main, 2, isChanged ? plusP(row, 4) : row);
      };
      const observed = (label: number, bytes: Uint8Array) =>
        label === LABEL.mainCap ? concat([0, 1, 2, 3].map(leaf)) : bytes;
      const options = { ...TINY_OPTIONS, capHeight: 2 };
      const { archive, key } = proveReference({ ...example, options, hooks: { extension, observed } });
      const { queriesOffset } = computeLayout(
        decodeKeyBytes(key).header,
        decodeDescription(example.description).tables,
        [1],
        0,
      );
      const opened = isChanged ? plusP(archive, queriesOffset + 4) : archive;
      expect(codeOf(opened, key, example.description)).toBe(isChanged ? 'NonCanonical' : undefined);
    }
  });

  test('a leaf', () => {
    const example = selectorsOnly(2);
    let values: readonly E[] = [];
    for (const isChanged of [false, true]) {
      const layer = (_i: number, v: E[]) => {
        values = v;
        return v;
      };
      const leaf = (j: number) => {
        const bytes = wordsOf([...values[2 * j]!, ...values[2 * j + 1]!]);
        return chain(hashKind.friLayer, 2, isChanged ? plusP(plusP(bytes, 8), 36) : bytes);
      };
      const observed = (label: number, bytes: Uint8Array) =>
        label === LABEL.friCap ? concat([0, 1, 2, 3].map(leaf)) : bytes;
      const options = { ...TINY_OPTIONS, capHeight: 2 };
      const { archive, key } = proveReference({ ...example, options, hooks: { layer, observed } });
      // One layer whose cap holds all leaves: the leaf is the last block.
      const at = archive.length - 64;
      const opened = isChanged ? plusP(plusP(archive, at + 8), at + 36) : archive;
      expect(codeOf(opened, key, example.description)).toBe(isChanged ? 'NonCanonical' : undefined);
    }
  });
});

test('another height of a table with preprocessed columns', () => {
  const example = rangeLookup(2, 2);
  const { archive, key } = proveReference({ ...example, options: TINY_OPTIONS });
  for (const height of [0, 1, 3, 5]) {
    const changed = archive.slice();
    changed[129] = height;
    expect(codeOf(changed, key, example.description)).toBe('BadHeights');
  }
});

describe('policy and misuse', () => {
  const example = fibonacciWords(2);
  const { description } = example;
  const { archive, key } = proveReference({ ...example, options: TINY_OPTIONS });

  test('exit code', () => {
    expect(() => verify(archive, key, { description, insecure: true })).toThrow(
      /exited with code 305419896, expected 0/,
    );
    expect(verify(archive, key, { description, insecure: true, exitCode: 0x12345678 }).exitCode).toBe(0x12345678);
  });

  test('a key below 128 bits', () => {
    expect(() => verify(archive, key, { description, exitCode: 'any' })).toThrow(/bits of provable security/);
  });

  test('a key of 128 bits', () => {
    const silent = selectorsOnly(3);
    const secure = { ...TINY_OPTIONS, numQueries: 320, maxLogHeight: 8, interactionBound: 2 ** 10 };
    const proof = proveReference({ ...silent, options: secure });
    for (let i = 0; i < 2; i++) {
      expect(verify(proof.archive, proof.key, { description: silent.description }).exitCode).toBe(0);
    }
  });

  test('wrong types', () => {
    const misuses: readonly unknown[][] = [
      [undefined, key, { description }],
      [archive, 'key', { description }],
      [archive, key, undefined],
      [archive, key, {}],
      [archive, key, { description, exitCode: -1 }],
      [archive, key, { description, insecure: 'yes' }],
    ];
    for (const misuse of misuses) {
      expect(() => Reflect.apply(verify, undefined, misuse)).toThrow(VerificationError);
    }
  });

  test('empty input', () => {
    const empty = new Uint8Array(0);
    expect(codeOf(empty, empty, empty)).toBe('BadKey');
    expect(codeOf(empty, key, empty)).toBe('BadArguments');
    expect(codeOf(empty, key, description)).toBe('BadLength');
  });
});
