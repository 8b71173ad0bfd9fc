// BabyBear on the host, for the few elements that rounds handle (challenges, cumulative sums): p = 2^31 - 2^27 + 1. Elements are
// *words*, as everywhere: x * 2^32 mod p, a number in [0, p). No BigInt: products of words are below 2^62 and inexact as
// doubles, but their low 32 bits are known exactly from Math.imul, so REDC's difference is a known multiple of 2^32
// away from an error below 2^11, and rounding recovers it. Vectors are the kernels' business (assembly/field).

/** The modulus. */
export const P = 0x78000001;
/** p^-1 mod 2^32. */
const P_INVERSE = 0x88000001;
/** 2^64 mod p. */
const R_SQUARED = 0x45dddde3;
/** The words of 0 and 1. */
export const ZERO = 0;
export const ONE = 0x0ffffffe;
/** The word of 31, multiplicative generator and coset shift. */
export const GENERATOR = 0x0fffffbe;
/** Largest k for which there is a root of unity of order 2^k. */
export const TWO_ADICITY = 27;
/** ω_27 = 31^15. */
const ROOT_27 = 0x57fab6ee;

export function add(a: number, b: number): number {
  const t = a + b;
  return t >= P ? t - P : t;
}

export function sub(a: number, b: number): number {
  const t = a - b;
  return t < 0 ? t + P : t;
}

/** a b / 2^32 mod p, for a b < 2^32 p. */
export function mul(a: number, b: number): number {
  const q = Math.imul(Math.imul(a, b), P_INVERSE) >>> 0;
  // | 0 also turns -0 into 0.
  const t = Math.round((a * b - q * P) / 0x1_0000_0000) | 0;
  return t < 0 ? t + P : t;
}

/** a^exponent for an integer exponent in [0, 2^53). */
export function pow(a: number, exponent: number): number {
  let result = ONE;
  let base = a;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = mul(result, base);
    base = mul(base, base);
  }
  return result;
}

/** a^-1, and 0 for 0. */
export function inv(a: number): number {
  return pow(a, P - 2);
}

/** The word of an integer with |x| < 2^53. */
export function toWord(x: number): number {
  const reduced = x % P;
  return mul(reduced < 0 ? reduced + P : reduced, R_SQUARED);
}

/** The integer in [0, p) that a word stands for. */
export function fromWord(a: number): number {
  return mul(a, 1);
}

/** ω_k, the root of unity of order 2^k (0 <= k <= 27), as a word. */
export function rootOfUnity(k: number): number {
  let root = ROOT_27;
  for (let i = TWO_ADICITY; i > k; i--) root = mul(root, root);
  return root;
}
