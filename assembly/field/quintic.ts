// The quintic extension E = F[x]/(x^5 - 2). `E` works on one element: five consecutive words at a pointer, coefficient
// of x^0 first. `E4` works on four elements, five v128, one per coefficient: AssemblyScript functions return one value,
// so its products are given coefficient by coefficient (`c0` .. `c4`, inlined) to keep everything in registers, and as
// whole products on memory (`mul`), where the five v128 lie at a distance of `stride` bytes.
// Inverses are by Frobenius and norm (Itoh and Tsujii 1988): with z = 2^((p-1)/5), a^p has the coefficients a_k z^k.
// Destinations may be operands: everything is loaded before the first store.
import { F, F4, P } from './babybear';

/** z^1 .. z^4 as words, z = 2^((p-1)/5), the fifth root of unity by which Frobenius multiplies x. */
const Z1: u32 = 0x405ce03b;
const Z2: u32 = 0x327d6570;
const Z3: u32 = 0x5f3cbd45;
const Z4: u32 = 0x0de8fd14;

/** Bytes of one element. */
export const E_BYTES: usize = 20;

/** One element at a pointer. */
export class E {
  @inline static copy(dst: usize, a: usize): void {
    const a01 = load<u64>(a);
    const a23 = load<u64>(a, 8);
    const a4 = load<u32>(a, 16);
    store<u64>(dst, a01);
    store<u64>(dst, a23, 8);
    store<u32>(dst, a4, 16);
  }

  @inline static set(dst: usize, c0: u32, c1: u32, c2: u32, c3: u32, c4: u32): void {
    store<u32>(dst, c0);
    store<u32>(dst, c1, 4);
    store<u32>(dst, c2, 8);
    store<u32>(dst, c3, 12);
    store<u32>(dst, c4, 16);
  }

  @inline static isZero(a: usize): bool {
    return (load<u64>(a) | load<u64>(a, 8) | (load<u32>(a, 16) as u64)) == 0;
  }

  static add(dst: usize, a: usize, b: usize): void {
    for (let k: usize = 0; k < E_BYTES; k += 4) store<u32>(dst + k, F.add(load<u32>(a + k), load<u32>(b + k)));
  }

  static sub(dst: usize, a: usize, b: usize): void {
    for (let k: usize = 0; k < E_BYTES; k += 4) store<u32>(dst + k, F.sub(load<u32>(a + k), load<u32>(b + k)));
  }

  static scale(dst: usize, a: usize, c: u32): void {
    for (let k: usize = 0; k < E_BYTES; k += 4) store<u32>(dst + k, F.mul(load<u32>(a + k), c));
  }

  /** Five products, one reduction. Safety: four products are below 2^64; then the high word is brought below p. */
  @inline static dot5(
    a0: u32, b0: u32, a1: u32, b1: u32, a2: u32, b2: u32, a3: u32, b3: u32, a4: u32, b4: u32,
  ): u32 {
    const s: u64 =
      (a0 as u64) * (b0 as u64) + (a1 as u64) * (b1 as u64) + (a2 as u64) * (b2 as u64) + (a3 as u64) * (b3 as u64);
    return F.reduceAny(min<u64>(s, s - ((P as u64) << 32)) + (a4 as u64) * (b4 as u64));
  }

  static mul(dst: usize, a: usize, b: usize): void {
    const a0 = load<u32>(a);
    const a1 = load<u32>(a, 4);
    const a2 = load<u32>(a, 8);
    const a3 = load<u32>(a, 12);
    const a4 = load<u32>(a, 16);
    const b0 = load<u32>(b);
    const b1 = load<u32>(b, 4);
    const b2 = load<u32>(b, 8);
    const b3 = load<u32>(b, 12);
    const b4 = load<u32>(b, 16);
    const d1 = F.double(b1);
    const d2 = F.double(b2);
    const d3 = F.double(b3);
    const d4 = F.double(b4);
    store<u32>(dst, E.dot5(a0, b0, a1, d4, a2, d3, a3, d2, a4, d1));
    store<u32>(dst, E.dot5(a0, b1, a1, b0, a2, d4, a3, d3, a4, d2), 4);
    store<u32>(dst, E.dot5(a0, b2, a1, b1, a2, b0, a3, d4, a4, d3), 8);
    store<u32>(dst, E.dot5(a0, b3, a1, b2, a2, b1, a3, b0, a4, d4), 12);
    store<u32>(dst, E.dot5(a0, b4, a1, b3, a2, b2, a3, b1, a4, b0), 16);
  }

