import { describe, expect, test } from 'vitest';
import {
  add,
  bitReverse,
  COSET_SHIFT,
  type E,
  encodeWord,
  type F,
  inverse,
  lift,
  mod,
  mul,
  omega,
  pow,
  powF,
  scale,
  sub,
  sum,
  ZERO,
} from '../reference/field.ts';
import { evaluateAt, evaluateOnCoset } from '../reference/polynomial.ts';
import { KernelInstance, LARGEST_WORD, Random } from './instance.ts';

const random = new Random(2);
const elementWords = (e: E) => e.map(encodeWord);

function cosetPoint(logHeight: number, j: number): F {
  return mod(COSET_SHIFT * powF(omega(logHeight), bitReverse(j, logHeight)));
}

/** The polynomial's first 2^logHeight words of any extension: the coset s * H in bit-reversed order. */
function cosetWords(coefficients: readonly F[], logHeight: number): number[] {
  const values = evaluateOnCoset(coefficients, COSET_SHIFT, logHeight);
  return values.map((_, j) => encodeWord(values[bitReverse(j, logHeight)]!));
}

function withInverses(logHeight: number, zeta: E) {
  const n = 2 ** logHeight;
  const k = new KernelInstance();
  const scratch = k.allocate(k.call('deepScratchBytes'));
  const zetaAt = k.writeElement(zeta);
  const inverses = k.allocatePlanar(n);
  const cut = (n >> 3) << 2;
  k.call('deepInverses', zetaAt, inverses.base, inverses.stride, 0, cut, scratch);
  k.call('deepInverses', zetaAt, inverses.base, inverses.stride, cut, n - cut, scratch);
  return { n, k, scratch, zetaAt, inverses };
}

describe('out-of-domain evaluation', () => {
  test.each([2, 3, 6, 11])('inverses over a coset of 2^%i', (logHeight) => {
    const zeta = random.element();
    const { n, k, inverses } = withInverses(logHeight, zeta);
    const found = k.readPlanar(inverses, n);
    for (let j = 0; j < n; j += n > 64 ? 37 : 1) {
      expect(found[j]).toEqual(elementWords(inverse(sub(lift(cosetPoint(logHeight, j)), zeta))));
    }
  });

  test('a smaller coset is the first positions of a larger one', () => {
    expect(Array.from({ length: 8 }, (_, j) => cosetPoint(5, j))).toEqual(
      Array.from({ length: 8 }, (_, j) => cosetPoint(3, j)),
    );
  });

  test.each([
    [2, 1],
    [4, 3],
    [5, 4],
    [10, 2],
  ])('height 2^%i, %i columns: the same as Horner', (logHeight, numColumns) => {
    const zeta = random.element();
    const { n, k, scratch, zetaAt, inverses } = withInverses(logHeight, zeta);
    const polynomials = Array.from({ length: numColumns }, () => Array.from({ length: n }, () => random.field()));
    const table = k.writeWords(polynomials.map((p) => k.writeWords(cosetWords(p, logHeight))));
    const parts = k.allocate(2 * numColumns * 20);
    const cut = (n >> 3) << 2;
    const sums = (first: number, count: number, to: number) =>
      k.call('outOfDomainSums', table, numColumns, inverses.base, inverses.stride, first, count, to, scratch);
    sums(0, cut, parts);
    sums(cut, n - cut, parts + 20 * numColumns);
    k.call('outOfDomainFinish', parts, 2, numColumns, zetaAt, logHeight, parts, scratch);
    expect(k.readWords(parts, 5 * numColumns)).toEqual(polynomials.flatMap((p) => elementWords(evaluateAt(p, zeta))));
  });

  test('unreduced sums do not overflow on the largest words', () => {
    const logHeight = 11;
    const { n, k, scratch, inverses } = withInverses(logHeight, random.element());
    // Weights cannot be chosen; the largest words as planes of the inverses and as columns come as near as can be.
    for (let c = 0; c < 5; c++)
      k.words.fill(
        LARGEST_WORD,
        (inverses.base + c * inverses.stride) / 4,
        (inverses.base + c * inverses.stride) / 4 + n,
      );
    const table = k.writeWords([0, 1, 2].map(() => k.writeWords(new Uint32Array(n).fill(LARGEST_WORD))));
    const out = k.allocate(60);
    k.call('outOfDomainSums', table, 3, inverses.base, inverses.stride, 0, n, out, scratch);
    // Over the whole coset, sum x = 0.
    expect(k.readWords(out, 15)).toEqual(new Array(15).fill(0));
  });

  test('next point and extension columns', () => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('deepScratchBytes'));
    const zeta = random.element();
    const at = k.allocate(20);
    k.call('nextPoint', k.writeElement(zeta), 7, at);
    expect(k.readWords(at, 5)).toEqual(elementWords(scale(zeta, omega(7))));
    const values = Array.from({ length: 10 }, () => random.element());
    const address = k.writeWords(values.flatMap(elementWords));
    k.call('combineExtColumns', address, 2, address, scratch);
    const x: E = [0n, 1n, 0n, 0n, 0n];
    const expected = [0, 5].map((g) => sum([0, 1, 2, 3, 4].map((i) => mul(pow(x, i), values[g + i]!))));
    expect(k.readWords(address, 10)).toEqual(expected.flatMap(elementWords));
  });
});

