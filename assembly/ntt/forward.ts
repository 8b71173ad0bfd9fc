// Forward passes: coefficients to values, large half lengths first, butterfly (u + w v, u - w v). A pass does one to three levels on
// the rows of a block: operand i of a butterfly starts `step` bytes after operand i - 1, `rows` rows of `width` bytes lie `stride`
// apart, and all share the factors of one `node` of the twiddle table. `forwardTail` does the last four levels, 16 words at a time.
// Perf: between levels only the operands that stay additive are made canonical.
import { F, F4 } from '../field/babybear';
import { Twiddle } from './twiddles';

/** Levels of the next pass when `remaining` are to be done: three, but two and two rather than three and one. */
export function levelsOfPass(remaining: u32): u32 {
  return remaining == 4 ? 2 : min<u32>(remaining, 3);
}

function forward2(
  src: usize, srcStep: usize, srcStride: usize, dst: usize, dstStep: usize, dstStride: usize,
  rows: usize, width: usize, twiddles: usize, node: usize,
): void {
  const w = Twiddle.w(twiddles + (node << 2));
  const wq = Twiddle.q(w);
  for (let r: usize = 0; r < rows; r++) {
    for (let c: usize = 0; c < width; c += 16) {
      const s = src + c;
      const d = dst + c;
      const x0 = v128.load(s);
      const t = Twiddle.mul(v128.load(s + srcStep), w, wq);
      v128.store(d, F4.add(x0, t));
      v128.store(d + dstStep, F4.sub(x0, t));
    }
    src += srcStride;
    dst += dstStride;
  }
}

function forward4(
  src: usize, srcStep: usize, srcStride: usize, dst: usize, dstStep: usize, dstStride: usize,
  rows: usize, width: usize, twiddles: usize, node: usize,
): void {
  const w = Twiddle.w(twiddles + (node << 2));
  const wq = Twiddle.q(w);
  const y0 = Twiddle.w(twiddles + (node << 3));
  const y0q = Twiddle.q(y0);
  const y1 = Twiddle.w(twiddles + (node << 3) + 4);
  const y1q = Twiddle.q(y1);
  for (let r: usize = 0; r < rows; r++) {
    for (let c: usize = 0; c < width; c += 16) {
      const s = src + c;
      const d = dst + c;
      const x0 = v128.load(s);
      const x1 = v128.load(s + srcStep);
      let t = Twiddle.mul(v128.load(s + 2 * srcStep), w, wq);
      let u = Twiddle.mul(v128.load(s + 3 * srcStep), w, wq);
      const a0 = F4.add(x0, t);
      const a2 = F4.sub(x0, t);
      t = Twiddle.mul(Twiddle.addLazy(x1, u), y0, y0q);
      u = Twiddle.mul(Twiddle.subLazy(x1, u), y1, y1q);
      v128.store(d, F4.add(a0, t));
      v128.store(d + dstStep, F4.sub(a0, t));
      v128.store(d + 2 * dstStep, F4.add(a2, u));
      v128.store(d + 3 * dstStep, F4.sub(a2, u));
    }
    src += srcStride;
    dst += dstStride;
  }
}

