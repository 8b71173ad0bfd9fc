/**
 * Symbolic expressions over one row of a table and the row after it: the language in which every constraint, tuple and
 * multiplicity is written once. Nodes are hash-consed per `Expressions` pool, so an expression is a DAG and equal
 * subexpressions are the same object; the emitter, the constraint program and the checker walk that DAG.
 *
 * Invariants: constants are canonical integers in [0, p); `id` grows from operands to results, so ascending ids are an
 * evaluation order. Degrees count a column and `isFirst`/`isLast` as 1 and `isTransition` and constants as 0
 * (docs/protocol.md, section 5).
 */

/** The BabyBear prime, 2^31 - 2^27 + 1. */
export const P = 0x78000001;

export type SelectorName = 'isFirst' | 'isLast' | 'isTransition';

export type ExprNode =
  | { readonly kind: 'constant'; readonly value: number }
  | {
      readonly kind: 'column';
      readonly part: 'preprocessed' | 'main';
      readonly index: number;
      readonly isNext: boolean;
    }
  | { readonly kind: 'selector'; readonly selector: SelectorName }
  | { readonly kind: 'add' | 'sub' | 'mul'; readonly a: Expr; readonly b: Expr };

/** Anything a constraint may be written with: numbers may be negative or above p and are reduced. */
export type Operand = Expr | number | bigint;

/** A node of the expression DAG. Made by an `Expressions` pool only; methods build further nodes in the same pool. */
export class Expr {
  readonly id: number;
  readonly node: ExprNode;
  readonly degree: number;
  readonly pool: Expressions;

  constructor(pool: Expressions, id: number, node: ExprNode, degree: number) {
    this.pool = pool;
    this.id = id;
    this.node = node;
    this.degree = degree;
  }

  add(other: Operand): Expr {
    return this.pool.add(this, other);
  }

  sub(other: Operand): Expr {
    return this.pool.sub(this, other);
  }

  mul(other: Operand): Expr {
    return this.pool.mul(this, other);
  }

  /** Division by a constant, that is, multiplication by its inverse mod p. */
  div(constant: number): Expr {
    return this.pool.mul(this, inverseModP(constant));
  }

  /** 1 - this: the negation of a bit. */
  not(): Expr {
    return this.pool.sub(1, this);
  }
}

/** Pool of hash-consed expressions of one table. */
export class Expressions {
  readonly nodes: Expr[] = [];
  readonly #known = new Map<string, Expr>();

  constant(value: number | bigint): Expr {
    const canonical = Number(((BigInt(value) % BigInt(P)) + BigInt(P)) % BigInt(P));
    return this.#intern(`c${canonical}`, { kind: 'constant', value: canonical }, 0);
  }

  column(part: 'preprocessed' | 'main', index: number, isNext = false): Expr {
    return this.#intern(`${part}${index}${isNext}`, { kind: 'column', part, index, isNext }, 1);
  }

  selector(selector: SelectorName): Expr {
    return this.#intern(selector, { kind: 'selector', selector }, selector === 'isTransition' ? 0 : 1);
  }

  add(left: Operand, right: Operand): Expr {
    const [a, b] = this.#order(this.lift(left), this.lift(right));
    if (a.node.kind === 'constant' && b.node.kind === 'constant') return this.constant(a.node.value + b.node.value);
    if (isConstant(a, 0)) return b;
    if (isConstant(b, 0)) return a;
    return this.#intern(`${a.id}+${b.id}`, { kind: 'add', a, b }, Math.max(a.degree, b.degree));
  }

  sub(left: Operand, right: Operand): Expr {
    const a = this.lift(left);
    const b = this.lift(right);
    if (a.node.kind === 'constant' && b.node.kind === 'constant') return this.constant(a.node.value - b.node.value);
    if (a === b) return this.constant(0);
    if (isConstant(b, 0)) return a;
    return this.#intern(`${a.id}-${b.id}`, { kind: 'sub', a, b }, Math.max(a.degree, b.degree));
  }

  mul(left: Operand, right: Operand): Expr {
    const [a, b] = this.#order(this.lift(left), this.lift(right));
    if (a.node.kind === 'constant' && b.node.kind === 'constant') {
      return this.constant(BigInt(a.node.value) * BigInt(b.node.value));
    }
    if (isConstant(a, 0) || isConstant(b, 0)) return this.constant(0);
    if (isConstant(a, 1)) return b;
    if (isConstant(b, 1)) return a;
    return this.#intern(`${a.id}*${b.id}`, { kind: 'mul', a, b }, a.degree + b.degree);
  }

  /** Sum of all operands; 0 for none. */
  sum(operands: readonly Operand[]): Expr {
    let total = this.constant(0);
    for (const operand of operands) total = this.add(total, operand);
    return total;
  }

  lift(operand: Operand): Expr {
    if (!(operand instanceof Expr)) return this.constant(operand);
    if (operand.pool !== this) throw new Error('An expression of another table was used; tables share no columns.');
    return operand;
  }

  #order(a: Expr, b: Expr): [Expr, Expr] {
    return a.id <= b.id ? [a, b] : [b, a];
  }

  #intern(key: string, node: ExprNode, degree: number): Expr {
    const known = this.#known.get(key);
    if (known) return known;
    const expr = new Expr(this, this.nodes.length, node, degree);
    this.nodes.push(expr);
    this.#known.set(key, expr);
    return expr;
  }
}

function isConstant(expr: Expr, value: number): boolean {
  return expr.node.kind === 'constant' && expr.node.value === value;
}

/** x^-1 mod p for a constant of an AIR; not for per-row work. */
export function inverseModP(x: number | bigint): bigint {
  const p = BigInt(P);
  let base = ((BigInt(x) % p) + p) % p;
  if (base === 0n) throw new Error('0 has no inverse.');
  let result = 1n;
  for (let e = p - 2n; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}
