// The field's operations over whole vectors: what tests hold against the BigInt reference, and the batch inversion that
// LogUp, DEEP and selectors use. Vectors are 16-byte aligned words; n is a multiple of 4 unless a comment says otherwise.
// An extension vector is planar: five word vectors, `stride` bytes apart.
import { F, F4, ONE, R_SQUARED } from './babybear';
import { E, E4 } from './quintic';

export function vectorAdd(dst: usize, a: usize, b: usize, n: usize): void {
  for (let i: usize = 0; i < n << 2; i += 16) v128.store(dst + i, F4.add(v128.load(a + i), v128.load(b + i)));
}

export function vectorSub(dst: usize, a: usize, b: usize, n: usize): void {
  for (let i: usize = 0; i < n << 2; i += 16) v128.store(dst + i, F4.sub(v128.load(a + i), v128.load(b + i)));
}

export function vectorMul(dst: usize, a: usize, b: usize, n: usize): void {
  for (let i: usize = 0; i < n << 2; i += 16) v128.store(dst + i, F4.mul(v128.load(a + i), v128.load(b + i)));
}

/** dst = c * a. */
export function vectorScale(dst: usize, a: usize, c: u32, n: usize): void {
  const v = i32x4.splat(c);
  for (let i: usize = 0; i < n << 2; i += 16) v128.store(dst + i, F4.mul(v128.load(a + i), v));
}

/** Integers below 2^32 to words, in place or not. */
export function vectorToWords(dst: usize, a: usize, n: usize): void {
  const v = i32x4.splat(R_SQUARED);
  for (let i: usize = 0; i < n << 2; i += 16) v128.store(dst + i, F4.mul(v128.load(a + i), v));
}

/** dst_i = start * ratio^i for i < n. */
export function vectorPowers(dst: usize, start: u32, ratio: u32, n: usize): void {
  const r2 = F.mul(ratio, ratio);
  const r4 = i32x4.splat(F.mul(r2, r2));
  let v = i32x4(start, F.mul(start, ratio), F.mul(start, r2), F.mul(start, F.mul(r2, ratio)));
  for (let i: usize = 0; i < n << 2; i += 16) {
    v128.store(dst + i, v);
    v = F4.mul(v, r4);
  }
}

/** Word by word a^-1, and 0 for 0. One after another: for small tables and as a reference. */
export function vectorInverse(dst: usize, a: usize, n: usize): void {
  for (let i: usize = 0; i < n << 2; i += 4) store<u32>(dst + i, F.inverse(load<u32>(a + i)));
}

export function extVectorAdd(dst: usize, a: usize, b: usize, stride: usize, n: usize): void {
  for (let i: usize = 0; i < n << 2; i += 16) E4.add(dst + i, stride, a + i, stride, b + i, stride);
}

export function extVectorMul(dst: usize, a: usize, b: usize, stride: usize, n: usize): void {
  for (let i: usize = 0; i < n << 2; i += 16) E4.mul(dst + i, stride, a + i, stride, b + i, stride);
}

/** dst_i += c_i e for a word vector c and one element e (five words at a pointer). */
export function extVectorMulAdd(dst: usize, stride: usize, c: usize, e: usize, n: usize): void {
  const e0 = v128.load32_splat(e);
  const e1 = v128.load32_splat(e, 4);
  const e2 = v128.load32_splat(e, 8);
  const e3 = v128.load32_splat(e, 12);
  const e4 = v128.load32_splat(e, 16);
  for (let i: usize = 0; i < n << 2; i += 16) E4.mulAddBase(dst + i, stride, v128.load(c + i), e0, e1, e2, e3, e4);
}

/** dst = a * b for single elements (five words). */
export function extMul(dst: usize, a: usize, b: usize): void {
  E.mul(dst, a, b);
}

/** dst = a^-1 for single elements, 0 for 0; 60 bytes of scratch. */
export function extInverse(dst: usize, a: usize, scratch: usize): void {
  E.inverse(dst, a, scratch);
}

/** Vectors of four elements per block of `batchInverse`: elements and prefix products together stay in a 48 KiB cache. */
const BLOCK: usize = 256;

/** Bytes of scratch that `batchInverse` needs. */
export function batchInverseScratchBytes(): usize {
  return BLOCK * 80 + 480;
}

/**
 * Inverts n planar extension elements in place; zeros stay zero. Montgomery's trick on four independent chains (the
 * lanes), in blocks, with one SIMD inversion per block: three products per element.
 */
export function batchInverse(ptr: usize, stride: usize, n: usize, scratch: usize): void {
  const x = scratch;
  const accumulator = scratch + 80;
  const inverse = scratch + 160;
  const temporary = scratch + 240;
  const prefixes = scratch + 480;
  const one = i32x4.splat(ONE);
  const zero = i32x4.splat(0);
  for (let start: usize = 0; start < n << 2; start += BLOCK << 4) {
    const bytes = min<usize>((n << 2) - start, BLOCK << 4);
    const block = ptr + start;
    E4.set(accumulator, 16, one, zero, zero, zero, zero);
    let prefix = prefixes;
    for (let i: usize = 0; i < bytes; i += 16) {
      const at = block + i;
      const isZero = Chain.isZero(at, stride);
      E4.set(
        prefix, 16, v128.load(accumulator), v128.load(accumulator, 16), v128.load(accumulator, 32),
        v128.load(accumulator, 48), v128.load(accumulator, 64),
      );
      E4.set(
        x, 16, v128.or(v128.load(at), v128.and(isZero, one)), v128.load(at + stride), v128.load(at + 2 * stride),
        v128.load(at + 3 * stride), v128.load(at + 4 * stride),
      );
      E4.mulBlock(accumulator, accumulator, x);
      prefix += 80;
    }
    E4.inverse(inverse, accumulator, temporary);
    for (let i: usize = bytes; i > 0; i -= 16) {
      const at = block + i - 16;
      prefix -= 80;
      const isZero = Chain.isZero(at, stride);
      E4.set(
        x, 16, v128.or(v128.load(at), v128.and(isZero, one)), v128.load(at + stride), v128.load(at + 2 * stride),
        v128.load(at + 3 * stride), v128.load(at + 4 * stride),
      );
      E4.mulBlock(prefix, prefix, inverse);
      E4.mulBlock(inverse, inverse, x);
      E4.set(
        at, stride, v128.andnot(v128.load(prefix), isZero), v128.andnot(v128.load(prefix, 16), isZero),
        v128.andnot(v128.load(prefix, 32), isZero), v128.andnot(v128.load(prefix, 48), isZero),
        v128.andnot(v128.load(prefix, 64), isZero),
      );
    }
  }
}

class Chain {
  /** All ones in the lanes whose element is zero. */
  @inline static isZero(at: usize, stride: usize): v128 {
    return i32x4.eq(
      v128.or(
        v128.or(v128.or(v128.load(at), v128.load(at + stride)), v128.or(v128.load(at + 2 * stride), v128.load(at + 3 * stride))),
        v128.load(at + 4 * stride),
      ),
      i32x4.splat(0),
    );
  }
}