function forward8(
  src: usize, srcStep: usize, srcStride: usize, dst: usize, dstStep: usize, dstStride: usize,
  rows: usize, width: usize, twiddles: usize, node: usize,
): void {
  const w = Twiddle.w(twiddles + (node << 2));
  const wq = Twiddle.q(w);
  const y = twiddles + (node << 3);
  const y0 = Twiddle.w(y);
  const y0q = Twiddle.q(y0);
  const y1 = Twiddle.w(y + 4);
  const y1q = Twiddle.q(y1);
  const z = twiddles + (node << 4);
  const z0 = Twiddle.w(z);
  const z0q = Twiddle.q(z0);
  const z1 = Twiddle.w(z + 4);
  const z1q = Twiddle.q(z1);
  const z2 = Twiddle.w(z + 8);
  const z2q = Twiddle.q(z2);
  const z3 = Twiddle.w(z + 12);
  const z3q = Twiddle.q(z3);
  for (let r: usize = 0; r < rows; r++) {
    for (let c: usize = 0; c < width; c += 16) {
      const s = src + c;
      const d = dst + c;
      // Half length 4 steps.
      const x0 = v128.load(s);
      const t0 = Twiddle.mul(v128.load(s + 4 * srcStep), w, wq);
      let a0 = F4.add(x0, t0);
      let a4 = F4.sub(x0, t0);
      const x2 = v128.load(s + 2 * srcStep);
      const t2 = Twiddle.mul(v128.load(s + 6 * srcStep), w, wq);
      // Half length 2 steps, on the even operands, then the odd ones.
      let t = Twiddle.mul(Twiddle.addLazy(x2, t2), y0, y0q);
      const a2 = F4.sub(a0, t);
      a0 = F4.add(a0, t);
      t = Twiddle.mul(Twiddle.subLazy(x2, t2), y1, y1q);
      const a6 = F4.sub(a4, t);
      a4 = F4.add(a4, t);
      const x1 = v128.load(s + srcStep);
      const t1 = Twiddle.mul(v128.load(s + 5 * srcStep), w, wq);
      const a1 = F4.add(x1, t1);
      const a5 = F4.sub(x1, t1);
      const x3 = v128.load(s + 3 * srcStep);
      const t3 = Twiddle.mul(v128.load(s + 7 * srcStep), w, wq);
      // Half length 1 step.
      let u = Twiddle.mul(Twiddle.addLazy(x3, t3), y0, y0q);
      t = Twiddle.mul(Twiddle.addLazy(a1, u), z0, z0q);
      v128.store(d, F4.add(a0, t));
      v128.store(d + dstStep, F4.sub(a0, t));
      t = Twiddle.mul(Twiddle.subLazy(a1, u), z1, z1q);
      v128.store(d + 2 * dstStep, F4.add(a2, t));
      v128.store(d + 3 * dstStep, F4.sub(a2, t));
      u = Twiddle.mul(Twiddle.subLazy(x3, t3), y1, y1q);
      t = Twiddle.mul(Twiddle.addLazy(a5, u), z2, z2q);
      v128.store(d + 4 * dstStep, F4.add(a4, t));
      v128.store(d + 5 * dstStep, F4.sub(a4, t));
      t = Twiddle.mul(Twiddle.subLazy(a5, u), z3, z3q);
      v128.store(d + 6 * dstStep, F4.add(a6, t));
      v128.store(d + 7 * dstStep, F4.sub(a6, t));
    }
    src += srcStride;
    dst += dstStride;
  }
}

/**
 * All logRows levels on 2^logRows rows of `width` bytes, from src to dst through `middle` (rows `middleStride` apart; it may
 * be dst). src may be dst or `middle`: each pass reads its operands before it writes the same places.
 */
export function forwardRows(
  src: usize, srcStride: usize, middle: usize, middleStride: usize, dst: usize, dstStride: usize,
  logRows: u32, width: usize, twiddles: usize, node: usize,
): void {
  let remaining = logRows;
  let logBlocks: u32 = 0;
  while (remaining > 0) {
    const levels = levelsOfPass(remaining);
    remaining -= levels;
    const out = remaining == 0 ? dst : middle;
    const outStride = remaining == 0 ? dstStride : middleStride;
    // Rows that touch are one long row.
    const isFlat = srcStride == width && outStride == width;
    const rows: usize = isFlat ? 1 : (1 as usize) << remaining;
    const rowWidth = isFlat ? width << remaining : width;
    for (let b: usize = 0; b < (1 as usize) << logBlocks; b++) {
      const row = b << (remaining + levels);
      const from = src + row * srcStride;
      const to = out + row * outStride;
      const fromStep = srcStride << remaining;
      const toStep = outStride << remaining;
      const at = (node << logBlocks) + b;
      if (levels == 3) forward8(from, fromStep, srcStride, to, toStep, outStride, rows, rowWidth, twiddles, at);
      else if (levels == 2) forward4(from, fromStep, srcStride, to, toStep, outStride, rows, rowWidth, twiddles, at);
      else forward2(from, fromStep, srcStride, to, toStep, outStride, rows, rowWidth, twiddles, at);
    }
    logBlocks += levels;
    src = out;
    srcStride = outStride;
  }
}

