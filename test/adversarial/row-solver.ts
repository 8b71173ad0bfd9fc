/**
 * A complete search for other rows than the honest one. What a row consumes (its instruction, register and memory tokens, its
 * place in the execution) is held fixed; all other columns are unknown. A chip is sound if every row that satisfies its
 * constraints and lookups then sends what the honest row sends. The search assigns columns by propagation (a constraint with one
 * unknown column is a polynomial: its roots) and branches over roots and lookup domains, smallest first, so that every solution is
 * met unless the budget ends. Columns that occur in no open constraint are free; a few values stand for them.
 */
import type { Air } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { reachable } from '../../src/air/evaluate-rows.ts';
import { type Expr, P } from '../../src/air/expression.ts';
import { addMod, inverseMod, mulMod, subMod } from '../../src/air/modular.ts';
import { rootsIn } from './polynomials.ts';

/** Known (`variable` -1, one coefficient), a polynomial in one unknown column, or several unknowns (-2). */
interface Abstract {
  readonly variable: number;
  readonly coefficients: readonly number[];
}

/** Lookups whose elements are all 16-bit numbers, or all bytes. */
const BOUNDED = ['range16', 'bytePair', 'byteXor'];
const MANY: Abstract = { variable: -2, coefficients: [] };
const ZERO: Abstract = { variable: -1, coefficients: [0] };

interface Item {
  readonly name: string;
  /** Expressions, evaluated together; of a lookup the multiplicity and then the tuple. */
  readonly roots: readonly Expr[];
  readonly nodes: readonly Expr[];
  readonly kind: 'zero' | 'lookup' | 'below';
  readonly bus?: string;
  readonly limit?: number;
}

export interface Question {
  readonly air: Air;
  /** The honest row, by column. */
  readonly honest: readonly number[];
  /** Receives on these buses are inputs, but for the elements named. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Values below which an element must be for any token to exist, by `bus.element`. */
  readonly limits: Readonly<Record<string, number>>;
  /** Index of a constraint or, after those, an interaction to leave out: for controls. */
  readonly without?: number;
  readonly budget?: number;
  /** Columns that are guessed, by name. */
  readonly guess?: Readonly<Record<string, number>>;
}

export interface Answer {
  /** A row that is accepted but sends something else; null if there is none. */
  readonly forged: Readonly<Record<string, number>> | null;
  /** False if the budget ended the search. */
  readonly isComplete: boolean;
  readonly steps: number;
}

class OutOfBudget extends Error {}

export function findForgedRow(question: Question): Answer {
  const solver = new Solver(question);
  return solver.run();
}

class Solver {
  readonly #air: Air;
  readonly #values: Int32Array;
  readonly #items: Item[] = [];
  readonly #goal: { roots: Expr[]; nodes: Expr[]; honest: number[] }[] = [];
  readonly #scratch: (Abstract | undefined)[];
  readonly #question: Question;
  /** Columns that are looked up as 16-bit numbers or bytes: the first value beyond. */
  readonly #bounds = new Map<number, number>();
  #steps = 0;