  /** a^-1, and 0 for 0. `scratch`: 60 bytes apart from a and dst. */
  static inverse(dst: usize, a: usize, scratch: usize): void {
    const t = scratch;
    const u = scratch + 20;
    const v = scratch + 40;
    // u = a^p, v = a^(p^2); t = u v.
    E.set(u, load<u32>(a), F.mul(load<u32>(a, 4), Z1), F.mul(load<u32>(a, 8), Z2), F.mul(load<u32>(a, 12), Z3), F.mul(load<u32>(a, 16), Z4));
    E.set(v, load<u32>(a), F.mul(load<u32>(a, 4), Z2), F.mul(load<u32>(a, 8), Z4), F.mul(load<u32>(a, 12), Z1), F.mul(load<u32>(a, 16), Z3));
    E.mul(t, u, v);
    // u = t^(p^2) = a^(p^3 + p^4); t = a^(p + p^2 + p^3 + p^4).
    E.set(u, load<u32>(t), F.mul(load<u32>(t, 4), Z2), F.mul(load<u32>(t, 8), Z4), F.mul(load<u32>(t, 12), Z1), F.mul(load<u32>(t, 16), Z3));
    E.mul(t, t, u);
    // The norm a t lies in F.
    E.mul(u, a, t);
    E.scale(dst, t, F.inverse(load<u32>(u)));
  }
}

/** Four elements. In `c0` .. `c4`, d1 .. d4 are F4.double of b1 .. b4: c_k = sum a_i b_(k-i) + sum a_i d_(k+5-i). */
export class E4 {
  /**
   * a0 b0 + .. + a4 b4 with one reduction.
   * Safety: four products, fold, a fifth: below 1.5 * 2^32 p (see F4).
   */
  @inline static dot5(
    a0: v128, b0: v128, a1: v128, b1: v128, a2: v128, b2: v128, a3: v128, b3: v128, a4: v128, b4: v128,
  ): v128 {
    return F4.reduceSum(
      F4.addLow(F4.fold(F4.addLow(F4.addLow(F4.addLow(F4.low(a0, b0), a1, b1), a2, b2), a3, b3)), a4, b4),
      F4.addHigh(F4.fold(F4.addHigh(F4.addHigh(F4.addHigh(F4.high(a0, b0), a1, b1), a2, b2), a3, b3)), a4, b4),
    );
  }

  @inline static c0(
    a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, b0: v128, d1: v128, d2: v128, d3: v128, d4: v128,
  ): v128 {
    return E4.dot5(a0, b0, a1, d4, a2, d3, a3, d2, a4, d1);
  }

  @inline static c1(
    a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, b0: v128, b1: v128, d2: v128, d3: v128, d4: v128,
  ): v128 {
    return E4.dot5(a0, b1, a1, b0, a2, d4, a3, d3, a4, d2);
  }

  @inline static c2(
    a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, b0: v128, b1: v128, b2: v128, d3: v128, d4: v128,
  ): v128 {
    return E4.dot5(a0, b2, a1, b1, a2, b0, a3, d4, a4, d3);
  }

  @inline static c3(
    a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, b0: v128, b1: v128, b2: v128, b3: v128, d4: v128,
  ): v128 {
    return E4.dot5(a0, b3, a1, b2, a2, b1, a3, b0, a4, d4);
  }

