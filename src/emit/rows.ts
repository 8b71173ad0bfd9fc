/**
 * Expressions of an AIR as SIMD code over four storage positions at a time: loads of columns (this row's and the next
 * one's), selectors and constants, and the DAG over them with every shared node computed once.
 *
 * Sums that contain several products become one sum of 64-bit products with one reduction.
 *
 * Next rows: positions are bit-reversed (docs/protocol.md, section 1). The four positions 4q..4q+3 have their next rows
 * again at four neighbouring positions 4q'..4q'+3, in the same order, except where the row index carries into its
 * top two bits: there the order is 2, 3, 1, 0.
 */
import { AirError } from '../air/air.ts';
import { type Expr, P, type SelectorName } from '../air/expression.ts';
import { toWord } from '../air/modular.ts';
import type { Code } from './code.ts';
import type { ConstantLayout } from './constants.ts';
import type { BabyBear } from './field.ts';
import { memory, op, simd } from './opcodes.ts';

/**
 * Over a coset, `table` is a pointer to the u32 addresses of the columns isFirst, isLast, isTransition. Over the trace domain isFirst and isLast
 * are made in place: `lastOffset` is the byte offset of the last four positions (the last position is the last row).
 */
export type SelectorPlace =
  | { readonly domain: 'coset'; readonly table: number }
  | { readonly domain: 'trace'; readonly lastOffset: number };

/** Locals that the loads of a row refer to. */
export interface RowPlace {
  /** Pointer to the u32 addresses of all columns: preprocessed, then main. */
  readonly columns: number;
  /** How many preprocessed columns come first in that table; not a local. */
  readonly numPreprocessed: number;
  readonly selectors: SelectorPlace;
  /** Pointer to the table of constants. */
  readonly constants: number;
  /** Byte offset of the four positions in a column. */
  readonly offset: number;
  /** Byte offset of the next rows, and the order of their lanes as a swizzle mask; see `emitNextPlace`. */
  readonly nextOffset: number;
  readonly nextOrder: number;
}

const SELECTORS = { isFirst: 0, isLast: 1, isTransition: 2 } as const;

/**
 * Sets `nextOffset` and `nextOrder` for the four positions at byte offset `offset`.
 * @param carryBits local: number of low bits of q through which a step to the next row carries: logHeight - 2 on both the trace
 *   domain and the quotient's coset (where the step is 2 of 2^(logHeight + 1), so q has one bit more).
 */
export function emitNextPlace(
  c: Code,
  place: Pick<RowPlace, 'offset' | 'nextOffset' | 'nextOrder'>,
  carryBits: number,
): void {
  const q = c.local('i32');
  const ones = c.local('i32');
  const identity = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
  const carried = [8, 9, 10, 11, 12, 13, 14, 15, 4, 5, 6, 7, 0, 1, 2, 3];
  c.get(place.offset).i32(4).op(op.i32ShrU).set(q);
  // Leading ones of the carry bits: the carry runs through them from the top bit downwards.
  c.get(q).i32(31).get(carryBits).op(op.i32Sub, op.i32Shl).i32(1).op(op.i32Shl).i32(-1).op(op.i32Xor, op.i32Clz);
  c.set(ones);
  c.get(q);
  c.i32(-1).i32(31).get(ones).op(op.i32Sub, op.i32Shl);
  c.i32(31).get(carryBits).op(op.i32Sub, op.i32ShrU).i32(1).op(op.i32ShrU);
  c.op(op.i32Xor).i32(4).op(op.i32Shl).set(place.nextOffset);
  c.bytes16(carried).bytes16(identity).get(ones).get(carryBits).op(op.i32GeU, op.select).set(place.nextOrder);
  c.release(q);
  c.release(ones);
}

/** A value in a local; give it back with `RowEmitter.drop`. */
export interface Held {
  readonly local: number;
  /** The shared expression that the local belongs to; null for a local of its own. */
  readonly shared: Expr | null;
}

interface Term {
  readonly isNegative: boolean;
  readonly expr: Expr;
}

