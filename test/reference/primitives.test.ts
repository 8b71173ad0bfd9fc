/** The reference's primitives against @noble/hashes, schoolbook definitions and the formulas of docs/protocol.md. */
import { blake3 } from '@noble/hashes/blake3.js';
import { describe, expect, test } from 'vitest';
import { blocks, chain, compress, IV, join, node } from './blake3.ts';
import { concat, wordsToBytes } from './bytes.ts';
import { selectorsAt, selectorsOnRow } from './constraints.ts';
import {
  add,
  bitReverse,
  decodeWord,
  type E,
  encodeWord,
  equal,
  ext,
  inverse,
  inverseF,
  lift,
  mod,
  mul,
  ONE,
  omega,
  P,
  pow,
  powF,
  scale,
  ZERO,
} from './field.ts';
import { foldLeaf, pointY } from './fold.ts';
import { buildTree, capNodeOf, openTree } from './merkle.ts';
import { evaluateAt, evaluateOnCoset, interpolateOnCoset } from './polynomial.ts';
import { Transcript } from './transcript.ts';

// A fixed sequence, so that failures repeat.
let seed = 1n;
function random(): bigint {
  seed = (seed * 6364136223846793005n + 1442695040888963407n) % (1n << 64n);
  return (seed >> 20n) % P;
}
const randomExt = (): E => ext([random(), random(), random(), random(), random()]);
const randomBytes = (n: number) => Uint8Array.from({ length: n }, () => Number(random() % 256n));

describe('field', () => {
  test('the shape of E', () => {
    const x: E = [0n, 1n, 0n, 0n, 0n];
    expect(pow(x, 5)).toEqual(lift(2));
    // 2 is not a 5th power mod p, so x^5 - 2 is irreducible (5 divides p - 1).
    expect(powF(2n, (P - 1n) / 5n)).not.toBe(1n);
    for (let i = 0; i < 20; i++) {
      const [a, b, c] = [randomExt(), randomExt(), randomExt()];
      expect(mul(a, inverse(a))).toEqual(ONE);
      expect(mul(mul(a, b), c)).toEqual(mul(a, mul(b, c)));
      expect(mul(a, add(b, c))).toEqual(add(mul(a, b), mul(a, c)));
    }
  });

  test('roots of unity and words', () => {
    for (let k = 0; k <= 27; k++) {
      expect(powF(omega(k), 2 ** k)).toBe(1n);
      if (k > 0) expect(powF(omega(k), 2 ** (k - 1))).toBe(P - 1n);
    }
    expect(encodeWord(1n)).toBe(Number((1n << 32n) % P));
    for (let i = 0; i < 20; i++) {
      const x = random();
      expect(decodeWord(encodeWord(x))).toBe(x);
    }
    expect(() => decodeWord(Number(P))).toThrow('NonCanonical');
  });

  test('transforms are evaluations', () => {
    const coefficients = Array.from({ length: 8 }, random);
    const values = evaluateOnCoset(coefficients, 31n, 4);
    for (const [i, v] of values.entries()) {
      expect(evaluateAt(coefficients, lift(31n * powF(omega(4), i)))).toEqual(lift(v));
    }
    expect(interpolateOnCoset(values, 31n)).toEqual([...coefficients, ...new Array<bigint>(8).fill(0n)]);
  });
});

describe('hashing', () => {
  test('compress is BLAKE3 for inputs of one block', () => {
    for (let length = 0; length <= 64; length++) {
      const data = randomBytes(length);
      // CHUNK_START, CHUNK_END, ROOT.
      expect(wordsToBytes(compress(IV, blocks(data)[0]!, 0, 0, length, 1 | 2 | 8))).toEqual(blake3(data));
    }
  });

  test('compress is BLAKE3 for a chunk of several blocks, and for a parent', () => {
    const data = randomBytes(2048);
    const chunk = (bytes: Uint8Array, counter: number) => {
      let cv = [...IV];
      const all = blocks(bytes);
      for (const [i, block] of all.entries()) {
        cv = compress(cv, block, counter, 0, 64, (i === 0 ? 1 : 0) | (i === all.length - 1 ? 2 : 0));
      }
      return wordsToBytes(cv);
    };
    const children = concat([chunk(data.slice(0, 1024), 0), chunk(data.slice(1024), 1)]);
    expect(wordsToBytes(compress(IV, blocks(children)[0]!, 0, 0, 64, 4 | 8))).toEqual(blake3(data));
    // node is the non-root parent, and differs from join.
    const [left, right] = [children.slice(0, 32), children.slice(32)];
    expect(node(left, right)).toEqual(wordsToBytes(compress(IV, blocks(children)[0]!, 0, 0, 64, 4)));
    expect(node(left, right)).not.toEqual(join(left, right));
  });

  test('a chain depends on kind, height and unpadded length', () => {
    const data = randomBytes(60);
    const digests = [
      chain(1, 5, 60, data),
      chain(2, 5, 60, data),
      chain(1, 6, 60, data),
      chain(1, 5, 61, concat([data, new Uint8Array(1)])),
      chain(1, 5, 60, concat([data, new Uint8Array(5)])),
    ];
    expect(new Set(digests.map(String)).size).toBe(5);
  });

  test('mixed-height trees open to their cap', () => {
    for (const capHeight of [0, 1, 2]) {
      for (const logLengths of [[5, 4, 2], [5, 2], [4], [2]]) {
        const levels = logLengths.map((logLength) => ({
          logLength,
          rows: Array.from({ length: 2 ** logLength }, () => randomBytes(4 * logLength)),
        }));
        const tree = buildTree(2, levels, capHeight);
        expect(tree.cap.length).toBe(2 ** capHeight);
        for (let j = 0; j < 2 ** logLengths[0]!; j++) {
          const opening = openTree(tree, j);
          expect(opening.siblings.length).toBe(logLengths[0]! - capHeight);
          const expected = tree.cap[j >> (logLengths[0]! - capHeight)];
          expect(capNodeOf(2, logLengths, capHeight, j, opening)).toEqual(expected);
          for (const row of opening.rows) {
            row[0]! ^= 1;
            expect(capNodeOf(2, logLengths, capHeight, j, opening)).not.toEqual(expected);
            row[0]! ^= 1;
          }
        }
      }
    }
  });
});

