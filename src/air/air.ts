/**
 * An AIR: the columns, constraints and bus interactions of one table, built once with `AirBuilder` and used four times:
 * prover kernel, constraint program of the verifier, row checker, documentation.
 *
 * LogUp groups: interactions are taken two at a time, in order, while the group's constraint stays at degree 3
 * (docs/protocol.md, section 5); the last group is carried by the running sum. A group has no room for the fingerprint of a tuple of degree 3
 * (nor for one of degree 2 beside another): such an interaction commits its fingerprint, a column of its own that counts as degree 1.
 */
import { VouchError } from '../errors.ts';
import type { Bus } from './bus.ts';
import { type Expr, Expressions, type Operand, type SelectorName } from './expression.ts';

export const MAX_DEGREE = 3;
/**
 * Bound on degree plus factors isTransition, which degrees count as 0. A constraint of degree d with k such factors is a polynomial of degree
 * d (n - 1) + k, and its quotient by x^n - 1 must be of degree below 2n for every height n >= 2: d + k <= 5 says that for d <= 3.
 */
const MAX_DEGREE_AND_TRANSITIONS = 5;

export interface Constraint {
  readonly expr: Expr;
  /** What the constraint says, for the checker and the docs: "carry 0 is a bit". */
  readonly message: string;
}

export interface Interaction {
  readonly bus: Bus;
  readonly isSend: boolean;
  readonly multiplicity: Expr;
  readonly tuple: readonly Expr[];
  /** The fingerprint is a column of the permutation round: its constraint has the tuple's degree, and in the group it counts as degree 1. */
  readonly isCommitted: boolean;
}

/** What an extension column of the permutation round holds: an interaction's committed fingerprint, or what a group adds. */
export type LogUpColumn =
  | { readonly kind: 'fingerprint'; readonly interaction: number }
  | { readonly kind: 'group'; readonly group: number };

export interface InteractionOptions {
  /**
   * Commits the fingerprint, for a tuple of degree 3, or of degree 2 that shall share a group: five more cells a row, and the tuple needs no columns of
   * its own for what it computes.
   */
  readonly isCommitted?: boolean;
}

export interface Air {
  readonly name: string;
  readonly expressions: Expressions;
  readonly preprocessedColumns: readonly string[];
  readonly mainColumns: readonly string[];
  /** Main columns that some expression reads in the next row, ascending. */
  readonly mainNext: readonly number[];
  readonly constraints: readonly Constraint[];
  readonly interactions: readonly Interaction[];
  /** Indices into `interactions`, one or two each; the last group is the running sum's. */
  readonly groups: readonly (readonly number[])[];
  /** In program order: an interaction's committed fingerprint, then its group's column where the interaction closes it. The last is the running sum. */
  readonly logUpColumns: readonly LogUpColumn[];
  /** Largest degree over constraints, groups and committed fingerprints. */
  readonly degree: number;
}

export class AirError extends VouchError {}

export class AirBuilder {
  readonly name: string;
  readonly expressions = new Expressions();
  readonly #preprocessed: string[] = [];
  readonly #main: string[] = [];
  readonly #next = new Set<number>();
  readonly #constraints: Constraint[] = [];
  readonly #interactions: Interaction[] = [];
  readonly #weights = new Map<Expr, number>();
  readonly #transitions = new Map<Expr, boolean>();

  constructor(name: string) {
    this.name = name;
  }

