/**
 * BabyBear in SIMD, as instructions of a kernel: four lanes of words per v128, Montgomery form, the same reductions and
 * bounds as assembly/field/babybear.ts (which states them once; see there for the safety arguments).
 *
 * Conventions: operands are locals (v128), results are left on the stack. A *sum* is a pair of locals (lanes 0-1, lanes 2-3)
 * of 64-bit sums of products; its bound is counted in units of p^2 (a product of canonical words is 1): 2^32 p is 2.13
 * units, 2^64 is 4.55 units.
 */
import type { Code } from './code.ts';
import { simd } from './opcodes.ts';

export const P = 0x78000001;
/** p^-1 mod 2^32. */
export const P_INVERSE = 0x88000001;
/** 2^64 mod p. */
export const R_SQUARED = 0x45dddde3;

/** 2^32 p in units of p^2. */
const ONE_P = 2 ** 32 / P;
/** Largest sum, in units of p^2, that one fold or reduction brings below p; 2^64 is a little more. */
const LIMIT = 2 * ONE_P;

/** A sum of products in the making. */
export interface Sum {
  readonly low: number;
  readonly high: number;
  /** Upper bound in units of p^2; 0 for a sum that holds nothing yet. */
  bound: number;
}

export class BabyBear {
  readonly c: Code;
  readonly #p: number;
  readonly #pInverse: number;
  #foldMask: number | null = null;

  /** Sets up constants: make it outside of loops. */
  constructor(c: Code, usesSums = false) {
    this.c = c;
    this.#p = c.local('v128');
    this.#pInverse = c.local('v128');
    c.i32(P).simd(simd.i32x4Splat).set(this.#p);
    c.i32(P_INVERSE).simd(simd.i32x4Splat).set(this.#pInverse);
    if (usesSums) {
      this.#foldMask = c.local('v128');
      c.i64(BigInt(P) << 32n)
        .simd(simd.i64x2Splat)
        .set(this.#foldMask);
    }
  }

  /** a + b, two values on the stack. */
  add(): void {
    const { c } = this;
    const t = c.local('v128');
    c.simd(simd.i32x4Add).tee(t).get(t).get(this.#p).simd(simd.i32x4Sub, simd.i32x4MinU);
    c.release(t);
  }

  /** a - b, two values on the stack. */
  sub(): void {
    const { c } = this;
    const t = c.local('v128');
    c.simd(simd.i32x4Sub).tee(t).get(t).get(this.#p).simd(simd.i32x4Add, simd.i32x4MinU);
    c.release(t);
  }

  /** p - a for the value on the stack: in [0, p], so not canonical for 0; fit for products only. */
  negateLazy(): void {
    const { c } = this;
    const t = c.local('v128');
    c.set(t).get(this.#p).get(t).simd(simd.i32x4Sub);
    c.release(t);
  }

  /** a * b, two locals. */
  mul(a: number, b: number): void {
    const sum = this.newSum();
    this.accumulate(sum, a, b);
    this.reduce(sum);
    this.releaseSum(sum);
  }

  newSum(): Sum {
    return { low: this.c.local('v128'), high: this.c.local('v128'), bound: 0 };
  }

  releaseSum(sum: Sum): void {
    this.c.release(sum.low);
    this.c.release(sum.high);
  }

  /** sum += a * b, two locals; `size` bounds the product in units of p^2. Folds before it would overflow. */
  accumulate(sum: Sum, a: number, b: number, size = 1): void {
    const { c } = this;
    if (sum.bound > 0 && sum.bound + size > LIMIT) this.fold(sum);
    for (const [half, extmul] of [
      [sum.low, simd.i64x2ExtmulLowU],
      [sum.high, simd.i64x2ExtmulHighU],
    ] as const) {
      c.get(a).get(b).simd(extmul);
      if (sum.bound > 0) c.get(half).simd(simd.i64x2Add);
      c.set(half);
    }
    sum.bound += size;
  }

  /** Brings a sum below 2^32 p. */
  fold(sum: Sum): void {
    const { c } = this;
    const mask = this.#foldMask;
    if (mask === null) throw new Error('A field for long sums is made with usesSums.');
    for (const half of [sum.low, sum.high]) {
      c.get(half).get(half).get(mask).simd(simd.i32x4Sub, simd.i32x4MinU).set(half);
    }
    sum.bound = ONE_P;
  }

  /** A sum that holds nothing again, in the same locals. */
  clear(sum: Sum): void {
    sum.bound = 0;
  }

  /** For a sum that was set by hand to something below 2^32 p. */
  assumeFolded(sum: Sum): void {
    sum.bound = ONE_P;
  }

  /** The sum / 2^32 mod p, canonical. */
  reduce(sum: Sum): void {
    const { c } = this;
    const q = c.local('v128');
    const t = c.local('v128');
    c.get(sum.low).get(sum.high).shuffleWords([0, 2, 4, 6]).get(this.#pInverse).simd(simd.i32x4Mul).set(q);
    c.get(sum.low).get(sum.high).shuffleWords([1, 3, 5, 7]);
    if (sum.bound > ONE_P) c.tee(t).get(t).get(this.#p).simd(simd.i32x4Sub, simd.i32x4MinU);
    c.get(q).get(this.#p).simd(simd.i64x2ExtmulLowU);
    c.get(q).get(this.#p).simd(simd.i64x2ExtmulHighU);
    c.shuffleWords([1, 3, 5, 7]).simd(simd.i32x4Sub).tee(t);
    c.get(t).get(this.#p).simd(simd.i32x4Add, simd.i32x4MinU);
    c.release(q);
    c.release(t);
  }
}