  constructor(question: Question) {
    this.#question = question;
    const { air, honest, inputs, limits, without } = question;
    this.#air = air;
    const { constraints, interactions } = air;
    // Assigned for the moment, to evaluate the honest row.
    this.#values = Int32Array.from(honest);
    constraints.forEach(({ expr, message }, i) => {
      if (i !== without) this.#item('zero', message, [expr]);
    });
    const live: Expr[] = [];
    interactions.forEach(({ bus, isSend, multiplicity, tuple }, i) => {
      const name = `${bus.name} ${i}`;
      if (bus.lookup !== undefined) {
        if (constraints.length + i === without) return;
        this.#item('lookup', name, [multiplicity, ...tuple], bus.name);
        for (const { node } of tuple) {
          if (node.kind !== 'column' || this.#number(multiplicity) !== 1) continue;
          if (!BOUNDED.includes(bus.name)) continue;
          this.#bounds.set(node.index, bus.name === 'range16' ? 65536 : 256);
        }
        return;
      }
      tuple.forEach((element, j) => {
        const limit = limits[`${bus.name}.${bus.fields[j]}`];
        if (limit !== undefined) this.#item('below', name, [multiplicity, element], bus.name, limit);
      });
      if (isSend) {
        this.#goal.push({ roots: [multiplicity, ...tuple], nodes: reachable([multiplicity, ...tuple]), honest: [] });
        return;
      }
      const free = inputs[bus.name];
      if (free === undefined) return;
      const isHonest = this.#number(multiplicity) !== 0;
      if (bus.name === 'execution') live.push(multiplicity.sub(isHonest ? 1 : 0));
      tuple.forEach((element, j) => {
        if (free.includes(bus.fields[j]!)) return;
        const value = isHonest ? this.#number(element) : this.#imagined(bus, j);
        this.#item('zero', `${name} input`, [multiplicity.mul(element.sub(value))]);
      });
    });
    for (const expr of live) this.#item('zero', 'the row is as live as the honest one', [expr]);
    this.#scratch = new Array(air.expressions.nodes.length);
    for (const goal of this.#goal) goal.honest = goal.roots.map((root) => this.#number(root));
    this.#values.fill(-1);
    for (const [name, value] of Object.entries(question.guess ?? {}))
      this.#values[air.mainColumns.indexOf(name)] = value;
  }

  run(): Answer {
    try {
      const isFound = this.#search(new Set(this.#items));
      return { forged: isFound ? this.#named() : null, isComplete: true, steps: this.#steps };
    } catch (error) {
      if (error instanceof OutOfBudget) return { forged: null, isComplete: false, steps: this.#steps };
      throw error;
    }
  }

  /** The token of a cell that the honest row does not touch. */
  #imagined(bus: Bus, j: number): number {
    return bus.fields[j] === 'timestamp'
      ? Math.max(0, this.#question.honest[this.#air.mainColumns.indexOf('ts')]! - 7)
      : 4660 + j;
  }

  #item(kind: Item['kind'], name: string, roots: Expr[], bus?: string, limit?: number): void {
    this.#items.push({ kind, name, roots, nodes: reachable(roots), ...(bus && { bus }), ...(limit && { limit }) });
  }

  #named(): Record<string, number> {
    return Object.fromEntries(this.#air.mainColumns.map((name, i) => [name, this.#values[i]!]));
  }

  #number(expr: Expr): number {
    const [value] = this.#evaluate([expr], reachable([expr]), []);
    return value!.coefficients[0]!;
  }

  #evaluate(
    roots: readonly Expr[],
    nodes: readonly Expr[],
    scratch: (Abstract | undefined)[] = this.#scratch,
  ): Abstract[] {
    for (const expr of nodes) {
      const { node } = expr;
      let value: Abstract;
      switch (node.kind) {
        case 'constant':
          value = { variable: -1, coefficients: [node.value] };
          break;
        case 'column': {
          const known = this.#values[node.index]!;
          value = known >= 0 ? { variable: -1, coefficients: [known] } : { variable: node.index, coefficients: [0, 1] };
          break;
        }
        case 'selector':
          throw new Error('Only chips whose rows stand alone.');
        default:
          value = combine(node.kind, scratch[node.a.id]!, scratch[node.b.id]!);
      }
      scratch[expr.id] = value;
    }
    return roots.map((root) => scratch[root.id]!);
  }

  /** True if a forged row was found; then the values are left assigned. */
  #search(open: Set<Item>): boolean {
    this.#steps++;
    if (this.#steps > (this.#question.budget ?? 200_000)) throw new OutOfBudget();
    const assigned: number[] = [];
    const rest = new Set(open);
    const undo = (): false => {
      for (const v of assigned) this.#values[v] = -1;
      return false;
    };
    let domains = new Map<number, number[]>();
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      domains = new Map();
      for (const item of rest) {
        const result = this.#look(item);
        if (result === 'fails') return undo();
        if (result === 'holds') rest.delete(item);
        else if (result !== 'open') {
          for (const [variable, values] of result) {
            const filtered = this.#intersect(domains.get(variable), values);
            if (filtered.length === 0) return undo();
            if (filtered.length === 1) {
              this.#values[variable] = filtered[0]!;
              assigned.push(variable);
              isChanged = true;
              break;
            }
            domains.set(variable, filtered);
          }
        }
      }
    }
    if (this.#isHonestSoFar()) return undo();
    if (rest.size === 0) return true;
    // Large domains first get smaller, and often single, by looking one step ahead.
    let best: [number, number[]] | undefined;
    for (const [variable, values] of domains) {
      const choices = values.length > 64 ? this.#lookAhead(variable, values, rest) : values;
      if (choices.length === 0) return undo();
      if (!best || choices.length < best[1].length) best = [variable, choices];
      if (choices.length === 1) break;
    }
    if (best === undefined) {
      const free = this.#unknownOf(rest);
      if (free < 0) return undo();
      best = [free, [0, 123456789, 65535]];
    }
    for (const value of best[1]) {
      this.#values[best[0]] = value;
      if (this.#search(rest)) return true;
    }
    this.#values[best[0]] = -1;
    return undo();
  }

  /** The values of a large domain for which no other column is at once forced out of its 16-bit range. */
  #lookAhead(variable: number, values: readonly number[], rest: ReadonlySet<Item>): number[] {
    const items = [...rest].filter((item) => contains(item, variable));
    let result: readonly number[] = values;
    for (const item of items) {
      const root = this.#affineRoot(item, variable, values);
      if (root) result = result.filter(root);
    }
    this.#values[variable] = -1;
    return [...result];
  }

  /**
   * Where an item makes one other column an affine function of this one, whether that is in range. Five points show that the
   * function is affine, as no item has a higher degree.
   */
  #affineRoot(item: Item, variable: number, values: readonly number[]): ((value: number) => boolean) | null {
    const points: [number, number][] = [];
    let bound = P;
    let column = -1;
    for (let i = 0; i < 5; i++) {
      const value = values[Math.floor((i * (values.length - 1)) / 4)]!;
      this.#values[variable] = value;
      const said = this.#look(item);
      if (typeof said === 'string') return null;
      const [[other, roots]] = said as [[number, number[]]];
      if (roots.length !== 1 || (column >= 0 && other !== column)) return null;
      column = other;
      bound = this.#bounds.get(other) ?? P;
      points.push([value, roots[0]!]);
    }
    if (bound === P) return null;
    const [[x0, y0], [x1, y1]] = points as [[number, number], [number, number]];
    const slope = mulMod(subMod(y1, y0), inverseMod(subMod(x1, x0)));
    const at = (value: number) => addMod(y0, mulMod(slope, subMod(value, x0)));
    return points.every(([x, y]) => at(x) === y) ? (value) => at(value) < bound : null;
  }

