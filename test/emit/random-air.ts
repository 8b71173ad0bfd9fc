/** Random AIRs and the BigInt value of their expressions: the definition that programs and kernels are compared with. */
import { type Air, AirBuilder, MAX_DEGREE } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { reachable } from '../../src/air/evaluate-rows.ts';
import type { Expr } from '../../src/air/expression.ts';
import { add, type E, ext, lift, mul, P, sub } from '../reference/field.ts';

/** Deterministic numbers below 2^32 (xorshift). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed * 2654435761 || 1;
  }
  u32(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }
  below(bound: number): number {
    return this.u32() % bound;
  }
  field(): bigint {
    return ((BigInt(this.u32()) << 32n) | BigInt(this.u32())) % P;
  }
  extension(): E {
    return ext([this.field(), this.field(), this.field(), this.field(), this.field()]);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

export const randomBuses: readonly Bus[] = [1, 2, 3, 5, 8].map((arity) => ({
  name: `bus${arity}`,
  id: 100 + arity,
  fields: Array.from({ length: arity }, (_, i) => `field${i}`),
}));

export interface AirShape {
  readonly preprocessed: number;
  readonly main: number;
  readonly constraints: number;
  readonly interactions: number;
  readonly usesNext: boolean;
  readonly usesSelectors: boolean;
}

/** Expressions of all kinds, deep sums and shared nodes among them. */
export function randomAir(random: Random, shape: AirShape, name = 'RANDOM'): Air {
  const b = new AirBuilder(name);
  const preprocessed = Array.from({ length: shape.preprocessed }, (_, i) => b.preprocessed(`p${i}`));
  const main = Array.from({ length: shape.main }, (_, i) => b.main(`m${i}`));
  const pool: Expr[] = [...preprocessed, ...main];
  if (shape.usesNext) pool.push(b.next(random.pick(main)), b.next(random.pick(main)));
  if (shape.usesSelectors) pool.push(b.selector('isFirst'), b.selector('isLast'), b.selector('isTransition'));
  pool.push(b.constant(random.field()), b.constant(3));
  for (let i = 0; i < 6 * shape.main; i++) {
    const [x, y] = [random.pick(pool), random.pick(pool)];
    const kind = random.below(4);
    if (kind === 0) pool.push(x.add(y));
    else if (kind === 1) pool.push(x.sub(y));
    else if (kind === 2 && x.degree + y.degree <= MAX_DEGREE) pool.push(x.mul(y));
    else if (kind === 3) {
      let sum = x.sub(b.constant(random.below(100)));
      for (let k = 0; k < 9; k++) {
        const [u, v] = [random.pick(pool), random.pick([...main, b.constant(random.below(70000))])];
        const term = u.degree + v.degree <= MAX_DEGREE ? u.mul(v) : u;
        sum = random.below(2) === 0 ? sum.add(term) : sum.sub(term);
      }
      pool.push(sum);
    }
  }
  for (let i = 0; i < shape.constraints; i++) b.assertZero(random.pick(pool), `constraint ${i}`);
  const isTransition = b.selector('isTransition');
  const withoutTransition = pool.filter((expr) => !reachable([expr]).includes(isTransition));
  const small = withoutTransition.filter((expr) => expr.degree <= 1);
  for (let i = 0; i < shape.interactions; i++) {
    const bus = random.pick(randomBuses);
    const isCommitted = random.below(3) === 0;
    const tuple = bus.fields.map(() => {
      const kind = random.below(4);
      if (kind === 0) return random.below(1000);
      const expr = random.pick(isCommitted ? withoutTransition : small);
      return kind === 1 ? expr.sub(random.below(9)) : expr;
    });
    const multiplicity = random.pick<Expr | number>([random.pick(small), 1, random.pick(main)]);
    if (random.below(2) === 0) b.send(bus, multiplicity, tuple, { isCommitted });
    else b.receive(bus, multiplicity, tuple, { isCommitted });
  }
  return b.build();
}

/** What columns and selectors are at one point. */
export interface Point {
  readonly preprocessed: readonly E[];
  readonly main: readonly E[];
  /** By main column. */
  readonly next: readonly E[];
  readonly isFirst: E;
  readonly isLast: E;
  readonly isTransition: E;
}

/** The DAG's value at a point; pass one map per point. */
export function evaluateExpression(expr: Expr, point: Point, known = new Map<Expr, E>()): E {
  const value = known.get(expr);
  if (value !== undefined) return value;
  const { node } = expr;
  let result: E;
  switch (node.kind) {
    case 'constant':
      result = lift(node.value);
      break;
    case 'column':
      result = (node.part === 'preprocessed' ? point.preprocessed : node.isNext ? point.next : point.main)[node.index]!;
      break;
    case 'selector':
      result = point[node.selector];
      break;
    default: {
      const a = evaluateExpression(node.a, point, known);
      const b = evaluateExpression(node.b, point, known);
      result = { add, sub, mul }[node.kind](a, b);
    }
  }
  known.set(expr, result);
  return result;
}