  /** A column fixed by the verifying key. */
  preprocessed(name: string): Expr {
    this.#preprocessed.push(name);
    return this.expressions.column('preprocessed', this.#preprocessed.length - 1);
  }

  /** A witness column. */
  main(name: string): Expr {
    if (this.#main.includes(name))
      throw new AirError('DuplicateColumn', `${this.name}: column ${name} is there twice.`);
    this.#main.push(name);
    return this.expressions.column('main', this.#main.length - 1);
  }

  /** The value of a main column in the next row (cyclic: the last row's next is the first). */
  next(column: Expr): Expr {
    const { node } = column;
    if (node.kind !== 'column' || node.part !== 'main' || node.isNext) {
      throw new AirError('BadNext', `${this.name}: next() takes a main column.`);
    }
    this.#next.add(node.index);
    return this.expressions.column('main', node.index, true);
  }

  /** isFirst and isLast are 1 on that row, else 0; isTransition is 0 on the last row, non-zero elsewhere. */
  selector(name: SelectorName): Expr {
    return this.expressions.selector(name);
  }

  constant(value: number | bigint): Expr {
    return this.expressions.constant(value);
  }

  sum(operands: readonly Operand[]): Expr {
    return this.expressions.sum(operands);
  }

  assertZero(value: Operand, message: string): void {
    const expr = this.expressions.lift(value);
    if (expr.degree > MAX_DEGREE) {
      throw new AirError(
        'DegreeTooHigh',
        `${this.name}: "${message}" has degree ${expr.degree}, at most ${MAX_DEGREE}.`,
      );
    }
    const weight = this.#weight(expr);
    if (weight > MAX_DEGREE_AND_TRANSITIONS) {
      throw new AirError(
        'DegreeTooHigh',
        `${this.name}: "${message}" has a term of degree plus factors isTransition ${weight}, at most ${MAX_DEGREE_AND_TRANSITIONS}.`,
      );
    }
    this.#constraints.push({ expr, message });
  }

  assertEqual(a: Operand, b: Operand, message: string): void {
    this.assertZero(this.expressions.sub(a, b), message);
  }

  assertBit(bit: Expr, message: string): void {
    this.assertZero(bit.mul(bit.sub(1)), message);
  }

  send(bus: Bus, multiplicity: Operand, tuple: readonly Operand[], options?: InteractionOptions): void {
    this.#interact(bus, true, multiplicity, tuple, options);
  }

  receive(bus: Bus, multiplicity: Operand, tuple: readonly Operand[], options?: InteractionOptions): void {
    this.#interact(bus, false, multiplicity, tuple, options);
  }

  build(): Air {
    if (this.#main.length === 0) throw new AirError('NoColumns', `${this.name}: a table needs a main column.`);
    if (this.#constraints.length + this.#interactions.length === 0) {
      throw new AirError('NoConstraints', `${this.name}: a table without constraints proves anything.`);
    }
    const groups = groupInteractions(this.#interactions);
    return {
      name: this.name,
      expressions: this.expressions,
      preprocessedColumns: this.#preprocessed,
      mainColumns: this.#main,
      mainNext: [...this.#next].sort((a, b) => a - b),
      constraints: this.#constraints,
      interactions: this.#interactions,
      groups,
      logUpColumns: logUpColumns(this.#interactions, groups),
      degree: Math.max(
        ...this.#constraints.map(({ expr }) => expr.degree),
        ...this.#interactions.filter(({ isCommitted }) => isCommitted).map(tupleDegree),
        ...groups.map((group) => groupDegree(group.map((i) => this.#interactions[i]!))),
      ),
    };
  }

  /** Largest degree plus number of factors isTransition of a term. */
  #weight(expr: Expr): number {
    const { node } = expr;
    if (node.kind === 'selector') return 1;
    if (node.kind === 'column' || node.kind === 'constant') return expr.degree;
    let weight = this.#weights.get(expr);
    if (weight === undefined) {
      const [a, b] = [this.#weight(node.a), this.#weight(node.b)];
      weight = node.kind === 'mul' ? a + b : Math.max(a, b);
      this.#weights.set(expr, weight);
    }
    return weight;
  }

  /** Its degree counts as 0, so an interaction with it could be of a higher degree than its group allows. */
  #usesTransition(expr: Expr): boolean {
    const { node } = expr;
    if (node.kind === 'selector') return node.selector === 'isTransition';
    if (node.kind === 'column' || node.kind === 'constant') return false;
    let uses = this.#transitions.get(expr);
    if (uses === undefined) {
      uses = this.#usesTransition(node.a) || this.#usesTransition(node.b);
      this.#transitions.set(expr, uses);
    }
    return uses;
  }

  #interact(
    bus: Bus,
    isSend: boolean,
    multiplicity: Operand,
    tuple: readonly Operand[],
    { isCommitted = false }: InteractionOptions = {},
  ): void {
    if (tuple.length !== bus.fields.length) {
      const expected = `${bus.fields.length} (${bus.fields.join(', ')})`;
      throw new AirError('BadTuple', `${this.name}: bus ${bus.name} takes ${expected} elements, got ${tuple.length}.`);
    }
    const interaction = {
      bus,
      isSend,
      multiplicity: this.expressions.lift(multiplicity),
      tuple: tuple.map((element) => this.expressions.lift(element)),
      isCommitted,
    };
    for (const expr of [interaction.multiplicity, ...interaction.tuple]) {
      if (!this.#usesTransition(expr)) continue;
      throw new AirError('BadSelector', `${this.name}: an interaction on ${bus.name} uses isTransition.`);
    }
    const degree = Math.max(groupDegree([interaction]), isCommitted ? tupleDegree(interaction) : 0);
    if (degree > MAX_DEGREE) {
      throw new AirError('DegreeTooHigh', `${this.name}: an interaction on ${bus.name} has degree ${degree}.`);
    }
    this.#interactions.push(interaction);
  }
}

function tupleDegree({ tuple }: Interaction): number {
  return Math.max(...tuple.map((element) => element.degree));
}

/** Degree of D * f * f' - (m f' + m' f), or of D * f - m, with D of degree 1 and so a committed f. */
function groupDegree(group: readonly Interaction[]): number {
  const f = group.map((interaction) => (interaction.isCommitted ? 1 : tupleDegree(interaction)));
  const product = 1 + f.reduce((a, b) => a + b, 0);
  return group.reduce(
    (degree, { multiplicity }, i) => Math.max(degree, multiplicity.degree + (f[1 - i] ?? 0)),
    product,
  );
}

function groupInteractions(interactions: readonly Interaction[]): number[][] {
  const groups: number[][] = [];
  for (let i = 0; i < interactions.length; ) {
    const pair = interactions.slice(i, i + 2);
    const size = pair.length === 2 && groupDegree(pair) <= MAX_DEGREE ? 2 : 1;
    groups.push(size === 2 ? [i, i + 1] : [i]);
    i += size;
  }
  return groups;
}

function logUpColumns(interactions: readonly Interaction[], groups: readonly (readonly number[])[]): LogUpColumn[] {
  return groups.flatMap((members, group): LogUpColumn[] => [
    ...members
      .filter((i) => interactions[i]!.isCommitted)
      .map((interaction) => ({ kind: 'fingerprint' as const, interaction })),
    { kind: 'group', group },
  ]);
}
