/**
 * The extension E = F[x]/(x^5 - 2) in kernels: functions on four elements at a time in scratch memory (five v128, one per
 * coefficient, 80 bytes), emitted once per module and called from the straight-line code.
 *
 * Perf: calls cost little next to a product (some 100 cycles per four), and keep a kernel's code in the instruction cache and
 * its compilation short; inlined, the operands would be spilled to memory anyway.
 */
import type { Code } from './code.ts';
import { BabyBear } from './field.ts';
import type { ModuleBuilder } from './module.ts';
import { op, simd } from './opcodes.ts';

/** Bytes of four elements. */
export const E4_BYTES = 80;
const FIVE = [0, 1, 2, 3, 4] as const;

type Locals = readonly number[];

/** Functions of one module, emitted when they are first asked for. */
export class Quintic {
  readonly #module: ModuleBuilder;
  readonly #known = new Map<string, number>();

  constructor(module: ModuleBuilder) {
    this.#module = module;
  }

  /** mul(dst, a, b): dst may be an operand. */
  get mul(): number {
    return this.#once('mul', ['i32', 'i32', 'i32'], (c) => {
      const e = new E4(c);
      const [a, b] = [e.load(1), e.load(2)];
      const product = e.mul(a, b);
      e.store(0, product);
    });
  }

  /** inverse(dst, a, scratch): lane by lane, 0 for 0; scratch is 160 bytes apart from both. */
  get inverse(): number {
    const { mul } = this;
    const fieldInverse = this.#fieldInverse;
    return this.#once('inverse', ['i32', 'i32', 'i32'], (c) => {
      const [dst, a, t] = [0, 1, 2];
      const e = new E4(c);
      const u = c.local('i32');
      c.get(t).i32(E4_BYTES).op(op.i32Add).set(u);
      // Itoh and Tsujii: the norm is a * a^(p + p^2 + p^3 + p^4).
      const frobenius = (to: number, from: number, times: number) => {
        for (const k of FIVE) {
          c.get(to)
            .get(from)
            .vector(simd.v128Load, 16 * k);
          if (k > 0) {
            const [x, z] = [c.local('v128'), c.local('v128')];
            c.set(x)
              .splat(FIFTH_ROOTS[(k * times) % 5]!)
              .set(z);
            e.field.mul(x, z);
          }
          c.vector(simd.v128Store, 16 * k);
        }
      };
      frobenius(t, a, 1);
      frobenius(u, a, 2);
      c.get(t).get(t).get(u).call(mul);
      frobenius(u, t, 2);
      c.get(t).get(t).get(u).call(mul);
      const [x, others] = [e.load(a), e.load(t)];
      e.coefficient(x, others, e.double(others), 0);
      const norm = c.local('v128');
      c.call(fieldInverse).set(norm);
      e.store(
        dst,
        others.map((coefficient) => {
          const scaled = c.local('v128');
          e.field.mul(coefficient, norm);
          c.set(scaled);
          return scaled;
        }),
      );
    });
  }

  /**
   * linear(dst, values, constants, source): dst = [source] + [base] + sum of values[i] * constants[i]; the values are numTerms v128 of base
   * elements, the constants elements of E as five words each, the base first if there is one.
   */
  linear(numTerms: number, hasSource: boolean, hasBase: boolean): number {
    return this.#once(`linear${numTerms},${hasSource},${hasBase}`, ['i32', 'i32', 'i32', 'i32'], (c) => {
      const [dst, values, constants, source] = [0, 1, 2, 3];
      const field = new BabyBear(c, true);
      const terms = Array.from({ length: numTerms }, (_, i) => {
        const local = c.local('v128');
        c.get(values)
          .vector(simd.v128Load, 16 * i)
          .set(local);
        return local;
      });
      const coefficient = c.local('v128');
      const sum = field.newSum();
      const start = hasBase ? 20 : 0;
      for (const k of FIVE) {
        c.get(dst);
        field.clear(sum);
        terms.forEach((term, i) => {
          c.get(constants)
            .vector(simd.v128Load32Splat, start + 20 * i + 4 * k)
            .set(coefficient);
          field.accumulate(sum, term, coefficient);
        });
        if (numTerms > 0) field.reduce(sum);
        let isFirst = numTerms === 0;
        const add = () => {
          if (!isFirst) field.add();
          isFirst = false;
        };
        if (hasBase) {
          c.get(constants).vector(simd.v128Load32Splat, 4 * k);
          add();
        }
        if (hasSource) {
          c.get(source).vector(simd.v128Load, 16 * k);
          add();
        }
        if (isFirst) c.splat(0);
        c.vector(simd.v128Store, 16 * k);
      }
    });
  }

  /** accumulate(acc, values, weights, end): acc += sum of values[i] * weights[i] for values up to address `end`, an even number. */
  get accumulate(): number {
    return this.#once('accumulate', ['i32', 'i32', 'i32', 'i32'], (c) => {
      const [acc, values, weights, end] = [0, 1, 2, 3];
      const field = new BabyBear(c, true);
      const sums = FIVE.map(() => field.newSum());
      const [value, weight] = [c.local('v128'), c.local('v128')];
      for (const [k, sum] of sums.entries()) {
        // acc * 2^32: the high words.
        c.get(acc)
          .vector(simd.v128Load, 16 * k)
          .set(value);
        c.splat(0).get(value).shuffleWords([0, 4, 1, 5]).set(sum.low);
        c.splat(0).get(value).shuffleWords([0, 6, 1, 7]).set(sum.high);
        field.assumeFolded(sum);
      }
      c.forUpTo(values, end, 32, () => {
        for (const i of [0, 1]) {
          c.get(values)
            .vector(simd.v128Load, 16 * i)
            .set(value);
          for (const [k, sum] of sums.entries()) {
            c.get(weights)
              .vector(simd.v128Load32Splat, 20 * i + 4 * k)
              .set(weight);
            field.accumulate(sum, value, weight);
          }
        }
        for (const sum of sums) field.fold(sum);
        c.get(weights).i32(40).op(op.i32Add).set(weights);
      });
      for (const [k, sum] of sums.entries()) {
        c.get(acc);
        field.reduce(sum);
        c.vector(simd.v128Store, 16 * k);
      }
    });
  }

  /**
   * pairConstraint(acc, f, f', m, d, weight): acc += weight * (d f f' + m f' + m' f), with m and m' (base) at m and m + 16; the weight is five
   * words.
   */
  get pairConstraint(): number {
    return this.#once('pairConstraint', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (c) => {
      const e = new E4(c);
      const [f, g] = [e.load(1), e.load(2)];
      const product = e.mul(f, g);
      const [m, n] = e.loadPair(3);
      const d = e.load(4);
      const doubled = e.double(product);
      const value = FIVE.map((k) => {
        const sum = e.coefficientSum(d, product, doubled, k);
        e.field.accumulate(sum, m, g[k]!);
        e.field.accumulate(sum, n, f[k]!);
        return e.reduced(sum);
      });
      e.addWeighted(0, value, 5);
    });
  }

  /** singleConstraint(acc, f, m, d, weight): acc += weight * (d f + m). */
  get singleConstraint(): number {
    return this.#once('singleConstraint', ['i32', 'i32', 'i32', 'i32', 'i32'], (c) => {
      const e = new E4(c);
      const [f, d] = [e.load(1), e.load(3)];
      const value = [...e.mul(d, f)];
      c.get(value[0]!).get(2).vector(simd.v128Load);
      e.field.add();
      c.set(value[0]!);
      e.addWeighted(0, value, 4);
    });
  }

  /** fingerprintConstraint(acc, f, psi, weight): acc += weight * (psi - f). */
  get fingerprintConstraint(): number {
    return this.#once('fingerprintConstraint', ['i32', 'i32', 'i32', 'i32'], (c) => {
      const e = new E4(c);
      const [f, psi] = [e.load(1), e.load(2)];
      for (const k of FIVE) {
        c.get(psi[k]!).get(f[k]!);
        e.field.sub();
        c.set(psi[k]!);
      }
      e.addWeighted(0, psi, 3);
    });
  }

  /** pairFraction(denominator, numerator, f, f', m): f f' and m f' + m' f. */
  get pairFraction(): number {
    return this.#once('pairFraction', ['i32', 'i32', 'i32', 'i32', 'i32'], (c) => {
      const e = new E4(c);
      const [f, g] = [e.load(2), e.load(3)];
      e.store(0, e.mul(f, g));
      const [m, n] = e.loadPair(4);
      const numerator = FIVE.map((k) => {
        const sum = e.field.newSum();
        e.field.accumulate(sum, m, g[k]!);
        e.field.accumulate(sum, n, f[k]!);
        return e.reduced(sum);
      });
      e.store(1, numerator);
    });
  }

  /**
   * One step backwards of a batch inversion, backward(out, inverse, prefix, denominator, numerator): out = numerator * inverse * prefix;
   * inverse *= denominator.
   */
  get backward(): number {
    return this.#once('backward', ['i32', 'i32', 'i32', 'i32', 'i32'], (c) => {
      const e = new E4(c);
      const inverse = e.load(1);
      e.store(1, e.mul(inverse, e.load(3)));
      const product = e.mul(inverse, e.load(2));
      e.store(0, e.mul(product, e.load(4)));
    });
  }

  get #fieldInverse(): number {
    return this.#once(
      'fieldInverse',
      ['v128'],
      (c) => {
        const field = new BabyBear(c);
        const [x, seventh, r] = [0, c.local('v128'), c.local('v128')];
        const mul = (to: number, a: number, b: number) => {
          field.mul(a, b);
          c.set(to);
        };
        // x^(p-2), p - 2 = 0x77ffffff: 0b111 0111 1111 ... is 14, then nine times (shift by 3, plus 7).
        mul(r, x, x);
        mul(r, r, x);
        mul(r, r, r);
        mul(seventh, r, x);
        mul(r, seventh, seventh);
        const [i, end] = [c.local('i32'), c.local('i32')];
        c.i32(0).set(i).i32(9).set(end);
        c.forUpTo(i, end, 1, () => {
          for (let k = 0; k < 3; k++) mul(r, r, r);
          mul(r, r, seventh);
        });
        c.get(r);
      },
      ['v128'],
    );
  }

  #once(
    name: string,
    params: readonly ('i32' | 'v128')[],
    build: (c: Code) => void,
    results: readonly 'v128'[] = [],
  ): number {
    let index = this.#known.get(name);
    if (index === undefined) {
      index = this.#module.function(params, results, build);
      this.#known.set(name, index);
    }
    return index;
  }
}

