// Out-of-domain evaluation of committed columns (docs/protocol.md section 6, step 4), barycentric over the coset s * H_h,
// which is the first n = 2^h words of an extension of any blowup:
//   p(zeta) = (1 - (zeta/s)^n) / n * sum_i p(x_i) x_i / (x_i - zeta)   for deg p < n.
// `outOfDomainSums` gives each worker's part of the sums for all columns at once, `outOfDomainFinish` adds the parts.
//
// Perf: a tile's weights are computed into scratch and stay in the first-level cache while all columns pass over them, two
// columns at a time; sums of products are kept unreduced (see F4.fold) until the end of the tile.
import { F, F4, ONE } from '../field/babybear';
import { E } from '../field/quintic';
import { rootOfUnity } from '../ntt/twiddles';
import { COSET_SHIFT, Points, POINTS_BYTES, preparePoints } from './points';

/** Rows per tile; the five planes of weights are 2 KiB each and padded against aliasing. */
const TILE_ROWS: u32 = 512;
const PLANE: usize = ((TILE_ROWS as usize) << 2) + 64;

export const OUT_OF_DOMAIN_SCRATCH_BYTES: usize = POINTS_BYTES + 5 * PLANE;

class Sum {
  /** half + a b over all four lanes, kept below 2^32 p: two products and a fold. */
  @inline static add(half: v128, a: v128, b: v128): v128 {
    return F4.fold(F4.addHigh(F4.addLow(half, a, b), a, b));
  }

  /** Adds the reduced sum of both lanes to the word at `to`. */
  @inline static flush(half: v128, to: usize): void {
    const sum = F.add(F.reduce(i64x2.extract_lane(half, 0)), F.reduce(i64x2.extract_lane(half, 1)));
    store<u32>(to, F.add(load<u32>(to), sum));
  }
}

function sumOne(column: usize, weights: usize, bytes: usize, to: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(column + i);
    const w = weights + i;
    s0 = Sum.add(s0, a, v128.load(w));
    s1 = Sum.add(s1, a, v128.load(w, PLANE));
    s2 = Sum.add(s2, a, v128.load(w, 2 * PLANE));
    s3 = Sum.add(s3, a, v128.load(w, 3 * PLANE));
    s4 = Sum.add(s4, a, v128.load(w, 4 * PLANE));
  }
  Sum.flush(s0, to);
  Sum.flush(s1, to + 4);
  Sum.flush(s2, to + 8);
  Sum.flush(s3, to + 12);
  Sum.flush(s4, to + 16);
}

function sumTwo(columnA: usize, columnB: usize, weights: usize, bytes: usize, to: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  let t4 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(columnA + i);
    const b = v128.load(columnB + i);
    const w = weights + i;
    const w0 = v128.load(w);
    s0 = Sum.add(s0, a, w0);
    t0 = Sum.add(t0, b, w0);
    const w1 = v128.load(w, PLANE);
    s1 = Sum.add(s1, a, w1);
    t1 = Sum.add(t1, b, w1);
    const w2 = v128.load(w, 2 * PLANE);
    s2 = Sum.add(s2, a, w2);
    t2 = Sum.add(t2, b, w2);
    const w3 = v128.load(w, 3 * PLANE);
    s3 = Sum.add(s3, a, w3);
    t3 = Sum.add(t3, b, w3);
    const w4 = v128.load(w, 4 * PLANE);
    s4 = Sum.add(s4, a, w4);
    t4 = Sum.add(t4, b, w4);
  }
  Sum.flush(s0, to);
  Sum.flush(s1, to + 4);
  Sum.flush(s2, to + 8);
  Sum.flush(s3, to + 12);
  Sum.flush(s4, to + 16);
  Sum.flush(t0, to + 20);
  Sum.flush(t1, to + 24);
  Sum.flush(t2, to + 28);
  Sum.flush(t3, to + 32);
  Sum.flush(t4, to + 36);
}

