// 1 / (x - zeta) over the coset s * H_h, planar, for the out-of-domain evaluation and the DEEP quotients. Instead of a
// batch inversion in E: zeta lies in no smaller field (the transcript sees to that), so its minimal polynomial m over F has
// degree 5 and no root in F, and 1 / (x - zeta) = q(x) / m(x) with q = m / (X - zeta) = prod_(k=1..4) (X - zeta^(p^k)).
// Only m(x), in F, is inverted, in blocks by Montgomery's trick.
//
// Perf: about a third of the products of a batch inversion in E.
import { F, F4, ONE } from '../field/babybear';
import { E } from '../field/quintic';
import { COSET_SHIFT, Points, POINTS_BYTES, preparePoints } from './points';

/** Vectors per block: x, m(x) and the prefix product of each stay in the first-level cache. */
const BLOCK: usize = 256;

// Scratch: points table, q (coefficients of X^0 .. X^4, 20 bytes each), m (words of X^0 .. X^4), temporaries, block.
const Q: usize = POINTS_BYTES;
const M: usize = Q + 112;
const CONJUGATE: usize = M + 32;
const PRODUCT: usize = CONJUGATE + 32;
const BLOCK_AT: usize = PRODUCT + 32;

export const INVERSES_SCRATCH_BYTES: usize = BLOCK_AT + 48 * BLOCK;

/** q and m of this zeta. */
function minimalPolynomial(zeta: usize, scratch: usize): void {
  const q = scratch + Q;
  const conjugate = scratch + CONJUGATE;
  const product = scratch + PRODUCT;
  // x^p = z x with z = 2^((p-1)/5).
  const z = F.pow(F.double(ONE), 402653184);
  memory.fill(q, 0, 100);
  store<u32>(q, ONE);
  let zk = z;
  for (let k: usize = 1; k <= 4; k++, zk = F.mul(zk, z)) {
    let power = ONE;
    for (let i: usize = 0; i < 20; i += 4, power = F.mul(power, zk)) {
      store<u32>(conjugate + i, F.mul(load<u32>(zeta + i), power));
    }
    // q := q (X - conjugate), from the highest coefficient down.
    for (let i = k + 1; i-- > 0; ) {
      E.mul(product, q + 20 * i, conjugate);
      if (i > 0) E.sub(q + 20 * i, q + 20 * (i - 1), product);
      else for (let c: usize = 0; c < 20; c += 4) store<u32>(q + c, F.neg(load<u32>(product + c)));
    }
  }
  for (let i: usize = 0; i < 5; i++) {
    E.mul(product, q + 20 * i, zeta);
    const below: u32 = i > 0 ? load<u32>(q + 20 * (i - 1)) : 0;
    store<u32>(scratch + M + 4 * i, F.sub(below, load<u32>(product)));
  }
}

class Evaluate {
  /** Word i of q(x). */
  @inline static q(q: usize, x: v128, x2: v128, x3: v128): v128 {
    const c1 = v128.load32_splat(q, 20);
    const c2 = v128.load32_splat(q, 40);
    const c3 = v128.load32_splat(q, 60);
    return F4.add(
      v128.load32_splat(q),
      F4.reduceSum(
        F4.addLow(F4.addLow(F4.low(x, c1), x2, c2), x3, c3),
        F4.addHigh(F4.addHigh(F4.high(x, c1), x2, c2), x3, c3),
      ),
    );
  }

  @inline static m(m: usize, x: v128): v128 {
    let r = F4.add(x, v128.load32_splat(m, 16));
    r = F4.add(F4.mul(r, x), v128.load32_splat(m, 12));
    r = F4.add(F4.mul(r, x), v128.load32_splat(m, 8));
    r = F4.add(F4.mul(r, x), v128.load32_splat(m, 4));
    return F4.add(F4.mul(r, x), v128.load32_splat(m));
  }
}

/**
 * out_j = 1 / (x_j - zeta) for positions first .. first + count - 1 (both multiples of 4) of s * H in bit-reversed order:
 * valid for every height with 2^h > j. Planar: word c at out + c * strideBytes + 4 j. zeta: five words, not in F.
 */
export function deepInverses(zeta: usize, out: usize, strideBytes: usize, first: u32, count: u32, scratch: usize): void {
  preparePoints(scratch, 0, false);
  minimalPolynomial(zeta, scratch);
  const q = scratch + Q;
  const m = scratch + M;
  const block = scratch + BLOCK_AT;
  let u = first >> 2;
  const end = (first + count) >> 2;
  let x = F.mul(F.fromInteger(COSET_SHIFT), Points.start(scratch, u));
  while (u < end) {
    const vectors = min<u32>(end - u, <u32>BLOCK);
    const to = out + (<usize>u << 4);
    const blockEnd = block + <usize>vectors * 48;
    let running = i32x4.splat(ONE);
    for (let at = block; at < blockEnd; at += 48, u++) {
      const points = Points.lanes(scratch, x);
      const value = Evaluate.m(m, points);
      v128.store(at, points);
      v128.store(at, value, 16);
      v128.store(at, running, 32);
      running = F4.mul(running, value);
      x = Points.step(scratch, x, u);
    }
    running = F4.inverse(running);
    let to0 = to + (<usize>vectors << 4);
    for (let at = blockEnd; at > block; ) {
      at -= 48;
      to0 -= 16;
      const inverse = F4.mul(running, v128.load(at, 32));
      running = F4.mul(running, v128.load(at, 16));
      const x1 = v128.load(at);
      const x2 = F4.mul(x1, x1);
      const x3 = F4.mul(x2, x1);
      v128.store(to0, F4.mul(inverse, F4.add(Evaluate.q(q, x1, x2, x3), F4.mul(x2, x2))));
      v128.store(to0 + strideBytes, F4.mul(inverse, Evaluate.q(q + 4, x1, x2, x3)));
      v128.store(to0 + 2 * strideBytes, F4.mul(inverse, Evaluate.q(q + 8, x1, x2, x3)));
      v128.store(to0 + 3 * strideBytes, F4.mul(inverse, Evaluate.q(q + 12, x1, x2, x3)));
      v128.store(to0 + 4 * strideBytes, F4.mul(inverse, Evaluate.q(q + 16, x1, x2, x3)));
    }
  }
}