/** Words of z^k, z = 2^((p-1)/5): what Frobenius multiplies x^k by. */
const FIFTH_ROOTS = [0x0ffffffe, 0x405ce03b, 0x327d6570, 0x5f3cbd45, 0x0de8fd14] as const;

/** Pieces of the functions above, on locals. */
class E4 {
  readonly #c: Code;
  readonly field: BabyBear;

  constructor(c: Code) {
    this.#c = c;
    this.field = new BabyBear(c, true);
  }

  load(pointer: number): Locals {
    return FIVE.map((k) => {
      const local = this.#c.local('v128');
      this.#c
        .get(pointer)
        .vector(simd.v128Load, 16 * k)
        .set(local);
      return local;
    });
  }

  loadPair(pointer: number): [number, number] {
    const [m, n] = [this.#c.local('v128'), this.#c.local('v128')];
    this.#c.get(pointer).vector(simd.v128Load).set(m);
    this.#c.get(pointer).vector(simd.v128Load, 16).set(n);
    return [m, n];
  }

  store(pointer: number, value: Locals): void {
    for (const k of FIVE)
      this.#c
        .get(pointer)
        .get(value[k]!)
        .vector(simd.v128Store, 16 * k);
  }

  /** 2 b_1 .. 2 b_4 (b_0 is never doubled). */
  double(b: Locals): Locals {
    return b.map((x, k) => {
      if (k === 0) return x;
      const local = this.#c.local('v128');
      this.#c.get(x).get(x);
      this.field.add();
      this.#c.set(local);
      return local;
    });
  }

  mul(a: Locals, b: Locals): Locals {
    const doubled = this.double(b);
    const product = FIVE.map((k) => this.reduced(this.coefficientSum(a, b, doubled, k)));
    for (const k of [1, 2, 3, 4]) this.#c.release(doubled[k]!);
    return product;
  }

  /** Coefficient k of a * b, unreduced: x^5 = 2. */
  coefficientSum(a: Locals, b: Locals, doubled: Locals, k: number) {
    const sum = this.field.newSum();
    for (const i of FIVE) this.field.accumulate(sum, a[i]!, i <= k ? b[k - i]! : doubled[k + 5 - i]!);
    return sum;
  }

  /** Coefficient k of a * b on the stack. */
  coefficient(a: Locals, b: Locals, doubled: Locals, k: number): void {
    const sum = this.coefficientSum(a, b, doubled, k);
    this.field.reduce(sum);
    this.field.releaseSum(sum);
  }

  reduced(sum: ReturnType<BabyBear['newSum']>): number {
    const local = this.#c.local('v128');
    this.field.reduce(sum);
    this.#c.set(local);
    this.field.releaseSum(sum);
    return local;
  }

  /** acc += weight * value; the weight as five words at a pointer. */
  addWeighted(acc: number, value: Locals, weight: number): void {
    const c = this.#c;
    const weights = FIVE.map((k) => {
      const local = c.local('v128');
      c.get(weight)
        .vector(simd.v128Load32Splat, 4 * k)
        .set(local);
      return local;
    });
    const doubled = this.double(weights);
    for (const k of FIVE) {
      c.get(acc);
      this.coefficient(value, weights, doubled, k);
      c.get(acc).vector(simd.v128Load, 16 * k);
      this.field.add();
      c.vector(simd.v128Store, 16 * k);
    }
  }
}
