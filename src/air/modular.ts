/**
 * BabyBear arithmetic on plain numbers, for the checker, for host constants and for tests: canonical integers below p,
 * no BigInt per element. The prover's arithmetic is in the kernels.
 */
import { P } from './expression.ts';

/** 2^32 mod p: the Montgomery factor of a stored word (docs/protocol.md, section 1). */
export const MONTGOMERY = 0x0ffffffe;
/** 2^-32 mod p. */
export const MONTGOMERY_INVERSE = 943718400;
export const GENERATOR = 31;
export const TWO_ADICITY = 27;

const inverseOfP = 1 / P;

export function addMod(a: number, b: number): number {
  const sum = a + b;
  return sum >= P ? sum - P : sum;
}

export function subMod(a: number, b: number): number {
  return a >= b ? a - b : a - b + P;
}

/**
 * a * b mod p for a, b < p.
 * Safety: the quotient is off by at most one (a * b / p < 2^31 has a relative error of 2^-51 at most), so the remainder lies within
 * a few thousand of [0, p) and fits an int32.
 */
export function mulMod(a: number, b: number): number {
  const quotient = Math.floor(a * b * inverseOfP);
  const remainder = (Math.imul(a, b) - Math.imul(quotient, P)) | 0;
  if (remainder < 0) return remainder + P;
  return remainder >= P ? remainder - P : remainder;
}

export function powMod(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = mulMod(result, square);
    square = mulMod(square, square);
  }
  return result;
}

/** x^-1 mod p; 0 for 0. */
export function inverseMod(x: number): number {
  return powMod(x, P - 2);
}

/** Canonical integer to stored word. */
export function toWord(x: number): number {
  return mulMod(x, MONTGOMERY);
}

/** Stored word to canonical integer. */
export function fromWord(word: number): number {
  return mulMod(word, MONTGOMERY_INVERSE);
}

/** Generator of the subgroup of order 2^logOrder, canonical. */
export function rootOfUnity(logOrder: number): number {
  let root = powMod(GENERATOR, 15);
  for (let k = TWO_ADICITY; k > logOrder; k--) root = mulMod(root, root);
  return root;
}

/** Reverses the low `bits` bits of `index`. */
export function bitReverse(index: number, bits: number): number {
  let result = 0;
  for (let i = 0; i < bits; i++) result = result * 2 + ((index >>> i) & 1);
  return result;
}
