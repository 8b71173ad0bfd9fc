// Arithmetic in E = F[x]/(x^5 - 2) on Montgomery words for the verifier's host. All functions refuse operands that hold a word
// of p or more: whoever feeds them bytes of a proof has those checked on the way (docs/protocol.md, section 1).
import { F, P } from '../field/babybear';
import { E } from '../field/quintic';

class Canonical {
  /** Non-zero if one of the element's words is p or more. */
  @inline static violation(a: usize): i32 {
    const head = v128.any_true(i32x4.ge_u(v128.load(a), i32x4.splat(P)));
    return i32(head) | i32(load<u32>(a, 16) >= P);
  }
}

/** out = a b. Returns non-zero, and leaves out alone, if an operand is not canonical. */
export function extMul(out: usize, a: usize, b: usize): i32 {
  if (Canonical.violation(a) | Canonical.violation(b)) return 1;
  E.mul(out, a, b);
  return 0;
}

/** Working memory of a division: the verifier's statics begin behind page 0, its arguments behind these. */
const DIVISION_SCRATCH: usize = 64;
const INVERSE: usize = 128;

/** out = a / b. Returns non-zero, and leaves out alone, if an operand is not canonical or b is zero. */
export function extDiv(out: usize, a: usize, b: usize): i32 {
  if (Canonical.violation(a) | Canonical.violation(b)) return 1;
  if (!v128.any_true(v128.load(b)) && load<u32>(b, 16) == 0) return 1;
  E.inverse(INVERSE, b, DIVISION_SCRATCH);
  E.mul(out, a, INVERSE);
  return 0;
}

/**
 * out = sum of words[i] * weights[i] for `count` words and as many elements of E. Returns non-zero if an operand is not
 * canonical; out is then meaningless. The machine's precompile wants words and weights at multiples of 8, so this does, too.
 *
 * Safety: a product is below p^2 < 2^62. Four are summed in 64 bits, then split into halves of 32 bits, whose sums stay below
 * 2^64 for any count below 2^32.
 */
export function dot(out: usize, words: usize, weights: usize, count: i32): i32 {
  if (((words | weights) & 7) != 0) return 1;
  const mask = i64x2.splat(0xffffffff);
  const modulus = i32x4.splat(P);
  let low01 = i64x2.splat(0);
  let low23 = i64x2.splat(0);
  let high01 = i64x2.splat(0);
  let high23 = i64x2.splat(0);
  let low4: u64 = 0;
  let high4: u64 = 0;
  let bad = i32x4.splat(0);
  let badScalar: bool = false;
  const end = words + ((count as usize) << 2);
  const quads = words + (((count as usize) & ~3) << 2);
  while (words < quads) {
    const w = v128.load(words);
    bad = v128.or(bad, i32x4.ge_u(w, modulus));
    const e0 = v128.load(weights);
    const e1 = v128.load(weights, 20);
    const e2 = v128.load(weights, 40);
    const e3 = v128.load(weights, 60);
    bad = v128.or(v128.or(bad, v128.or(i32x4.ge_u(e0, modulus), i32x4.ge_u(e1, modulus))), v128.or(i32x4.ge_u(e2, modulus), i32x4.ge_u(e3, modulus)));
    const w0 = v128.shuffle<i32>(w, w, 0, 0, 0, 0);
    const w1 = v128.shuffle<i32>(w, w, 1, 1, 1, 1);
    const w2 = v128.shuffle<i32>(w, w, 2, 2, 2, 2);
    const w3 = v128.shuffle<i32>(w, w, 3, 3, 3, 3);
    const s01 = i64x2.add(
      i64x2.add(i64x2.extmul_low_i32x4_u(e0, w0), i64x2.extmul_low_i32x4_u(e1, w1)),
      i64x2.add(i64x2.extmul_low_i32x4_u(e2, w2), i64x2.extmul_low_i32x4_u(e3, w3)),
    );
    const s23 = i64x2.add(
      i64x2.add(i64x2.extmul_high_i32x4_u(e0, w0), i64x2.extmul_high_i32x4_u(e1, w1)),
      i64x2.add(i64x2.extmul_high_i32x4_u(e2, w2), i64x2.extmul_high_i32x4_u(e3, w3)),
    );
    low01 = i64x2.add(low01, v128.and(s01, mask));
    low23 = i64x2.add(low23, v128.and(s23, mask));
    high01 = i64x2.add(high01, i64x2.shr_u(s01, 32));
    high23 = i64x2.add(high23, i64x2.shr_u(s23, 32));
    const f0 = load<u32>(weights, 16);
    const f1 = load<u32>(weights, 36);
    const f2 = load<u32>(weights, 56);
    const f3 = load<u32>(weights, 76);
    if (max<u32>(max<u32>(f0, f1), max<u32>(f2, f3)) >= P) badScalar = true;
    const s4: u64 =
      (f0 as u64) * load<u32>(words) + (f1 as u64) * load<u32>(words, 4) + (f2 as u64) * load<u32>(words, 8) + (f3 as u64) * load<u32>(words, 12);
    low4 += s4 & 0xffffffff;
    high4 += s4 >> 32;
    words += 16;
    weights += 80;
  }
  while (words < end) {
    const word = load<u32>(words);
    const e = v128.load(weights);
    const f = load<u32>(weights, 16);
    if (max<u32>(word, f) >= P) badScalar = true;
    bad = v128.or(bad, i32x4.ge_u(e, modulus));
    const w = i32x4.splat(word);
    const s01 = i64x2.extmul_low_i32x4_u(e, w);
    const s23 = i64x2.extmul_high_i32x4_u(e, w);
    low01 = i64x2.add(low01, v128.and(s01, mask));
    low23 = i64x2.add(low23, v128.and(s23, mask));
    high01 = i64x2.add(high01, i64x2.shr_u(s01, 32));
    high23 = i64x2.add(high23, i64x2.shr_u(s23, 32));
    const s4 = (f as u64) * (word as u64);
    low4 += s4 & 0xffffffff;
    high4 += s4 >> 32;
    words += 4;
    weights += 20;
  }
  if (badScalar || v128.any_true(bad)) return 1;
  store<u32>(out, Sum.reduce(i64x2.extract_lane(low01, 0), i64x2.extract_lane(high01, 0)));
  store<u32>(out, Sum.reduce(i64x2.extract_lane(low01, 1), i64x2.extract_lane(high01, 1)), 4);
  store<u32>(out, Sum.reduce(i64x2.extract_lane(low23, 0), i64x2.extract_lane(high23, 0)), 8);
  store<u32>(out, Sum.reduce(i64x2.extract_lane(low23, 1), i64x2.extract_lane(high23, 1)), 12);
  store<u32>(out, Sum.reduce(low4, high4), 16);
  return 0;
}

class Sum {
  /** (low + 2^32 high) / 2^32 mod p. */
  @inline static reduce(low: u64, high: u64): u32 {
    return F.add(F.reduceAny(low), (high % (P as u64)) as u32);
  }
}
