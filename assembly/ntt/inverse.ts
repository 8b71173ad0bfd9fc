// Inverse passes: values to coefficients times the length, small half lengths first, butterfly (u + v, (u - v) / w). Same arguments as
// the forward passes, with a table of inverses; `inverseHead` does the first four levels, 16 words at a time.
import { F, F4 } from '../field/babybear';
import { levelsOfPass } from './forward';
import { Twiddle } from './twiddles';

function inverse2(
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
      const x1 = v128.load(s + srcStep);
      v128.store(d, F4.add(x0, x1));
      v128.store(d + dstStep, Twiddle.mul(Twiddle.subLazy(x0, x1), w, wq));
    }
    src += srcStride;
    dst += dstStride;
  }
}

function inverse4(
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
      const x2 = v128.load(s + 2 * srcStep);
      const x3 = v128.load(s + 3 * srcStep);
      const a0 = F4.add(x0, x1);
      const a1 = Twiddle.mul(Twiddle.subLazy(x0, x1), y0, y0q);
      const a2 = F4.add(x2, x3);
      const a3 = Twiddle.mul(Twiddle.subLazy(x2, x3), y1, y1q);
      v128.store(d, F4.add(a0, a2));
      v128.store(d + 2 * dstStep, Twiddle.mul(Twiddle.subLazy(a0, a2), w, wq));
      v128.store(d + dstStep, F4.add(a1, a3));
      v128.store(d + 3 * dstStep, Twiddle.mul(Twiddle.subLazy(a1, a3), w, wq));
    }
    src += srcStride;
    dst += dstStride;
  }
}

function inverse8(
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
      // Half lengths 1 and 2 steps on the first four operands, then on the last four; half length 4 steps.
      let x = v128.load(s);
      let y = v128.load(s + srcStep);
      let a = F4.add(x, y);
      let b = Twiddle.mul(Twiddle.subLazy(x, y), z0, z0q);
      x = v128.load(s + 2 * srcStep);
      y = v128.load(s + 3 * srcStep);
      let t = F4.add(x, y);
      const a0 = F4.add(a, t);
      const a2 = Twiddle.mul(Twiddle.subLazy(a, t), y0, y0q);
      t = Twiddle.mul(Twiddle.subLazy(x, y), z1, z1q);
      const a1 = F4.add(b, t);
      const a3 = Twiddle.mul(Twiddle.subLazy(b, t), y0, y0q);
      x = v128.load(s + 4 * srcStep);
      y = v128.load(s + 5 * srcStep);
      a = F4.add(x, y);
      b = Twiddle.mul(Twiddle.subLazy(x, y), z2, z2q);
      x = v128.load(s + 6 * srcStep);
      y = v128.load(s + 7 * srcStep);
      const e = F4.add(x, y);
      const f = Twiddle.mul(Twiddle.subLazy(x, y), z3, z3q);
      t = F4.add(a, e);
      v128.store(d, F4.add(a0, t));
      v128.store(d + 4 * dstStep, Twiddle.mul(Twiddle.subLazy(a0, t), w, wq));
      t = Twiddle.mul(Twiddle.subLazy(a, e), y1, y1q);
      v128.store(d + 2 * dstStep, F4.add(a2, t));
      v128.store(d + 6 * dstStep, Twiddle.mul(Twiddle.subLazy(a2, t), w, wq));
      t = F4.add(b, f);
      v128.store(d + dstStep, F4.add(a1, t));
      v128.store(d + 5 * dstStep, Twiddle.mul(Twiddle.subLazy(a1, t), w, wq));
      t = Twiddle.mul(Twiddle.subLazy(b, f), y1, y1q);
      v128.store(d + 3 * dstStep, F4.add(a3, t));
      v128.store(d + 7 * dstStep, Twiddle.mul(Twiddle.subLazy(a3, t), w, wq));
    }
    src += srcStride;
    dst += dstStride;
  }
}

/** All logRows levels on 2^logRows rows, from src to dst through `middle`; see `forwardRows`. */
export function inverseRows(
  src: usize, srcStride: usize, middle: usize, middleStride: usize, dst: usize, dstStride: usize,
  logRows: u32, width: usize, twiddles: usize, node: usize,
): void {
  let done: u32 = 0;
  while (done < logRows) {
    const levels = levelsOfPass(logRows - done);
    const logBlocks = logRows - done - levels;
    const out = logBlocks == 0 ? dst : middle;
    const outStride = logBlocks == 0 ? dstStride : middleStride;
    const isFlat = srcStride == width && outStride == width;
    const rows: usize = isFlat ? 1 : (1 as usize) << done;
    const rowWidth = isFlat ? width << done : width;
    for (let b: usize = 0; b < (1 as usize) << logBlocks; b++) {
      const row = b << (done + levels);
      const from = src + row * srcStride;
      const to = out + row * outStride;
      const fromStep = srcStride << done;
      const toStep = outStride << done;
      const at = (node << logBlocks) + b;
      if (levels == 3) inverse8(from, fromStep, srcStride, to, toStep, outStride, rows, rowWidth, twiddles, at);
      else if (levels == 2) inverse4(from, fromStep, srcStride, to, toStep, outStride, rows, rowWidth, twiddles, at);
      else inverse2(from, fromStep, srcStride, to, toStep, outStride, rows, rowWidth, twiddles, at);
    }
    done += levels;
    src = out;
    srcStride = outStride;
  }
}

