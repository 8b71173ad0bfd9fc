/**
 * The fields of docs/protocol.md section 1 in BigInt: F (BabyBear) as canonical bigints, E = F[x]/(x^5 - 2) as five of
 * them. Words (stored Montgomery representatives) exist only at the edge, in encodeWord and decodeWord.
 */
import { ReferenceRejection } from './rejection.ts';

export const P = 2013265921n;
export const COSET_SHIFT = 31n;
const R = 1n << 32n;

export type F = bigint;
/** Coefficients of x^0 .. x^4. */
export type E = readonly [F, F, F, F, F];

export function mod(x: bigint): F {
  const r = x % P;
  return r < 0n ? r + P : r;
}

export function powF(base: F, exponent: bigint | number): F {
  let result = 1n;
  let square = mod(base);
  for (let e = BigInt(exponent); e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

export function inverseF(x: F): F {
  if (mod(x) === 0n) throw new Error('inverse of zero');
  return powF(x, P - 2n);
}

/** ω_k, generator of the subgroup of order 2^k. */
export function omega(k: number): F {
  return powF(powF(31n, 15), 1n << BigInt(27 - k));
}

export function bitReverse(j: number, bits: number): number {
  let r = 0;
  for (let i = 0; i < bits; i++) r = r * 2 + (Math.floor(j / 2 ** i) % 2);
  return r;
}

const R_INVERSE = powF(R % P, P - 2n);

export function encodeWord(x: F): number {
  return Number((x * R) % P);
}

/** The field element of a stored word; rejects non-canonical words. */
export function decodeWord(word: number): F {
  if (BigInt(word) >= P) throw new ReferenceRejection('NonCanonical', `word ${word} is not below p`);
  return (BigInt(word) * R_INVERSE) % P;
}

export const ZERO: E = [0n, 0n, 0n, 0n, 0n];
export const ONE: E = [1n, 0n, 0n, 0n, 0n];

export function lift(x: bigint | number): E {
  return [mod(BigInt(x)), 0n, 0n, 0n, 0n];
}

export function ext(coefficients: readonly bigint[]): E {
  const c = (i: number) => mod(coefficients[i] ?? 0n);
  return [c(0), c(1), c(2), c(3), c(4)];
}

export function add(a: E, b: E): E {
  return ext(a.map((x, i) => x + b[i]!));
}

export function sub(a: E, b: E): E {
  return ext(a.map((x, i) => x - b[i]!));
}

export function neg(a: E): E {
  return sub(ZERO, a);
}

export function scale(a: E, b: F): E {
  return ext(a.map((x) => x * b));
}

export function mul(a: E, b: E): E {
  const product = [0n, 0n, 0n, 0n, 0n];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const term = a[i]! * b[j]!;
      // x^5 = 2.
      if (i + j < 5) product[i + j]! += term;
      else product[i + j - 5]! += 2n * term;
    }
  }
  return ext(product);
}

export function pow(a: E, exponent: bigint | number): E {
  let result: E = ONE;
  let square = a;
  for (let e = BigInt(exponent); e > 0n; e >>= 1n) {
    if (e & 1n) result = mul(result, square);
    square = mul(square, square);
  }
  return result;
}

// x^p = x * (x^5)^((p-1)/5) = x * 2^((p-1)/5).
const FROBENIUS = powF(2n, (P - 1n) / 5n);

function frobenius(a: E): E {
  return ext(a.map((x, i) => x * powF(FROBENIUS, i)));
}

/** a^-1 = (product of the other four conjugates) / norm. */
export function inverse(a: E): E {
  if (isZero(a)) throw new Error('inverse of zero');
  let conjugate = a;
  let others: E = ONE;
  for (let i = 0; i < 4; i++) {
    conjugate = frobenius(conjugate);
    others = mul(others, conjugate);
  }
  const norm = mul(a, others);
  return scale(others, inverseF(norm[0]));
}

export function isZero(a: E): boolean {
  return a.every((x) => x === 0n);
}

export function equal(a: E, b: E): boolean {
  return a.every((x, i) => x === b[i]);
}

export function sum(values: readonly E[]): E {
  return values.reduce((a, b) => add(a, b), ZERO);
}
