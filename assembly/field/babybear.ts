// BabyBear, p = 2^31 - 2^27 + 1, in Montgomery form: a *word* holds x * 2^32 mod p and is always canonical, below p.
// `F` is one word, `F4` four of them in a v128. Reduction is Montgomery's REDC in the subtracting form
// (Montgomery 1985; the form of Plonky3's monty-31): with q = lo(x) / p mod 2^32, x / 2^32 = hi(x) - hi(q p) in (-p, p).
// A value v in (-p, p) is made canonical by min_u(v, v + p): of the two, the one that wrapped is the larger.
// Invariant: every function takes and returns canonical words unless its comment says otherwise.

/** The modulus. */
export const P: u32 = 0x78000001;
/** p^-1 mod 2^32. */
export const P_INVERSE: u32 = 0x88000001;
/** 2^32 mod p: the word of 1. */
export const ONE: u32 = 0x0ffffffe;
/** 2^64 mod p: turns an integer into its word by one multiplication. */
export const R_SQUARED: u32 = 0x45dddde3;

/** One word. */
export class F {
  @inline static add(a: u32, b: u32): u32 {
    const t: u32 = a + b;
    const u: u32 = t - P;
    return u < t ? u : t;
  }

  @inline static sub(a: u32, b: u32): u32 {
    const t: u32 = a - b;
    const u: u32 = t + P;
    return u < t ? u : t;
  }

  @inline static neg(a: u32): u32 {
    return F.sub(0, a);
  }

  @inline static double(a: u32): u32 {
    return F.add(a, a);
  }

  @inline static mul(a: u32, b: u32): u32 {
    return F.reduce((a as u64) * (b as u64));
  }

  /** x / 2^32 mod p for x < 2^32 p. */
  @inline static reduce(x: u64): u32 {
    const q: u32 = (x as u32) * P_INVERSE;
    const t: u32 = ((x >> 32) as u32) - ((((q as u64) * (P as u64)) >> 32) as u32);
    const u: u32 = t + P;
    return u < t ? u : t;
  }

  /** x / 2^32 mod p for any x. Safety: hi(x) < 2^32 < 2.14 p, so two conditional subtractions suffice. */
  @inline static reduceAny(x: u64): u32 {
    let h: u32 = (x >> 32) as u32;
    h = min<u32>(h, h - P);
    h = min<u32>(h, h - P);
    const q: u32 = (x as u32) * P_INVERSE;
    const t: u32 = h - ((((q as u64) * (P as u64)) >> 32) as u32);
    return min<u32>(t, t + P);
  }

  /** The word of an integer below 2^32. Safety: x R_SQUARED < 2^32 p. */
  @inline static fromInteger(x: u32): u32 {
    return F.reduce((x as u64) * (R_SQUARED as u64));
  }

  /** The integer in [0, p) that a word stands for. */
  @inline static toInteger(a: u32): u32 {
    return F.reduce(a as u64);
  }

  /** a^exponent. */
  static pow(a: u32, exponent: u32): u32 {
    let result: u32 = ONE;
    let base = a;
    while (exponent != 0) {
      if (exponent & 1) result = F.mul(result, base);
      base = F.mul(base, base);
      exponent >>= 1;
    }
    return result;
  }

  /** a^-1, and 0 for 0. Exponent p - 2 = 0b1110 followed by 27 ones. */
  static inverse(a: u32): u32 {
    const cube = F.mul(F.mul(a, a), a);
    const seventh = F.mul(F.mul(cube, cube), a);
    let r = F.mul(seventh, seventh);
    for (let i = 0; i < 9; i++) {
      r = F.mul(r, r);
      r = F.mul(r, r);
      r = F.mul(r, r);
      r = F.mul(r, seventh);
    }
    return r;
  }
}

/** Four words, lane by lane. */
export class F4 {
  @inline static splat(a: u32): v128 {
    return i32x4.splat(a);
  }

  @inline static add(a: v128, b: v128): v128 {
    const t = i32x4.add(a, b);
    return i32x4.min_u(t, i32x4.sub(t, i32x4.splat(P)));
  }

  @inline static sub(a: v128, b: v128): v128 {
    const t = i32x4.sub(a, b);
    return i32x4.min_u(t, i32x4.add(t, i32x4.splat(P)));
  }