/** The first four levels of `groups` consecutive groups of 16 words; `node` is the one of the first group's half length 8. */
export function inverseHead(src: usize, dst: usize, groups: usize, twiddles: usize, node: usize): void {
  for (let g: usize = 0; g < groups; g++) {
    const at = (node + g) << 2;
    let x0 = v128.load(src);
    let x1 = v128.load(src, 16);
    let x2 = v128.load(src, 32);
    let x3 = v128.load(src, 48);
    // Transpose: y_j holds word j of the four blocks of four.
    let a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    let b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    let y0 = v128.shuffle<i64>(a, b, 0, 2);
    let y1 = v128.shuffle<i64>(a, b, 1, 3);
    a = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    b = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    let y2 = v128.shuffle<i64>(a, b, 0, 2);
    let y3 = v128.shuffle<i64>(a, b, 1, 3);
    // Half length 1, then 2.
    const pairs = twiddles + (at << 3);
    const z0 = v128.load(pairs);
    const z1 = v128.load(pairs, 16);
    let t = F4.mul(Twiddle.subLazy(y0, y1), v128.shuffle<i32>(z0, z1, 0, 2, 4, 6));
    let u = F4.mul(Twiddle.subLazy(y2, y3), v128.shuffle<i32>(z0, z1, 1, 3, 5, 7));
    a = F4.add(y0, y1);
    b = F4.add(y2, y3);
    const w2 = v128.load(twiddles + (at << 2));
    y0 = F4.add(a, b);
    y2 = F4.mul(Twiddle.subLazy(a, b), w2);
    y1 = F4.add(t, u);
    y3 = F4.mul(Twiddle.subLazy(t, u), w2);
    // Transpose back.
    a = v128.shuffle<i32>(y0, y1, 0, 4, 1, 5);
    b = v128.shuffle<i32>(y2, y3, 0, 4, 1, 5);
    x0 = v128.shuffle<i64>(a, b, 0, 2);
    x1 = v128.shuffle<i64>(a, b, 1, 3);
    a = v128.shuffle<i32>(y0, y1, 2, 6, 3, 7);
    b = v128.shuffle<i32>(y2, y3, 2, 6, 3, 7);
    x2 = v128.shuffle<i64>(a, b, 0, 2);
    x3 = v128.shuffle<i64>(a, b, 1, 3);
    // Half lengths 4 and 8: whole vectors.
    a = F4.add(x0, x1);
    b = F4.add(x2, x3);
    t = F4.mul(Twiddle.subLazy(x0, x1), Twiddle.w(twiddles + (at << 1)));
    u = F4.mul(Twiddle.subLazy(x2, x3), Twiddle.w(twiddles + (at << 1) + 4));
    const w = Twiddle.w(twiddles + at);
    v128.store(dst, F4.add(a, b));
    v128.store(dst, F4.add(t, u), 16);
    v128.store(dst, F4.mul(Twiddle.subLazy(a, b), w), 32);
    v128.store(dst, F4.mul(Twiddle.subLazy(t, u), w), 48);
    src += 64;
    dst += 64;
  }
}

/** A whole inverse transform of 2^logN words in place, logN < 4, one word at a time; without the factor 1 / n. */
export function inverseSmall(ptr: usize, logN: u32, twiddles: usize, node: usize): void {
  for (let done: u32 = 0; done < logN; done++) {
    const half = (4 as usize) << done;
    const logBlocks = logN - 1 - done;
    for (let b: usize = 0; b < (1 as usize) << logBlocks; b++) {
      const w = load<u32>(twiddles + (((node << logBlocks) + b) << 2));
      const block = ptr + b * 2 * half;
      for (let i: usize = 0; i < half; i += 4) {
        const u = load<u32>(block + i);
        const v = load<u32>(block + half + i);
        store<u32>(block + i, F.add(u, v));
        store<u32>(block + half + i, F.mul(F.sub(u, v), w));
      }
    }
  }
}
