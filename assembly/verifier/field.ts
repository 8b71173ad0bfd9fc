// Arithmetic that the verifier does itself: BabyBear words (Montgomery form, always below p) and the linear part of
// E = F[x]/(x^5 - 2). Products in E and long sums of products are imported (imports.ts).
import { E_BYTES } from './state';

export const P: u32 = 0x78000001;
const P_INVERSE: u32 = 0x88000001;
/** The word of 1. */
export const ONE: u32 = 0x0ffffffe;
/** The word of 1/2. */
export const HALF: u32 = 0x07ffffff;
/** The word of the coset shift 31. */
export const COSET_SHIFT: u32 = 0x0fffffbe;
const R_SQUARED: u32 = 0x45dddde3;

/** omega_k, k = 0..27, as words. */
export const ROOTS = memory.data<u32>([
  0x0ffffffe, 0x68000003, 0x1c38d511, 0x3d85298f, 0x5f06e481, 0x3f5c39ec, 0x5516a97a, 0x3d6be592,
  0x5bb04149, 0x4907f9ab, 0x548b8e90, 0x1d8ca617, 0x2ce7f0e6, 0x621b371f, 0x6d4d2d78, 0x18716fcd,
  0x3b30a682, 0x1c6f4728, 0x59b01f7c, 0x1a7f97ac, 0x0732561c, 0x2b5a1cd4, 0x6f7d26f9, 0x16e2f919,
  0x285ab85b, 0x0dd5a9ec, 0x43f13568, 0x57fab6ee,
]);
/** omega_k^-1. */
export const INVERSE_ROOTS = memory.data<u32>([
  0x0ffffffe, 0x68000003, 0x5bc72af0, 0x02ec07f3, 0x67e027ca, 0x5e1a0700, 0x4bcc008c, 0x0bed94d1,
  0x330b2e00, 0x6b469805, 0x0d83fad2, 0x26e64394, 0x0855523b, 0x5c9f0045, 0x5a7ba8c3, 0x3c8b04e2,
  0x0c0f2066, 0x1b51d34c, 0x59f9bc12, 0x3511f012, 0x061ec85f, 0x5fd09c6b, 0x26bdc06c, 0x1272832e,
  0x052ce2e8, 0x02ff110d, 0x216ce204, 0x5e12c8e9,
]);
/** Words. */
export class F {
  @inline static add(a: u32, b: u32): u32 {
    const t: u32 = a + b;
    return t >= P ? t - P : t;
  }

  @inline static sub(a: u32, b: u32): u32 {
    return a >= b ? a - b : a - b + P;
  }

  @inline static mul(a: u32, b: u32): u32 {
    return F.reduce((a as u64) * (b as u64));
  }

  /** x / 2^32 mod p for x < 2^32 p. */
  @inline static reduce(x: u64): u32 {
    const q: u32 = (x as u32) * P_INVERSE;
    const high: u32 = (x >> 32) as u32;
    const subtract: u32 = (((q as u64) * (P as u64)) >> 32) as u32;
    return F.sub(high, subtract);
  }

  /** The word of an integer below 2^32 (not of its remainder by accident: x R_SQUARED < 2^32 p). */
  @inline static fromInteger(x: u32): u32 {
    return F.mul(x, R_SQUARED);
  }
}

/** Elements of E at pointers. A destination may be an operand. */
export class E {
  @inline static copy(dst: usize, a: usize): void {
    store<u32>(dst, load<u32>(a));
    store<u32>(dst, load<u32>(a, 4), 4);
    store<u32>(dst, load<u32>(a, 8), 8);
    store<u32>(dst, load<u32>(a, 12), 12);
    store<u32>(dst, load<u32>(a, 16), 16);
  }

  /** The element of a word. */
  @inline static set(dst: usize, word: u32): void {
    store<u32>(dst, word);
    store<u32>(dst, 0, 4);
    store<u32>(dst, 0, 8);
    store<u32>(dst, 0, 12);
    store<u32>(dst, 0, 16);
  }