export class RowEmitter {
  readonly #c: Code;
  readonly #field: BabyBear;
  readonly #place: RowPlace;
  readonly #layout: ConstantLayout;
  readonly #uses = new Map<Expr, number>();
  readonly #locals = new Map<Expr, number>();
  readonly #holders = new Map<Expr, number>();

  /** @param roots every expression that will be pushed or held, as often as it will be. */
  constructor(c: Code, field: BabyBear, place: RowPlace, layout: ConstantLayout, roots: readonly Expr[]) {
    this.#c = c;
    this.#field = field;
    this.#place = place;
    this.#layout = layout;
    const live = new Set<Expr>();
    const visit = (expr: Expr) => {
      this.#uses.set(expr, (this.#uses.get(expr) ?? 0) + 1);
      if (live.has(expr)) return;
      live.add(expr);
      const { node } = expr;
      if (node.kind === 'add' || node.kind === 'sub' || node.kind === 'mul') {
        visit(node.a);
        visit(node.b);
      }
    };
    for (const root of roots) visit(root);
  }

  /** Leaves the value on the stack; consumes one use. */
  push(expr: Expr): void {
    const { node } = expr;
    const c = this.#c;
    const left = this.#use(expr);
    const known = this.#locals.get(expr);
    if (known !== undefined) {
      c.get(known);
      this.#releaseUnused(expr);
      return;
    }
    switch (node.kind) {
      case 'constant':
        this.#pushConstant(node.value);
        return;
      case 'column':
        this.#pushColumn(node.index + (node.part === 'main' ? this.#place.numPreprocessed : 0), node.isNext);
        break;
      case 'selector':
        this.#pushSelector(node.selector);
        break;
      case 'mul': {
        const a = this.hold(node.a);
        const b = this.hold(node.b);
        this.#field.mul(a.local, b.local);
        this.drop(a);
        this.drop(b);
        break;
      }
      case 'add':
      case 'sub':
        this.#pushSum(expr);
        break;
    }
    if (left > 0) {
      const local = c.local('v128');
      c.tee(local);
      this.#locals.set(expr, local);
    }
  }

