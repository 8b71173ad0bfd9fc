import { describe, expect, test } from 'vitest';
import { add, bitReverse, type E, encodeWord, mul, pow } from '../reference/field.ts';
import { foldLeaf } from '../reference/fold.ts';
import { evaluateOnCoset, splitExt, zipExt } from '../reference/polynomial.ts';
import { KernelInstance, Random } from './instance.ts';

const random = new Random(3);
const elementWords = (e: E) => e.map(encodeWord);

/** Values of a polynomial over E on H_l in bit-reversed order. */
function evaluate(coefficients: readonly E[], log: number): E[] {
  const natural = zipExt(splitExt(coefficients).map((plane) => evaluateOnCoset(plane, 1n, log)));
  return natural.map((_, j) => natural[bitReverse(j, log)]!);
}

describe('FRI fold', () => {
  test.each([
    [1, 3],
    [1, 8],
    [2, 4],
    [2, 7],
    [3, 5],
    [3, 9],
  ])('arity 2^%i from length 2^%i', (logArity, logLength) => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('friScratchBytes'));
    const arity = 2 ** logArity;
    const numLeaves = 2 ** (logLength - logArity);
    const values = Array.from({ length: 2 ** logLength }, () => random.element());
    const joined = Array.from({ length: numLeaves }, () => random.element());
    const beta = random.element();
    const betaAt = k.writeElement(beta);
    const input = k.writePlanar(values);
    const g = k.writePlanar(joined);
    const out = k.allocatePlanar(numLeaves);
    const fold = (join: number, first: number, count: number) =>
      k.call(
        'friFold',
        input.base,
        input.stride,
        out.base,
        out.stride,
        logArity,
        betaAt,
        join,
        g.stride,
        first,
        count,
        scratch,
      );
    const expected = joined.map((_, j) => foldLeaf(values.slice(arity * j, arity * (j + 1)), logLength, j, beta));
    fold(0, 0, numLeaves);
    expect(k.readPlanar(out, numLeaves)).toEqual(expected.map(elementWords));
    const cut = (numLeaves >> 3) << 2;
    fold(g.base, 0, cut);
    fold(g.base, cut, numLeaves - cut);
    const withJoin = expected.map((e, j) => add(e, mul(pow(beta, arity), joined[j]!)));
    expect(k.readPlanar(out, numLeaves)).toEqual(withJoin.map(elementWords));
  });

  test('folding a polynomial takes its coefficients apart', () => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('friScratchBytes'));
    const coefficients = Array.from({ length: 32 }, () => random.element());
    const beta = random.element();
    const input = k.writePlanar(evaluate(coefficients, 6));
    const out = k.allocatePlanar(8);
    k.call('friFold', input.base, input.stride, out.base, out.stride, 3, k.writeElement(beta), 0, 0, 0, 8, scratch);
    const folded = [0, 8, 16, 24].map((i) =>
      coefficients.slice(i, i + 8).reduceRight((acc, c) => add(mul(acc, beta), c)),
    );
    expect(k.readPlanar(out, 8)).toEqual(evaluate(folded, 3).map(elementWords));
  });
});

describe('final polynomial', () => {
  test.each([
    [1, 2],
    [3, 4],
    [5, 8],
  ])('2^%i coefficients from 2^%i values', (logFinal, logLength) => {
    const k = new KernelInstance();
    const coefficients = Array.from({ length: 2 ** logFinal }, () => random.element());
    const values = k.writePlanar(evaluate(coefficients, logLength));
    const out = k.allocate(20 * 2 ** logFinal);
    expect(k.call('friFinal', values.base, values.stride, logLength, logFinal, out)).toBe(1);
    expect(k.readWords(out, 5 * 2 ** logFinal)).toEqual(coefficients.flatMap(elementWords));
    const tooMany = k.writePlanar(evaluate([...coefficients, random.element()], logLength));
    expect(k.call('friFinal', tooMany.base, tooMany.stride, logLength, logFinal, out)).toBe(0);
  });
});
