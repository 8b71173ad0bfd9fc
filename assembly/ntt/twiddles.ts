// Twiddle factors. A transform on the coset s H_l splits F[x]/(x^(2h) - w^2) into F[x]/(x^h - w) and F[x]/(x^h + w); block b
// of the level with half length h has w = s^h ω_(2B)^bitrev(b), B the number of blocks of its level (the decomposition of
// Gentleman and Sande 1966 read as the Chinese remainder theorem, e.g. Bernstein, "Multidigit multiplication", 2001).
// So the coset costs nothing, zero padding is copying, and the values come out in bit-reversed order.
// One table serves all lengths up to its own, 2^logSize: it is a heap, node 2^m + b holds the w of block b of the level with
// half length 2^(logSize - 1 - m), whose children are the nodes 2x and 2x + 1. A transform of length 2^l starts at
// node 2^(logSize - l). An inverse table holds the inverses.
import { F, F4, ONE, P, P_INVERSE } from '../field/babybear';

/** ω_27 = 31^15. */
const ROOT_27: u32 = 0x57fab6ee;

/** The root of unity ω_k of order 2^k as a word, k <= 27. */
export function rootOfUnity(k: u32): u32 {
  let root = ROOT_27;
  for (let i: u32 = 27; i > k; i--) root = F.mul(root, root);
  return root;
}

/** Bytes of a table for transforms up to 2^logSize. */
export function twiddleBytes(logSize: u32): usize {
  return (4 as usize) << logSize;
}

/** Writes the table of the coset `shift` H (shift = the word of 1: the subgroup), or of its inverses. dst 16-byte aligned. */
export function buildTwiddles(dst: usize, logSize: u32, shift: u32, isInverse: bool): void {
  let power = isInverse ? F.inverse(shift) : shift;
  for (let m: i32 = (logSize as i32) - 1; m >= 0; m--) {
    // The level of 2^m blocks; power = shift^(half length). w of block 2^j + b is w of block b times ω_(2^(j+2)).
    const level = dst + ((4 as usize) << m);
    store<u32>(level, power);
    for (let j: i32 = 0; j < m; j++) {
      let root = rootOfUnity(j + 2);
      if (isInverse) root = F.inverse(root);
      const bytes = (4 as usize) << j;
      if (j < 2) {
        for (let i: usize = 0; i < bytes; i += 4) store<u32>(level + bytes + i, F.mul(load<u32>(level + i), root));
      } else {
        const v = i32x4.splat(root);
        for (let i: usize = 0; i < bytes; i += 16) v128.store(level + bytes + i, F4.mul(v128.load(level + i), v));
      }
    }
    power = F.mul(power, power);
  }
  store<u32>(dst, ONE);
}

/** A block-constant factor: w in every lane, and w / p mod 2^32, which saves the shuffle that Montgomery's q needs. */
export class Twiddle {
  @inline static w(at: usize): v128 {
    return v128.load32_splat(at);
  }

  @inline static q(w: v128): v128 {
    return i32x4.mul(w, i32x4.splat(P_INVERSE));
  }

  /** v w / 2^32 in (-p, p), for any v < 2^32. Safety: the low halves cancel, so the 64-bit differences do not borrow. */
  @inline static raw(v: v128, w: v128, wq: v128): v128 {
    const q = i32x4.mul(v, wq);
    return v128.shuffle<i32>(
      i64x2.sub(i64x2.extmul_low_i32x4_u(v, w), i64x2.extmul_low_i32x4_u(q, i32x4.splat(P))),
      i64x2.sub(i64x2.extmul_high_i32x4_u(v, w), i64x2.extmul_high_i32x4_u(q, i32x4.splat(P))),
      1, 3, 5, 7,
    );
  }

  /** v w / 2^32, canonical, for any v < 2^32. */
  @inline static mul(v: v128, w: v128, wq: v128): v128 {
    const t = Twiddle.raw(v, w, wq);
    return i32x4.min_u(t, i32x4.add(t, i32x4.splat(P)));
  }

  /** a + b below 2p: only as the next factor of `mul`. */
  @inline static addLazy(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }

  /** a - b + p below 2p: only as the next factor of `mul`. */
  @inline static subLazy(a: v128, b: v128): v128 {
    return i32x4.sub(i32x4.add(a, i32x4.splat(P)), b);
  }
}