  @inline static c4(
    a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, b0: v128, b1: v128, b2: v128, b3: v128, b4: v128,
  ): v128 {
    return E4.dot5(a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
  }

  /** Five v128 to `dst`, `stride` bytes apart. */
  @inline static set(dst: usize, stride: usize, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128): void {
    v128.store(dst, c0);
    v128.store(dst + stride, c1);
    v128.store(dst + 2 * stride, c2);
    v128.store(dst + 3 * stride, c3);
    v128.store(dst + 4 * stride, c4);
  }

  /** The product of two elements in memory; each operand's five v128 lie its own stride apart. */
  @inline static mul(dst: usize, dstStride: usize, a: usize, aStride: usize, b: usize, bStride: usize): void {
    const a0 = v128.load(a);
    const a1 = v128.load(a + aStride);
    const a2 = v128.load(a + 2 * aStride);
    const a3 = v128.load(a + 3 * aStride);
    const a4 = v128.load(a + 4 * aStride);
    const b0 = v128.load(b);
    const b1 = v128.load(b + bStride);
    const b2 = v128.load(b + 2 * bStride);
    const b3 = v128.load(b + 3 * bStride);
    const b4 = v128.load(b + 4 * bStride);
    const d1 = F4.double(b1);
    const d2 = F4.double(b2);
    const d3 = F4.double(b3);
    const d4 = F4.double(b4);
    v128.store(dst, E4.c0(a0, a1, a2, a3, a4, b0, d1, d2, d3, d4));
    v128.store(dst + dstStride, E4.c1(a0, a1, a2, a3, a4, b0, b1, d2, d3, d4));
    v128.store(dst + 2 * dstStride, E4.c2(a0, a1, a2, a3, a4, b0, b1, b2, d3, d4));
    v128.store(dst + 3 * dstStride, E4.c3(a0, a1, a2, a3, a4, b0, b1, b2, b3, d4));
    v128.store(dst + 4 * dstStride, E4.c4(a0, a1, a2, a3, a4, b0, b1, b2, b3, b4));
  }

  @inline static add(dst: usize, dstStride: usize, a: usize, aStride: usize, b: usize, bStride: usize): void {
    E4.set(
      dst, dstStride,
      F4.add(v128.load(a), v128.load(b)),
      F4.add(v128.load(a + aStride), v128.load(b + bStride)),
      F4.add(v128.load(a + 2 * aStride), v128.load(b + 2 * bStride)),
      F4.add(v128.load(a + 3 * aStride), v128.load(b + 3 * bStride)),
      F4.add(v128.load(a + 4 * aStride), v128.load(b + 4 * bStride)),
    );
  }

  /** dst += c e, c four base elements and e four extension elements: base x extension multiply-accumulate. */
  @inline static mulAddBase(dst: usize, dstStride: usize, c: v128, e0: v128, e1: v128, e2: v128, e3: v128, e4: v128): void {
    E4.set(
      dst, dstStride,
      F4.mulAdd(v128.load(dst), c, e0),
      F4.mulAdd(v128.load(dst + dstStride), c, e1),
      F4.mulAdd(v128.load(dst + 2 * dstStride), c, e2),
      F4.mulAdd(v128.load(dst + 3 * dstStride), c, e3),
      F4.mulAdd(v128.load(dst + 4 * dstStride), c, e4),
    );
  }

  /** Applies Frobenius twice (dst = a^(p^2)); both contiguous, 80 bytes. */
  @inline static frobenius2(dst: usize, a: usize): void {
    E4.set(
      dst, 16,
      v128.load(a),
      F4.mul(v128.load(a, 16), i32x4.splat(Z2)),
      F4.mul(v128.load(a, 32), i32x4.splat(Z4)),
      F4.mul(v128.load(a, 48), i32x4.splat(Z1)),
      F4.mul(v128.load(a, 64), i32x4.splat(Z3)),
    );
  }

  /** Lane by lane a^-1, and 0 for 0; a and dst contiguous (80 bytes). `scratch`: 160 bytes apart from both. */
  static inverse(dst: usize, a: usize, scratch: usize): void {
    const t = scratch;
    const u = scratch + 80;
    E4.set(
      t, 16,
      v128.load(a),
      F4.mul(v128.load(a, 16), i32x4.splat(Z1)),
      F4.mul(v128.load(a, 32), i32x4.splat(Z2)),
      F4.mul(v128.load(a, 48), i32x4.splat(Z3)),
      F4.mul(v128.load(a, 64), i32x4.splat(Z4)),
    );
    E4.frobenius2(u, a);
    E4.mulBlock(t, t, u);
    E4.frobenius2(u, t);
    E4.mulBlock(t, t, u);
    const norm = E4.dot5(
      v128.load(a), v128.load(t),
      v128.load(a, 16), F4.double(v128.load(t, 64)),
      v128.load(a, 32), F4.double(v128.load(t, 48)),
      v128.load(a, 48), F4.double(v128.load(t, 32)),
      v128.load(a, 64), F4.double(v128.load(t, 16)),
    );
    const c = F4.inverse(norm);
    E4.set(
      dst, 16,
      F4.mul(v128.load(t), c),
      F4.mul(v128.load(t, 16), c),
      F4.mul(v128.load(t, 32), c),
      F4.mul(v128.load(t, 48), c),
      F4.mul(v128.load(t, 64), c),
    );
  }

  /** `mul` on contiguous elements (80 bytes each), not inlined. */
  static mulBlock(dst: usize, a: usize, b: usize): void {
    E4.mul(dst, 16, a, 16, b, 16);
  }
}
