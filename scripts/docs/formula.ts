/**
 * Expressions of an AIR as formulas that people read. Columns have their names, those of the next row with a prime; constants that are small
 * fractions mod p are written as fractions; subexpressions that several formulas share get names t1, t2, ... of their own.
 */
import { type Air, AirError } from '../../src/air/air.ts';
import { reachable } from '../../src/air/evaluate-rows.ts';
import { type Expr, P } from '../../src/air/expression.ts';
import { addMod, mulMod, subMod } from '../../src/air/modular.ts';

export interface SharedTerm {
  readonly name: string;
  readonly formula: string;
}

/** What binds how strongly: decides where parentheses are needed. */
const SUM = 1;
const PRODUCT = 2;
const ATOM = 3;

/** Atoms from which on a shared subexpression gets a name. */
const NAMED_ATOMS = 3;
/** Numbers that are written as they are; larger ones are sooner a fraction mod p. */
const LARGEST_NUMBER = 2 ** 17;
const LARGEST_LOG_DENOMINATOR = 17;
/** Denominators of constants, as `div` of src/air/expression.ts makes them. */
const DENOMINATORS = [...Array.from({ length: 64 }, (_, i) => i + 1), 255, 65535];

export class Formulas {
  readonly #air: Air;
  readonly #names = new Map<Expr, string>();
  /** Shared subexpressions in the order in which they build on each other. */
  readonly terms: readonly SharedTerm[];

  /** @param roots all expressions that will be written. */
  constructor(air: Air, roots: readonly Expr[]) {
    this.#air = air;
    const nodes = reachable(roots);
    const uses = countUses(nodes, roots);
    const atoms = new Map<Expr, number>();
    const terms: SharedTerm[] = [];
    for (const expr of nodes) {
      const { node } = expr;
      if (node.kind !== 'add' && node.kind !== 'sub' && node.kind !== 'mul') {
        atoms.set(expr, node.kind === 'constant' ? 0 : 1);
        continue;
      }
      const count = atoms.get(node.a)! + atoms.get(node.b)!;
      atoms.set(expr, count);
      if (count < NAMED_ATOMS || uses.get(expr)! < 2) continue;
      const name = `t${terms.length + 1}`;
      if (air.mainColumns.includes(name) || air.preprocessedColumns.includes(name)) {
        throw new AirError('DuplicateColumn', `${air.name}: column ${name} has the name of a shared term.`);
      }
      terms.push({ name, formula: this.write(expr) });
      this.#names.set(expr, name);
      atoms.set(expr, 1);
    }
    this.terms = terms;
  }

  write(expr: Expr, around = SUM): string {
    const name = this.#names.get(expr);
    if (name !== undefined) return name;
    const { node } = expr;
    switch (node.kind) {
      case 'constant': {
        const { text, isNegative, denominator } = rational(node.value);
        const strength = isNegative ? SUM : denominator > 1 ? PRODUCT : ATOM;
        const signed = isNegative ? `-${text}` : text;
        return strength < around ? `(${signed})` : signed;
      }
      case 'column': {
        const names = node.part === 'main' ? this.#air.mainColumns : this.#air.preprocessedColumns;
        return names[node.index]! + (node.isNext ? "'" : '');
      }
      case 'selector':
        return node.selector;
      case 'mul': {
        const { text, isNegative } = this.#product(expr);
        if (!isNegative) return around > PRODUCT ? `(${text})` : text;
        return around > SUM ? `(-${text})` : `-${text}`;
      }
      default: {
        const text = this.#sum(expr);
        return around > SUM ? `(${text})` : text;
      }
    }
  }