/**
 * sums[column] (five words each, overwritten) = sum over positions first .. first + count - 1 (multiples of 4) of
 * word * x / (x - zeta). `columns`: numColumns u32 addresses of extensions; `inverses`: planar 1 / (x - zeta).
 */
export function outOfDomainSums(
  columns: usize, numColumns: u32, inverses: usize, strideBytes: usize, first: u32, count: u32, sums: usize, scratch: usize,
): void {
  preparePoints(scratch, 0, false);
  memory.fill(sums, 0, <usize>numColumns * 20);
  const weights = scratch + POINTS_BYTES;
  const end = first + count;
  let x = F.mul(F.fromInteger(COSET_SHIFT), Points.start(scratch, first >> 2));
  for (let tile = first; tile < end; tile += TILE_ROWS) {
    const bytes = <usize>min<u32>(end - tile, TILE_ROWS) << 2;
    const offset = <usize>tile << 2;
    for (let i: usize = 0; i < bytes; i += 16) {
      const points = Points.lanes(scratch, x);
      const from = inverses + offset + i;
      for (let c: usize = 0; c < 5; c++) {
        v128.store(weights + c * PLANE + i, F4.mul(points, v128.load(from + c * strideBytes)));
      }
      x = Points.step(scratch, x, <u32>((offset + i) >> 4));
    }
    let column: u32 = 0;
    let to = sums;
    for (; column + 2 <= numColumns; column += 2, to += 40) {
      const entry = columns + (<usize>column << 2);
      sumTwo(<usize>load<u32>(entry) + offset, <usize>load<u32>(entry, 4) + offset, weights, bytes, to);
    }
    if (column < numColumns) sumOne(<usize>load<u32>(columns + (<usize>column << 2)) + offset, weights, bytes, to);
  }
}

/**
 * The values p(zeta) of numColumns columns at `out` from numParts parts of their sums, numColumns * 20 bytes each, one
 * after another; `out` may be `parts`. 64 bytes of scratch.
 */
export function outOfDomainFinish(
  parts: usize, numParts: u32, numColumns: u32, zeta: usize, logHeight: u32, out: usize, scratch: usize,
): void {
  const factor = scratch;
  // (1 - (zeta/s)^n) / n.
  E.scale(factor, zeta, F.inverse(F.fromInteger(COSET_SHIFT)));
  for (let i: u32 = 0; i < logHeight; i++) E.mul(factor, factor, factor);
  for (let i: usize = 0; i < 20; i += 4) store<u32>(factor + i, F.neg(load<u32>(factor + i)));
  store<u32>(factor, F.add(load<u32>(factor), ONE));
  E.scale(factor, factor, F.inverse(F.fromInteger((<u32>1) << logHeight)));
  const partBytes = <usize>numColumns * 20;
  for (let at: usize = 0; at < partBytes; at += 20) {
    E.copy(scratch + 32, parts + at);
    for (let part: usize = 1; part < <usize>numParts; part++) E.add(scratch + 32, scratch + 32, parts + part * partBytes + at);
    E.mul(out + at, scratch + 32, factor);
  }
}

/** next = zeta * ω_logHeight: the point at which next rows are opened. */
export function nextPoint(zeta: usize, logHeight: u32, next: usize): void {
  E.scale(next, zeta, rootOfUnity(logHeight));
}

/** Extension columns: count elements out_g = sum_i x^i values_(5 g + i). `out` may be `values`. 40 bytes of scratch. */
export function combineExtColumns(values: usize, count: u32, out: usize, scratch: usize): void {
  for (; count > 0; count--, values += 100, out += 20) {
    E.copy(scratch, values + 80);
    for (let i: usize = 80; i > 0; ) {
      i -= 20;
      // scratch := x * scratch + values_i; x^5 = 2.
      const top = load<u32>(scratch, 16);
      for (let c: usize = 16; c > 0; c -= 4) store<u32>(scratch + c, load<u32>(scratch + c - 4));
      store<u32>(scratch, F.double(top));
      E.add(scratch, scratch, values + i);
    }
    E.copy(out, scratch);
  }
}