/** The last four levels of `groups` consecutive groups of 16 words; `node` is the one of the first group's half length 8. */
export function forwardTail(src: usize, dst: usize, groups: usize, twiddles: usize, node: usize): void {
  for (let g: usize = 0; g < groups; g++) {
    const at = (node + g) << 2;
    let x0 = v128.load(src);
    let x1 = v128.load(src, 16);
    let x2 = v128.load(src, 32);
    let x3 = v128.load(src, 48);
    // Half lengths 8 and 4: whole vectors.
    const w = Twiddle.w(twiddles + at);
    let t = F4.mul(x2, w);
    let u = F4.mul(x3, w);
    x2 = F4.sub(x0, t);
    x0 = F4.add(x0, t);
    t = F4.mul(Twiddle.addLazy(x1, u), Twiddle.w(twiddles + (at << 1)));
    u = F4.mul(Twiddle.subLazy(x1, u), Twiddle.w(twiddles + (at << 1) + 4));
    x1 = F4.sub(x0, t);
    x0 = F4.add(x0, t);
    x3 = F4.sub(x2, u);
    x2 = F4.add(x2, u);
    // Transpose: y_j holds word j of the four blocks.
    let a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    let b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    let y0 = v128.shuffle<i64>(a, b, 0, 2);
    let y1 = v128.shuffle<i64>(a, b, 1, 3);
    a = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    b = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    let y2 = v128.shuffle<i64>(a, b, 0, 2);
    let y3 = v128.shuffle<i64>(a, b, 1, 3);
    // Half length 2, then 1.
    const w2 = v128.load(twiddles + (at << 2));
    t = F4.mul(y2, w2);
    u = F4.mul(y3, w2);
    y2 = F4.sub(y0, t);
    y0 = F4.add(y0, t);
    const pairs = twiddles + (at << 3);
    const z0 = v128.load(pairs);
    const z1 = v128.load(pairs, 16);
    t = F4.mul(Twiddle.addLazy(y1, u), v128.shuffle<i32>(z0, z1, 0, 2, 4, 6));
    u = F4.mul(Twiddle.subLazy(y1, u), v128.shuffle<i32>(z0, z1, 1, 3, 5, 7));
    y1 = F4.sub(y0, t);
    y0 = F4.add(y0, t);
    y3 = F4.sub(y2, u);
    y2 = F4.add(y2, u);
    // Transpose back.
    a = v128.shuffle<i32>(y0, y1, 0, 4, 1, 5);
    b = v128.shuffle<i32>(y2, y3, 0, 4, 1, 5);
    v128.store(dst, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(dst, v128.shuffle<i64>(a, b, 1, 3), 16);
    a = v128.shuffle<i32>(y0, y1, 2, 6, 3, 7);
    b = v128.shuffle<i32>(y2, y3, 2, 6, 3, 7);
    v128.store(dst, v128.shuffle<i64>(a, b, 0, 2), 32);
    v128.store(dst, v128.shuffle<i64>(a, b, 1, 3), 48);
    src += 64;
    dst += 64;
  }
}

/** A whole transform of 2^logN words in place, logN < 4, one word at a time. */
export function forwardSmall(ptr: usize, logN: u32, twiddles: usize, node: usize): void {
  for (let level: u32 = 0; level < logN; level++) {
    const half = (4 as usize) << (logN - 1 - level);
    for (let b: usize = 0; b < (1 as usize) << level; b++) {
      const w = load<u32>(twiddles + (((node << level) + b) << 2));
      const block = ptr + b * 2 * half;
      for (let i: usize = 0; i < half; i += 4) {
        const u = load<u32>(block + i);
        const t = F.mul(load<u32>(block + half + i), w);
        store<u32>(block + i, F.add(u, t));
        store<u32>(block + half + i, F.sub(u, t));
      }
    }
  }
}