describe('formulas of the protocol page', () => {
  test('selectors are the polynomials of lowest degree with these values on the rows', () => {
    for (const h of [1, 2, 3]) {
      const rows = Array.from({ length: 2 ** h }, (_, r) => selectorsOnRow(r, h));
      const x = randomExt();
      const at = selectorsAt(x, h);
      for (const s of [0, 1, 2] as const) {
        const polynomial = interpolateOnCoset(
          rows.map((r) => r[s][0]),
          1n,
        );
        expect(evaluateAt(polynomial, x)).toEqual(at[s]);
      }
      // isTransition vanishes on the last row only.
      expect(rows.map((r) => equal(r[2], ZERO))).toEqual(rows.map((_, r) => r === 2 ** h - 1));
    }
  });

  test('siblings of a fold are consecutive, and lie over the position j >> k of the folded domain', () => {
    for (const k of [1, 2, 3]) {
      for (let j = 0; j < 2 ** 5; j++) {
        expect(powF(pointY(5, j), 2 ** k)).toBe(pointY(5 - k, j >> k));
        const m = j % 2 ** k;
        expect(pointY(5, j)).toBe(mod(pointY(5, j - m) * powF(omega(k), bitReverse(m, k))));
      }
    }
  });

  test('foldLeaf is sum_i beta^i f_i for f = sum_i y^i f_i(y^a)', () => {
    const l = 4;
    const coefficients = Array.from({ length: 2 ** l }, randomExt);
    const evaluate = (poly: readonly E[], y: bigint) => poly.reduceRight((acc, c) => add(scale(acc, y), c), ZERO);
    const beta = randomExt();
    for (const a of [2, 4, 8]) {
      const k = Math.log2(a);
      const parts = Array.from({ length: a }, (_, i) => coefficients.filter((_, n) => n % a === i));
      for (let leaf = 0; leaf < 2 ** (l - k); leaf++) {
        const values = Array.from({ length: a }, (_, i) => evaluate(coefficients, pointY(l, a * leaf + i)));
        const y = pointY(l - k, leaf);
        const expected = parts.reduceRight((acc, part) => add(mul(acc, beta), evaluate(part, y)), ZERO);
        expect(foldLeaf(values, l, leaf, beta)).toEqual(expected);
      }
    }
  });

  test('the first positions of an extension are the coset of a smaller subgroup', () => {
    for (let j = 0; j < 8; j++) expect(powF(pointY(6, j), 8)).toBe(1n);
    expect(inverseF(pointY(6, 1))).toBe(P - 1n);
  });
});

describe('transcript', () => {
  test('every call changes all that follows', () => {
    const variants: ((t: Transcript) => void)[] = [
      () => {},
      (t) => t.observe(1, new Uint8Array(0)),
      (t) => t.observe(2, new Uint8Array(0)),
      (t) => t.observe(1, new Uint8Array(1)),
      (t) => t.observe(1, new Uint8Array(64)),
      (t) => t.observe(1, new Uint8Array(65)),
      (t) => void t.squeeze(1),
      (t) => void t.squeeze(2),
    ];
    const results = variants.map((call) => {
      const t = new Transcript();
      call(t);
      return String(t.sampleExt(12));
    });
    expect(new Set(results).size).toBe(variants.length);
  });

  test('grinding and indices', () => {
    const t = new Transcript();
    const nonce = t.findNonce(24, 6);
    expect(t.grind(24, 6, nonce)).toBe(true);
    expect(t.state[0]! % 64).toBe(0);
    const indices = t.sampleIndices(25, 20, 5);
    expect(indices.length).toBe(20);
    expect(indices.every((i) => i < 32)).toBe(true);
    expect(new Set(indices).size).toBeGreaterThan(4);
  });
});