  /** Constants are added up and come last, unless only they are positive. */
  #sum(expr: Expr): string {
    let total = 0;
    const terms: { readonly text: string; readonly isNegative: boolean }[] = [];
    const collect = (term: Expr, isNegative: boolean) => {
      const { node } = term;
      const isInner = term === expr || !this.#names.has(term);
      if (isInner && (node.kind === 'add' || node.kind === 'sub')) {
        collect(node.a, isNegative);
        collect(node.b, isNegative !== (node.kind === 'sub'));
      } else if (node.kind === 'constant') {
        total = isNegative ? subMod(total, node.value) : addMod(total, node.value);
      } else if (isInner && node.kind === 'mul') {
        const product = this.#product(term);
        terms.push({ text: product.text, isNegative: isNegative !== product.isNegative });
      } else terms.push({ text: this.write(term, PRODUCT), isNegative });
    };
    collect(expr, false);
    const { text, isNegative } = rational(total);
    const isFirst = !isNegative && terms.every((term) => term.isNegative);
    if (total !== 0) terms.splice(isFirst ? 0 : terms.length, 0, { text, isNegative });
    return terms
      .map((term, i) => (i === 0 ? (term.isNegative ? '-' : '') : term.isNegative ? ' - ' : ' + ') + term.text)
      .join('');
  }

  /** Without its sign. */
  #product(expr: Expr): { text: string; isNegative: boolean } {
    let coefficient = 1;
    const factors: Expr[] = [];
    const collect = (factor: Expr) => {
      const { node } = factor;
      if (node.kind === 'constant') coefficient = mulMod(coefficient, node.value);
      else if (node.kind === 'mul' && (factor === expr || !this.#names.has(factor))) {
        collect(node.a);
        collect(node.b);
      } else factors.push(factor);
    };
    collect(expr);
    const { numerator, denominator, isNegative } = rational(coefficient);
    const texts = factors.map((factor) => this.write(factor, ATOM));
    const powers = [...new Set(texts)].map((text) => {
      const power = texts.filter((other) => other === text).length;
      return power === 1 ? text : `${text}^${power}`;
    });
    if (numerator !== 1) powers.unshift(`${numerator}`);
    const text = powers.join(' * ') + (denominator === 1 ? '' : ` / ${denominator}`);
    return { text, isNegative };
  }
}

function countUses(nodes: readonly Expr[], roots: readonly Expr[]): ReadonlyMap<Expr, number> {
  const uses = new Map<Expr, number>();
  const use = (expr: Expr) => uses.set(expr, (uses.get(expr) ?? 0) + 1);
  for (const root of roots) use(root);
  for (const { node } of nodes) {
    if (node.kind !== 'add' && node.kind !== 'sub' && node.kind !== 'mul') continue;
    use(node.a);
    use(node.b);
  }
  return uses;
}

interface Rational {
  readonly numerator: number;
  readonly denominator: number;
  readonly isNegative: boolean;
  /** Without the sign. */
  readonly text: string;
}

/**
 * The number that an author most likely wrote for the constant: a power of two, 1 / 2^k, a small number, a small fraction.
 * What is written is always equal to the constant mod p.
 */
function rational(value: number): Rational {
  const make = (numerator: number, denominator: number, isNegative: boolean): Rational => {
    const text = denominator === 1 ? `${numerator}` : `${numerator} / ${denominator}`;
    return { numerator, denominator, isNegative, text };
  };
  const signs = [
    { magnitude: value, isNegative: false },
    { magnitude: P - value, isNegative: true },
  ];
  for (const { magnitude, isNegative } of signs) {
    if (Number.isInteger(Math.log2(magnitude))) return make(magnitude, 1, isNegative);
    for (let k = 1; k <= LARGEST_LOG_DENOMINATOR; k++) {
      if (mulMod(magnitude % P, 2 ** k) === 1) return make(1, 2 ** k, isNegative);
    }
  }
  for (const denominator of DENOMINATORS) {
    for (const { magnitude, isNegative } of signs) {
      const numerator = mulMod(magnitude % P, denominator);
      if (numerator <= LARGEST_NUMBER) return make(numerator, denominator, isNegative);
    }
  }
  return make(Math.min(value, P - value), 1, value > P / 2);
}