  #intersect(before: readonly number[] | undefined, values: readonly number[]): number[] {
    if (before === undefined) return [...values];
    const [small, large] = before.length < values.length ? [before, values] : [values, before];
    const set = new Set(large);
    return small.filter((value) => set.has(value));
  }

  /** Whether everything sent is known and what the honest row sends. */
  #isHonestSoFar(): boolean {
    return this.#goal.every(({ roots, nodes, honest }) => {
      const values = this.#evaluate(roots, nodes);
      if (values[0]!.variable === -1 && values[0]!.coefficients[0] === 0) return honest[0] === 0;
      return values.every(({ variable, coefficients }, i) => variable === -1 && coefficients[0] === honest[i]);
    });
  }

  #unknownOf(rest: ReadonlySet<Item>): number {
    for (const { nodes } of rest) {
      for (const { node } of nodes) if (node.kind === 'column' && this.#values[node.index]! < 0) return node.index;
    }
    return -1;
  }

  /** What an item says now: it holds or fails for good, is open, or allows these values of unknown columns. */
  #look(item: Item): 'holds' | 'fails' | 'open' | [number, number[]][] {
    const [first, ...elements] = this.#evaluate(item.roots, item.nodes) as [Abstract, ...Abstract[]];
    if (item.kind === 'zero') {
      if (first.variable === -2) return 'open';
      if (first.variable === -1) return first.coefficients[0] === 0 ? 'holds' : 'fails';
      if (first.coefficients.every((c) => c === 0)) return 'holds';
      return [[first.variable, rootsIn(first.coefficients)]];
    }
    if (first.variable !== -1) return 'open';
    if (first.coefficients[0] === 0) return 'holds';
    if (item.kind === 'below') {
      const [element] = elements;
      if (element!.variable !== -1) return 'open';
      return element!.coefficients[0]! < item.limit! ? 'holds' : 'fails';
    }
    return this.#lookup(item.bus!, elements);
  }

  #lookup(bus: string, elements: readonly Abstract[]): 'holds' | 'fails' | 'open' | [number, number[]][] {
    const known = elements.map(({ variable, coefficients }) => (variable === -1 ? coefficients[0]! : undefined));
    const domains: [number, number[]][] = [];
    const isIn = (j: number, values: readonly number[]) => {
      const element = elements[j]!;
      if (element.variable === -2) return true;
      if (element.variable === -1) return values.includes(element.coefficients[0]!);
      if (element.coefficients.length > 2) return true;
      domains.push([element.variable, solveLinear(element.coefficients, values)]);
      return true;
    };
    const below = (j: number, limit: number) => {
      if (known[j] !== undefined) return known[j]! < limit;
      return limit > 8192 || isIn(j, range(limit));
    };
    let holds = true;
    if (bus === 'range16') holds = below(0, 65536);
    else if (bus === 'bytePair') holds = below(0, 256) && below(1, 256);
    else if (bus === 'byteXor') {
      holds = below(0, 256) && below(1, 256);
      if (holds && known[0] !== undefined && known[1] !== undefined) holds = isIn(2, [known[0]! ^ known[1]!]);
      else holds &&= below(2, 256);
    } else {
      holds = isIn(0, range(17));
      if (holds && known[0] !== undefined) holds = isIn(2, [2 ** known[0]!]) && below(1, 2 ** known[0]!);
    }
    if (!holds) return 'fails';
    if (known.every((value) => value !== undefined)) return 'holds';
    return domains.length > 0 ? domains : 'open';
  }
}

