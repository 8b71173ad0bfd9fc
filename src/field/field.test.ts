// Host arithmetic against BigInt, the definition.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type E,
  EXT_ONE,
  EXT_ZERO,
  extAdd,
  extInv,
  extMul,
  extPow,
  extScale,
  extSub,
  F,
  loadExt,
  storeExt,
} from './index.ts';

const P = 0x78000001n;
const R = 1n << 32n;
const modPow = (a: bigint, e: bigint): bigint =>
  e === 0n ? 1n : (modPow((a * a) % P, e >> 1n) * (e & 1n ? a : 1n)) % P;
const R_INVERSE = modPow(R % P, P - 2n);
const element = fc.oneof(
  fc.constantFrom(0, 1, 2, F.ONE, F.P - 1, F.P - 2, 0x40000000, 0x7fff),
  fc.integer({ min: 0, max: F.P - 1 }),
);
const extension: fc.Arbitrary<E> = fc.tuple(element, element, element, element, element);
const value = (word: number): bigint => (BigInt(word) * R_INVERSE) % P;

function extMulReference(a: E, b: E): bigint[] {
  const r = [0n, 0n, 0n, 0n, 0n];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const term = value(a[i]!) * value(b[j]!) * (i + j < 5 ? 1n : 2n);
      r[(i + j) % 5] = (r[(i + j) % 5]! + term) % P;
    }
  }
  return r;
}

describe('words', () => {
  it('adds, subtracts and multiplies as BigInt does', () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(BigInt(F.add(a, b))).toBe((BigInt(a) + BigInt(b)) % P);
        expect(BigInt(F.sub(a, b))).toBe((BigInt(a) - BigInt(b) + P) % P);
        expect(F.add(a, F.sub(0, a))).toBe(0);
        expect(BigInt(F.mul(a, b))).toBe((BigInt(a) * BigInt(b) * R_INVERSE) % P);
      }),
      { numRuns: 2000 },
    );
  });

  it('converts integers, and inverts', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), (x) => {
        expect(BigInt(F.fromWord(F.toWord(x)))).toBe(((BigInt(x) % P) + P) % P);
      }),
    );
    fc.assert(
      fc.property(element, (a) => {
        expect(F.mul(a, F.inv(a))).toBe(a === 0 ? 0 : F.ONE);
      }),
    );
    expect(F.toWord(1)).toBe(F.ONE);
    expect(F.toWord(31)).toBe(F.GENERATOR);
  });

  it('has roots of unity of exactly the order asked for', () => {
    expect(value(F.rootOfUnity(27))).toBe(modPow(31n, 15n));
    for (let k = 1; k <= 27; k++) expect(F.fromWord(F.pow(F.rootOfUnity(k), 2 ** (k - 1)))).toBe(F.P - 1);
  });
});

describe('extension', () => {
  it('multiplies modulo x^5 - 2', () => {
    fc.assert(
      fc.property(extension, extension, (a, b) => {
        expect(extMul(a, b).map(value)).toEqual(extMulReference(a, b));
        expect(extSub(extAdd(a, b), b)).toEqual(a);
      }),
    );
    expect(extMul([0, 0, 0, 0, F.ONE], [0, F.ONE, 0, 0, 0])).toEqual([F.toWord(2), 0, 0, 0, 0]);
  });

  it('inverts, scales, raises, loads and stores', () => {
    fc.assert(
      fc.property(extension, (a) => {
        const isZero = a.every((word) => word === 0);
        expect(extMul(a, extInv(a))).toEqual(isZero ? EXT_ZERO : EXT_ONE);
        expect(extScale(a, F.toWord(3))).toEqual(extAdd(a, extAdd(a, a)));
        expect(extPow(a, 5)).toEqual(extMul(a, extMul(extMul(a, a), extMul(a, a))));
        const words = new Uint32Array(7);
        storeExt(words, 1, a);
        expect(loadExt(words, 1)).toEqual(a);
      }),
    );
    expect(() => loadExt(new Uint32Array(5), 1)).toThrow(RangeError);
  });
});
