// The DEEP batch (docs/protocol.md section 6, step 5): A(x) = sum_j w_j P_j(x) over many columns, with weights in E, and the
// quotients (A(x) - A(zeta)) / (x - zeta). Their degree is below 2^h, so they are formed on the first 2^h positions only
// (the coset s * H_h) and extended by an NTT like a trace.
//
// Perf: four columns at a time share one reduction; a tile's five output planes stay in the first-level cache.
import { F, F4 } from '../field/babybear';
import { E, E4 } from '../field/quintic';

const TILE_ROWS: u32 = 256;

class Four {
  /** out += a wa + b wb + c wc + d wd for one coefficient. Safety: four products, see F4. */
  @inline static add(out: usize, a: v128, b: v128, c: v128, d: v128, w: usize): void {
    const wa = v128.load32_splat(w);
    const wb = v128.load32_splat(w, 20);
    const wc = v128.load32_splat(w, 40);
    const wd = v128.load32_splat(w, 60);
    const sum = F4.reduceSum(
      F4.addLow(F4.addLow(F4.addLow(F4.low(a, wa), b, wb), c, wc), d, wd),
      F4.addHigh(F4.addHigh(F4.addHigh(F4.high(a, wa), b, wb), c, wc), d, wd),
    );
    v128.store(out, F4.add(v128.load(out), sum));
  }
}

/**
 * out_j (+)= sum over columns of word_j * weight for positions first .. first + count - 1 (multiples of 4). `columns`:
 * numColumns u32 addresses; `weights`: five words each; `out` planar; overwritten first if isFresh is not 0.
 */
export function deepCombine(
  columns: usize, weights: usize, numColumns: u32, out: usize, strideBytes: usize, first: u32, count: u32, isFresh: u32,
): void {
  const end = first + count;
  for (let tile = first; tile < end; tile += TILE_ROWS) {
    const bytes = <usize>min<u32>(end - tile, TILE_ROWS) << 2;
    const offset = <usize>tile << 2;
    const to = out + offset;
    if (isFresh) for (let c: usize = 0; c < 5; c++) memory.fill(to + c * strideBytes, 0, bytes);
    let column: u32 = 0;
    for (; column + 4 <= numColumns; column += 4) {
      const entry = columns + (<usize>column << 2);
      const a = <usize>load<u32>(entry) + offset;
      const b = <usize>load<u32>(entry, 4) + offset;
      const c = <usize>load<u32>(entry, 8) + offset;
      const d = <usize>load<u32>(entry, 12) + offset;
      const w = weights + <usize>column * 20;
      for (let i: usize = 0; i < bytes; i += 16) {
        const va = v128.load(a + i);
        const vb = v128.load(b + i);
        const vc = v128.load(c + i);
        const vd = v128.load(d + i);
        let at = to + i;
        Four.add(at, va, vb, vc, vd, w);
        at += strideBytes;
        Four.add(at, va, vb, vc, vd, w + 4);
        at += strideBytes;
        Four.add(at, va, vb, vc, vd, w + 8);
        at += strideBytes;
        Four.add(at, va, vb, vc, vd, w + 12);
        at += strideBytes;
        Four.add(at, va, vb, vc, vd, w + 16);
      }
    }
    for (; column < numColumns; column++) {
      const from = <usize>load<u32>(columns + (<usize>column << 2)) + offset;
      const w = weights + <usize>column * 20;
      const w0 = v128.load32_splat(w);
      const w1 = v128.load32_splat(w, 4);
      const w2 = v128.load32_splat(w, 8);
      const w3 = v128.load32_splat(w, 12);
      const w4 = v128.load32_splat(w, 16);
      for (let i: usize = 0; i < bytes; i += 16) {
        E4.mulAddBase(to + i, strideBytes, v128.load(from + i), w0, w1, w2, w3, w4);
      }
    }
  }
}

/**
 * out_j (+)= (a_j - claimed) * inverse_j for positions first .. first + count - 1 (multiples of 4). All planar; `out` may
 * be `a`; claimed: five words; isAdded: not 0 adds to `out`. 80 bytes of scratch, 16-aligned.
 */
export function deepQuotient(
  out: usize, outStride: usize, a: usize, aStride: usize, inverses: usize, inverseStride: usize, claimed: usize,
  first: u32, count: u32, isAdded: u32, scratch: usize,
): void {
  const c0 = v128.load32_splat(claimed);
  const c1 = v128.load32_splat(claimed, 4);
  const c2 = v128.load32_splat(claimed, 8);
  const c3 = v128.load32_splat(claimed, 12);
  const c4 = v128.load32_splat(claimed, 16);
  const end = <usize>(first + count) << 2;
  for (let i: usize = <usize>first << 2; i < end; i += 16) {
    const from = a + i;
    E4.set(
      scratch, 16,
      F4.sub(v128.load(from), c0),
      F4.sub(v128.load(from + aStride), c1),
      F4.sub(v128.load(from + 2 * aStride), c2),
      F4.sub(v128.load(from + 3 * aStride), c3),
      F4.sub(v128.load(from + 4 * aStride), c4),
    );
    if (isAdded) {
      E4.mul(scratch, 16, scratch, 16, inverses + i, inverseStride);
      E4.add(out + i, outStride, out + i, outStride, scratch, 16);
    } else {
      E4.mul(out + i, outStride, scratch, 16, inverses + i, inverseStride);
    }
  }
}

/** Weights of the batch: out_j = start * ratio^j for j < count, five words each; then `next` = start * ratio^count. */
export function extPowers(out: usize, start: usize, ratio: usize, count: u32, next: usize): void {
  E.copy(next, start);
  for (; count > 0; count--, out += 20) {
    E.copy(out, next);
    E.mul(next, next, ratio);
  }
}

/** Weights of the five words of an extension column whose weight is w: out_i = w x^i for i < 5. `out` apart from w. */
export function extSpread(w: usize, out: usize): void {
  E.copy(out, w);
  for (let i: usize = 20; i < 100; i += 20) {
    for (let c: usize = 4; c < 20; c += 4) store<u32>(out + i + c, load<u32>(out + i + c - 24));
    store<u32>(out + i, F.double(load<u32>(out + i - 4)));
  }
}

/** out = sum_j a_j b_j over count elements; `out` apart from both. 20 bytes of scratch. */
export function extDot(out: usize, a: usize, b: usize, count: u32, scratch: usize): void {
  memory.fill(out, 0, 20);
  for (; count > 0; count--, a += 20, b += 20) {
    E.mul(scratch, a, b);
    E.add(out, out, scratch);
  }
}
