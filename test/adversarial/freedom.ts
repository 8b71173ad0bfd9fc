/**
 * The freedom that a witness has, to first order: directions in which cells of several rows and tables may move together while all
 * constraints hold, and multiplicities, lookups and what comes from outside stay. Mutations of single cells do not show these.
 * Lookups as they are: another answer of a lookup table is no small step, but a matter for a search (row-solver.ts).
 */
import { rootsOf } from '../../src/air/checker.ts';
import { type FilledTable, reachable, TableRows } from '../../src/air/evaluate-rows.ts';
import { type Expr, P } from '../../src/air/expression.ts';
import { mulMod } from '../../src/air/modular.ts';
import { addMultiple, kernelOf, type LinearForm, valueAt } from './linear.ts';

export interface Direction {
  /** `TABLE column` of the cells that move. */
  readonly columns: readonly string[];
  /** `TABLE bus.field` of what is sent to others and moves with them: nothing, if the tables are sound. */
  readonly said: readonly string[];
}

export interface Question {
  readonly tables: readonly FilledTable[];
  /** Buses between these tables: a tuple may move if who sends it and who receives it agree. */
  readonly internal: readonly string[];
  /** Buses that bind nothing but multiplicities: range checks, to see more directions than there are, and others as a control. */
  readonly ignored: readonly string[];
}

/** A tuple on an internal bus: how its elements move. */
interface End {
  readonly isSend: boolean;
  readonly elements: readonly LinearForm[];
}

/** A basis of all directions. */
export function freeDirections({ tables, internal, ignored }: Question): Direction[] {
  const unknowns: string[] = [];
  const equations: LinearForm[] = [];
  const said: { readonly name: string; readonly form: LinearForm }[] = [];
  const ends = new Map<string, End[]>();
  for (const table of tables) {
    const tangent = new Tangent(table, unknowns);
    for (const position of tangent.positions) {
      tangent.moveTo(position);
      for (const { expr } of table.air.constraints) equations.push(tangent.differential(expr));
      for (const { bus, isSend, multiplicity, tuple } of table.air.interactions) {
        equations.push(tangent.differential(multiplicity));
        const times = tangent.value(multiplicity);
        if (times === 0 || ignored.includes(bus.name)) continue;
        const elements = tuple.map((expr) => tangent.differential(expr));
        if (internal.includes(bus.name)) {
          if (times !== 1 && times !== P - 1) throw new Error(`${tangent.name}: ${times} times on ${bus.name}`);
          const key = `${bus.name}: ${tuple.map((expr) => tangent.value(expr))}`;
          const found = ends.get(key) ?? [];
          found.push({ isSend: isSend === (times === 1), elements });
          ends.set(key, found);
        } else if (isSend && bus.lookup === undefined) {
          elements.forEach((form, i) => {
            said.push({ name: `${tangent.name} ${bus.name}.${bus.fields[i]}`, form });
          });
        } else equations.push(...elements);
      }
    }
  }
  for (const [key, found] of ends) equations.push(...agreement(key, found));
  return kernelOf(equations, unknowns.length).map((point) => ({
    columns: [...new Set([...point.keys()].map((unknown) => unknowns[unknown]!))].sort(),
    said: [...new Set(said.filter(({ form }) => valueAt(form, point) !== 0).map(({ name }) => name))].sort(),
  }));
}

/** A tuple that is sent and received moves in one way. */
function agreement(key: string, ends: readonly End[]): LinearForm[] {
  const [sent, received] = [ends.filter(({ isSend }) => isSend), ends.filter(({ isSend }) => !isSend)];
  if (sent.length !== received.length) throw new Error(`not balanced: ${key}`);
  return sent.flatMap(({ elements }, i) =>
    elements.map((form, j) => {
      const difference = new Map(form);
      addMultiple(difference, received[i]!.elements[j]!, P - 1);
      return difference;
    }),
  );
}

/** How expressions over one table move with its cells. Unknowns are the cells of its live rows, those with something in them. */
class Tangent {
  readonly name: string;
  /** Where something depends on an unknown: live rows and those before them. */
  readonly positions: readonly number[];
  readonly #rows: TableRows;
  readonly #firstUnknown = new Map<number, number>();
  readonly #nodes = new Map<Expr, readonly Expr[]>();
  #position = 0;

  /** Appends `TABLE column` of its unknowns. */
  constructor(table: FilledTable, unknowns: string[]) {
    const { air } = table;
    this.name = table.name ?? air.name;
    this.#rows = new TableRows(table, rootsOf(air));
    for (let position = 0; position < this.#rows.height; position++) {
      if (air.mainColumns.every((_, column) => this.#rows.cell('main', column, position) === 0)) continue;
      this.#firstUnknown.set(position, unknowns.length);
      for (const column of air.mainColumns) unknowns.push(`${this.name} ${column}`);
    }
    const live = [...this.#firstUnknown.keys()];
    this.positions = [...new Set([...live, ...live.map((position) => this.#rows.previousPosition(position))])];
  }

  moveTo(position: number): void {
    this.#position = position;
    this.#rows.evaluateRow(position, []);
  }

  value(expr: Expr): number {
    return this.#rows.value(expr);
  }

  /** By the chain rule, from the expression down to its columns. */
  differential(root: Expr): LinearForm {
    const form: LinearForm = new Map();
    const factors: LinearForm = new Map([[root.id, 1]]);
    const next = this.#rows.nextPosition(this.#position);
    for (const { id, node } of this.#downwards(root)) {
      const factor = factors.get(id);
      if (factor === undefined) continue;
      if (node.kind === 'column') {
        const first = this.#firstUnknown.get(node.isNext ? next : this.#position);
        if (node.part === 'main' && first !== undefined) addMultiple(form, new Map([[first + node.index, 1]]), factor);
      } else if (node.kind === 'add' || node.kind === 'sub') {
        addMultiple(factors, new Map([[node.a.id, 1]]), factor);
        addMultiple(factors, new Map([[node.b.id, 1]]), node.kind === 'add' ? factor : P - factor);
      } else if (node.kind === 'mul') {
        addMultiple(factors, new Map([[node.a.id, 1]]), mulMod(factor, this.value(node.b)));
        addMultiple(factors, new Map([[node.b.id, 1]]), mulMod(factor, this.value(node.a)));
      }
    }
    return form;
  }

  #downwards(root: Expr): readonly Expr[] {
    const nodes = this.#nodes.get(root) ?? reachable([root]).reverse();
    this.#nodes.set(root, nodes);
    return nodes;
  }
}