describe('DEEP batch', () => {
  test.each([
    [4, 1],
    [16, 4],
    [300, 7],
    [1024, 9],
  ])('combination of %i rows, %i columns', (n, numColumns) => {
    const k = new KernelInstance();
    const columns = Array.from({ length: numColumns }, () => Array.from({ length: n }, () => random.field()));
    columns[0]!.fill(0n);
    const weights = columns.map(() => random.element());
    const table = k.writeWords(columns.map((column) => k.writeWords(column.map(encodeWord))));
    const weightsAt = k.writeWords(weights.flatMap(elementWords));
    const out = k.allocatePlanar(n);
    const cut = (n >> 3) << 2;
    k.call('deepCombine', table, weightsAt, numColumns, out.base, out.stride, 0, cut, 1);
    k.call('deepCombine', table, weightsAt, numColumns, out.base, out.stride, cut, n - cut, 1);
    k.call('deepCombine', table, weightsAt, 1, out.base, out.stride, 0, n, 0);
    const found = k.readPlanar(out, n);
    for (let j = 0; j < n; j += n > 64 ? 41 : 1) {
      expect(found[j]).toEqual(elementWords(sum(weights.map((w, i) => scale(w, columns[i]![j]!)))));
    }
  });

  test('the largest words do not overflow', () => {
    const k = new KernelInstance();
    const n = 8;
    const table = k.writeWords([0, 1, 2, 3, 4].map(() => k.writeWords(new Uint32Array(n).fill(LARGEST_WORD))));
    const weights = k.writeWords(new Uint32Array(25).fill(LARGEST_WORD));
    const out = k.allocatePlanar(n);
    k.call('deepCombine', table, weights, 5, out.base, out.stride, 0, n, 1);
    // The word p - 1 is -1 / 2^32, so a product's word is 1 / 2^32.
    const product = Number((5n * powF(1n << 32n, 2013265919)) % 2013265921n);
    expect(k.readPlanar(out, n)).toEqual(Array.from({ length: n }, () => new Array(5).fill(product)));
  });

  test('quotients', () => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('deepScratchBytes'));
    const n = 16;
    const elements = () => Array.from({ length: n }, () => random.element());
    const [a, b, ia, ib] = [elements(), elements(), elements(), elements()];
    const [va, vb] = [random.element(), random.element()];
    const A = k.writePlanar(a);
    const B = k.writePlanar(b);
    const IA = k.writePlanar(ia);
    const IB = k.writePlanar(ib);
    const quotient = (p: typeof A, inverses: typeof A, claimed: E, isAdded: number) =>
      k.call(
        'deepQuotient',
        A.base,
        A.stride,
        p.base,
        p.stride,
        inverses.base,
        inverses.stride,
        k.writeElement(claimed),
        0,
        n,
        isAdded,
        scratch,
      );
    quotient(A, IA, va, 0);
    quotient(B, IB, vb, 1);
    const expected = a.map((_, j) => add(mul(sub(a[j]!, va), ia[j]!), mul(sub(b[j]!, vb), ib[j]!)));
    expect(k.readPlanar(A, n)).toEqual(expected.map(elementWords));
  });

  test('weights', () => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('deepScratchBytes'));
    const [start, ratio] = [random.element(), random.element()];
    const out = k.allocate(140);
    const next = k.allocate(20);
    k.call('extPowers', out, k.writeElement(start), k.writeElement(ratio), 7, next);
    const powers = Array.from({ length: 8 }, (_, j) => mul(start, pow(ratio, j)));
    expect([...k.readWords(out, 35), ...k.readWords(next, 5)]).toEqual(powers.flatMap(elementWords));
    const spread = k.allocate(100);
    k.call('extSpread', next, spread);
    const x: E = [0n, 1n, 0n, 0n, 0n];
    expect(k.readWords(spread, 25)).toEqual([0, 1, 2, 3, 4].flatMap((i) => elementWords(mul(powers[7]!, pow(x, i)))));
    const values = powers.map(() => random.element());
    k.call(
      'extDot',
      next,
      k.writeWords(powers.flatMap(elementWords)),
      k.writeWords(values.flatMap(elementWords)),
      8,
      scratch,
    );
    expect(k.readWords(next, 5)).toEqual(
      elementWords(powers.reduce((acc, p, j) => add(acc, mul(p, values[j]!)), ZERO)),
    );
  });
});