  static add(dst: usize, a: usize, b: usize): void {
    store<u32>(dst, F.add(load<u32>(a), load<u32>(b)));
    store<u32>(dst, F.add(load<u32>(a, 4), load<u32>(b, 4)), 4);
    store<u32>(dst, F.add(load<u32>(a, 8), load<u32>(b, 8)), 8);
    store<u32>(dst, F.add(load<u32>(a, 12), load<u32>(b, 12)), 12);
    store<u32>(dst, F.add(load<u32>(a, 16), load<u32>(b, 16)), 16);
  }

  static sub(dst: usize, a: usize, b: usize): void {
    store<u32>(dst, F.sub(load<u32>(a), load<u32>(b)));
    store<u32>(dst, F.sub(load<u32>(a, 4), load<u32>(b, 4)), 4);
    store<u32>(dst, F.sub(load<u32>(a, 8), load<u32>(b, 8)), 8);
    store<u32>(dst, F.sub(load<u32>(a, 12), load<u32>(b, 12)), 12);
    store<u32>(dst, F.sub(load<u32>(a, 16), load<u32>(b, 16)), 16);
  }

  /** a times a word. */
  static scale(dst: usize, a: usize, word: u32): void {
    store<u32>(dst, F.mul(load<u32>(a), word));
    store<u32>(dst, F.mul(load<u32>(a, 4), word), 4);
    store<u32>(dst, F.mul(load<u32>(a, 8), word), 8);
    store<u32>(dst, F.mul(load<u32>(a, 12), word), 12);
    store<u32>(dst, F.mul(load<u32>(a, 16), word), 16);
  }

  /** x a: a shift, since x^5 = 2. Not in place. */
  @inline static timesX(dst: usize, a: usize): void {
    const top = load<u32>(a, 16);
    store<u32>(dst, F.add(top, top));
    store<u32>(dst, load<u32>(a), 4);
    store<u32>(dst, load<u32>(a, 4), 8);
    store<u32>(dst, load<u32>(a, 8), 12);
    store<u32>(dst, load<u32>(a, 12), 16);
  }

  /** weights[0..5] = a, x a, .., x^4 a: five weights for the five words of an element. Returns their end. */
  static expand(weights: usize, a: usize): usize {
    E.copy(weights, a);
    for (let i = 0; i < 4; i++, weights += E_BYTES) E.timesX(weights + E_BYTES, weights);
    return weights + E_BYTES;
  }

  static negate(a: usize): void {
    for (let i: usize = 0; i < E_BYTES; i += 4) store<u32>(a + i, F.sub(0, load<u32>(a + i)));
  }

  @inline static isZero(a: usize): bool {
    return (load<u32>(a) | load<u32>(a, 4) | load<u32>(a, 8) | load<u32>(a, 12) | load<u32>(a, 16)) == 0;
  }

  @inline static equal(a: usize, b: usize): bool {
    return (
      ((load<u32>(a) ^ load<u32>(b)) |
        (load<u32>(a, 4) ^ load<u32>(b, 4)) |
        (load<u32>(a, 8) ^ load<u32>(b, 8)) |
        (load<u32>(a, 12) ^ load<u32>(b, 12)) |
        (load<u32>(a, 16) ^ load<u32>(b, 16))) ==
      0
    );
  }
}

/** 2^31 - p and 2^31, in both words of eight bytes. */
const UP_TO_HALF: u64 = 0x07ffffff07ffffff;
const UPPER_BITS: u64 = 0x8000000080000000;

/**
 * The first of `count` words at `words`, a multiple of 8, that is not canonical, as its index; `count` if there is none. Two words are checked
 * at once: a word is below p exactly if it is below 2^31 and, plus 2^31 - p, still is; only a word that is not below 2^31 can carry.
 */
export function firstNonCanonical(words: usize, count: u32): u32 {
  let bits: u64 = 0;
  const end = words + (<usize>(count & ~1) << 2);
  for (let at = words; at < end; at += 8) {
    const pair = load<u64>(at);
    bits |= pair | (pair + UP_TO_HALF);
  }
  if ((count & 1) != 0) {
    const last = <u64>load<u32>(end);
    bits |= last | (last + UP_TO_HALF);
  }
  if ((bits & UPPER_BITS) == 0) return count;
  for (let i: u32 = 0; i < count; i++) if (load<u32>(words + ((i as usize) << 2)) >= P) return i;
  return count;
}