  /** The value in a local; consumes one use. */
  hold(expr: Expr): Held {
    if (this.#locals.has(expr)) this.#use(expr);
    else {
      this.push(expr);
      if (!this.#locals.has(expr)) {
        const local = this.#c.local('v128');
        this.#c.set(local);
        return { local, shared: null };
      }
      this.#c.op(op.drop);
    }
    this.#holders.set(expr, (this.#holders.get(expr) ?? 0) + 1);
    return { local: this.#locals.get(expr)!, shared: expr };
  }

  drop({ local, shared }: Held): void {
    if (shared === null) {
      this.#c.release(local);
      return;
    }
    this.#holders.set(shared, this.#holders.get(shared)! - 1);
    this.#releaseUnused(shared);
  }

  /** Gives a shared expression's local back when nobody will ask for it and nobody holds it. */
  #releaseUnused(expr: Expr): void {
    if ((this.#uses.get(expr) ?? 0) > 0 || (this.#holders.get(expr) ?? 0) > 0) return;
    this.#c.release(this.#locals.get(expr)!);
  }

  #use(expr: Expr): number {
    const left = (this.#uses.get(expr) ?? 0) - 1;
    if (left < 0) throw new Error('An expression is used more often than was announced.');
    this.#uses.set(expr, left);
    return left;
  }

  #pushConstant(value: number): void {
    const offset = this.#layout.offset({ kind: 'field', value });
    this.#c.get(this.#place.constants).vector(simd.v128Load32Splat, offset);
  }

  #pushColumn(column: number, isNext: boolean): void {
    const c = this.#c;
    const { columns, offset, nextOffset, nextOrder } = this.#place;
    c.get(columns).memory(memory.i32Load, 4 * column);
    c.get(isNext ? nextOffset : offset)
      .op(op.i32Add)
      .vector(simd.v128Load);
    if (isNext) c.get(nextOrder).simd(simd.i8x16Swizzle);
  }

  #pushSelector(selector: SelectorName): void {
    const c = this.#c;
    const { selectors, offset } = this.#place;
    if (selectors.domain === 'coset') {
      c.get(selectors.table)
        .memory(memory.i32Load, 4 * SELECTORS[selector])
        .get(offset)
        .op(op.i32Add);
      c.vector(simd.v128Load);
      return;
    }
    if (selector === 'isTransition') {
      throw new AirError('BadSelector', 'isTransition cannot be used in a multiplicity or tuple.');
    }
    // 1 in the first lane of the first four positions, or in the last lane of the last four.
    const one = toWord(1);
    const bytes = (word: number) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff);
    const zeros = new Array<number>(12).fill(0);
    c.bytes16(selector === 'isFirst' ? [...bytes(one), ...zeros] : [...zeros, ...bytes(one)]);
    c.splat(0).get(offset);
    if (selector === 'isFirst') c.op(op.i32Eqz);
    else c.get(selectors.lastOffset).op(op.i32Eq);
    c.op(op.select);
  }

  /** An addition or subtraction whose use was consumed: products in one sum, the rest added one by one. */
  #pushSum(root: Expr): void {
    const terms: Term[] = [];
    this.#collect(root, false, terms);
    const isProduct = ({ expr }: Term) => expr.node.kind === 'mul' && this.#isOnlyUse(expr);
    const products = terms.filter(isProduct);
    const isFused = products.length >= 2;
    const others = isFused ? terms.filter((term) => !isProduct(term)) : terms;
    if (isFused) this.#pushProducts(products);
    // Start with a positive term, if there is one.
    if (!isFused) {
      const first = Math.max(
        0,
        others.findIndex(({ isNegative }) => !isNegative),
      );
      others.unshift(...others.splice(first, 1));
    }
    for (const [i, { expr, isNegative }] of others.entries()) {
      if (i === 0 && !isFused) {
        if (isNegative) this.#c.splat(0);
        this.push(expr);
        if (isNegative) this.#field.sub();
        continue;
      }
      this.push(expr);
      if (isNegative) this.#field.sub();
      else this.#field.add();
    }
  }

  #isOnlyUse(expr: Expr): boolean {
    return this.#uses.get(expr) === 1 && !this.#locals.has(expr);
  }

  /** Terms of a sum, through additions and subtractions that nothing else uses (their use is consumed here). */
  #collect(expr: Expr, isNegative: boolean, terms: Term[]): void {
    const { node } = expr;
    if (node.kind !== 'add' && node.kind !== 'sub') throw new Error('Not a sum.');
    for (const [child, flips] of [
      [node.a, false],
      [node.b, node.kind === 'sub'],
    ] as const) {
      const sign = isNegative !== flips;
      const isSum = child.node.kind === 'add' || child.node.kind === 'sub';
      if (isSum && this.#isOnlyUse(child)) {
        this.#use(child);
        this.#collect(child, sign, terms);
      } else {
        terms.push({ isNegative: sign, expr: child });
      }
    }
  }

  #pushProducts(products: readonly Term[]): void {
    const c = this.#c;
    const sum = this.#field.newSum();
    for (const { expr, isNegative } of products) {
      if (expr.node.kind !== 'mul') throw new Error('Not a product.');
      this.#use(expr);
      const { a, b } = expr.node;
      const constant = a.node.kind === 'constant' ? a : b.node.kind === 'constant' ? b : null;
      const other = constant === a ? b : a;
      const x = this.hold(other);
      if (isNegative && constant !== null && constant.node.kind === 'constant') {
        this.#use(constant);
        const y = c.local('v128');
        this.#pushConstant(P - constant.node.value);
        c.set(y);
        this.#field.accumulate(sum, x.local, y);
        c.release(y);
      } else {
        const y = this.hold(constant ?? b);
        if (isNegative) {
          const negated = c.local('v128');
          c.get(y.local);
          this.#field.negateLazy();
          c.set(negated);
          this.#field.accumulate(sum, x.local, negated);
          c.release(negated);
        } else {
          this.#field.accumulate(sum, x.local, y.local);
        }
        this.drop(y);
      }
      this.drop(x);
    }
    this.#field.reduce(sum);
    this.#field.releaseSum(sum);
  }
}