  @inline static neg(a: v128): v128 {
    return F4.sub(i32x4.splat(0), a);
  }

  @inline static double(a: v128): v128 {
    return F4.add(a, a);
  }

  @inline static mul(a: v128, b: v128): v128 {
    return F4.reduce(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b));
  }

  /** a * b + c * d with one reduction. Safety: 2 p^2 < 2^32 p. */
  @inline static mul2(a: v128, b: v128, c: v128, d: v128): v128 {
    return F4.reduce(
      i64x2.add(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_low_i32x4_u(c, d)),
      i64x2.add(i64x2.extmul_high_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(c, d)),
    );
  }

  // Sums of products. An accumulator is a pair of v128 (`low`: lanes 0 and 1, `high`: lanes 2 and 3) of 64-bit sums.
  // Safety: a product is below 0.469 * 2^32 p and 2^64 is 2.133 * 2^32 p. So a fresh accumulator (zero or one product)
  // holds four products in all; then `fold` brings it below 2^32 p, after which two more products fit before
  // the next `fold`. `reduce` takes a sum below 2^32 p (two products, or a folded accumulator), `reduceSum` any
  // sum below 2 * 2^32 p (four products, or a folded accumulator and two more).

  @inline static low(a: v128, b: v128): v128 {
    return i64x2.extmul_low_i32x4_u(a, b);
  }

  @inline static high(a: v128, b: v128): v128 {
    return i64x2.extmul_high_i32x4_u(a, b);
  }

  @inline static addLow(low: v128, a: v128, b: v128): v128 {
    return i64x2.add(low, i64x2.extmul_low_i32x4_u(a, b));
  }

  @inline static addHigh(high: v128, a: v128, b: v128): v128 {
    return i64x2.add(high, i64x2.extmul_high_i32x4_u(a, b));
  }

  /** Subtracts 2^32 p from a half of an accumulator where it is at least that: below 2 * 2^32 p in, below 2^32 p out. */
  @inline static fold(half: v128): v128 {
    return i32x4.min_u(half, i32x4.sub(half, i32x4(0, P, 0, P)));
  }

  /** (low, high) / 2^32 mod p for sums below 2^32 p. */
  @inline static reduce(low: v128, high: v128): v128 {
    return F4.finish(low, high, v128.shuffle<i32>(low, high, 1, 3, 5, 7));
  }

  /** (low, high) / 2^32 mod p for sums below 2 * 2^32 p. */
  @inline static reduceSum(low: v128, high: v128): v128 {
    const h = v128.shuffle<i32>(low, high, 1, 3, 5, 7);
    return F4.finish(low, high, i32x4.min_u(h, i32x4.sub(h, i32x4.splat(P))));
  }

  /** REDC given the high halves (below p) of the sums. */
  @inline static finish(low: v128, high: v128, h: v128): v128 {
    const q = i32x4.mul(v128.shuffle<i32>(low, high, 0, 2, 4, 6), i32x4.splat(P_INVERSE));
    const ql = i64x2.extmul_low_i32x4_u(q, i32x4.splat(P));
    const qh = i64x2.extmul_high_i32x4_u(q, i32x4.splat(P));
    const t = i32x4.sub(h, v128.shuffle<i32>(ql, qh, 1, 3, 5, 7));
    return i32x4.min_u(t, i32x4.add(t, i32x4.splat(P)));
  }

  /** a + b c: the step of a base x extension multiply-accumulate, once per coefficient (see `addLow` for long sums). */
  @inline static mulAdd(a: v128, b: v128, c: v128): v128 {
    return F4.add(a, F4.mul(b, c));
  }

  /** Lane by lane a^-1, and 0 for 0. */
  static inverse(a: v128): v128 {
    const cube = F4.mul(F4.mul(a, a), a);
    const seventh = F4.mul(F4.mul(cube, cube), a);
    let r = F4.mul(seventh, seventh);
    for (let i = 0; i < 9; i++) {
      r = F4.mul(r, r);
      r = F4.mul(r, r);
      r = F4.mul(r, r);
      r = F4.mul(r, seventh);
    }
    return r;
  }
}