function contains({ kind, nodes }: Item, variable: number): boolean {
  return kind === 'zero' && nodes.some(({ node }) => node.kind === 'column' && node.index === variable);
}

const ranges = new Map<number, number[]>();

function range(limit: number): number[] {
  const known = ranges.get(limit) ?? Array.from({ length: limit }, (_, i) => i);
  ranges.set(limit, known);
  return known;
}

/** All x with c0 + c1 x in `values`. */
function solveLinear([c0 = 0, c1 = 0]: readonly number[], values: readonly number[]): number[] {
  if (c1 === 0) throw new Error('The element does not depend on the column.');
  const [inverse] = rootsIn([P - 1, c1]);
  return values.map((value) => mulMod(subMod(value, c0), inverse!));
}

function combine(kind: 'add' | 'sub' | 'mul', a: Abstract, b: Abstract): Abstract {
  const isZero = (x: Abstract) => x.variable === -1 && x.coefficients[0] === 0;
  if (kind === 'mul' && (isZero(a) || isZero(b))) return ZERO;
  if (a.variable === -2 || b.variable === -2) return MANY;
  if (a.variable >= 0 && b.variable >= 0 && a.variable !== b.variable) return MANY;
  const variable = Math.max(a.variable, b.variable);
  const coefficients: number[] = [];
  if (kind === 'mul') {
    a.coefficients.forEach((x, i) => {
      b.coefficients.forEach((y, j) => {
        coefficients[i + j] = addMod(coefficients[i + j] ?? 0, mulMod(x, y));
      });
    });
  } else {
    const operation = kind === 'add' ? addMod : subMod;
    const length = Math.max(a.coefficients.length, b.coefficients.length);
    for (let i = 0; i < length; i++) coefficients.push(operation(a.coefficients[i] ?? 0, b.coefficients[i] ?? 0));
  }
  while (coefficients.length > 1 && coefficients.at(-1) === 0) coefficients.pop();
  return coefficients.length === 1 ? { variable: -1, coefficients } : { variable, coefficients };
}
