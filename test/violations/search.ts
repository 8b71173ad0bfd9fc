/**
 * The search for a trace that violates a given constraint and as few others as possible: one cell of a row is changed so that the constraint
 * fails; then what else fails is repaired by changing further cells that it reads, to a root of the constraint in that cell. Buses do not
 * matter: the environment balances them.
 */
import type { Air } from '../../src/air/air.ts';
import { type CellChange, type FilledTable, reachable, TableRows } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import { addMod, powMod } from '../../src/air/modular.ts';
import { rootsOf } from './roots.ts';

const DELTAS = [1, P - 1, 2, 65536, 123456789];
/** Flags, and numbers that are none; the last one is a square root of -1. */
const USUAL = [0, 1, P - 1, 2, powMod(31, (P - 1) / 4)];
const MAX_REPAIRS = 6;
const BEAM = 24;
const THOROUGH_BEAM = 64;
const MAX_ALIKE = 4;

export interface Violation {
  readonly changes: readonly CellChange[];
  /** Indices of all constraints that fail somewhere, ascending. */
  readonly constraints: readonly number[];
}

export class ViolationSearch {
  readonly #air: Air;
  readonly #rows: TableRows;
  /** By constraint: the columns it reads, in this row and in the next one. */
  readonly #reads: readonly (readonly { column: number; isNext: boolean }[])[];

  constructor(table: FilledTable) {
    this.#air = table.air;
    this.#rows = new TableRows(
      table,
      table.air.constraints.map(({ expr }) => expr),
    );
    this.#reads = table.air.constraints.map(({ expr }) =>
      reachable([expr]).flatMap(({ node }) =>
        node.kind === 'column' && node.part === 'main' ? [{ column: node.index, isNext: node.isNext }] : [],
      ),
    );
  }

  /** The violation with the fewest constraints found, by two rounds unless `isThorough` is false; null if no change of one or two cells makes the constraint fail. */
  find(constraint: number, isThorough = true): Violation | null {
    const seen = new Set<string>();
    const found: Candidate[] = [];
    let best: Candidate | null = null;
    /** True if the changes violate this constraint alone. */
    const consider = (changes: readonly CellChange[]): boolean => {
      const key = changes
        .map(({ position, column, value }) => `${position},${column},${value}`)
        .sort()
        .join(';');
      if (seen.has(key)) return false;
      seen.add(key);
      const failures = this.#failures(changes);
      if (!failures.some((failure) => failure.constraint === constraint)) return false;
      const constraints = [...new Set(failures.map((failure) => failure.constraint))].sort((a, b) => a - b);
      const candidate = { changes, constraints, failures };
      found.push(candidate);
      if (best === null || rank(candidate) < rank(best)) best = candidate;
      return constraints.length === 1;
    };
    for (const isSecond of isThorough ? [false, true] : [false]) {
      const first = isSecond ? this.#pairsOfChanges(constraint) : this.#singleChanges(constraint);
      if (first.some(consider)) return best;
      for (let round = 0; round < MAX_REPAIRS; round++) {
        for (const { changes, failures } of beam(found.splice(0), isSecond ? THOROUGH_BEAM : BEAM)) {
          for (const failure of failures) {
            if (failure.constraint === constraint) continue;
            const repairs = this.#repairs(failure, changes, isSecond);
            if (repairs.some((repair) => consider([...changes, ...repair]))) return best;
          }
        }
      }
    }
    return best;
  }

  #singleChanges(constraint: number): CellChange[][] {
    return this.#positions().flatMap((row) =>
      this.#cells(constraint, row).flatMap(([position, column]) => {
        const honest = this.#rows.cell('main', column, position);
        const values = [...DELTAS.map((delta) => addMod(honest, delta)), ...USUAL];
        return values.map((value) => [{ position, column, value }]);
      }),
    );
  }

  #pairsOfChanges(constraint: number): CellChange[][] {
    return this.#positions().flatMap((row) => {
      const cells = this.#cells(constraint, row).map(([position, column]) => {
        const honest = this.#rows.cell('main', column, position);
        return [0, 1, P - 1, addMod(honest, 1)].map((value) => ({ position, column, value }));
      });
      return cells.flatMap((one, i) => cells.slice(i + 1).flatMap((two) => one.flatMap((a) => two.map((c) => [a, c]))));
    });
  }

  #positions(): number[] {
    return Array.from({ length: this.#rows.height }, (_, position) => position);
  }

  #cells(constraint: number, row: number): [position: number, column: number][] {
    return this.#reads[constraint]!.map(({ column, isNext }) => [isNext ? this.#rows.nextPosition(row) : row, column]);
  }

  /** What fails in the rows that the changes reach; the table without them is honest. */
  #failures(changes: readonly CellChange[]): Failure[] {
    const positions = new Set(changes.map(({ position }) => position));
    if (this.#air.mainNext.length > 0) {
      for (const { position } of changes) positions.add(this.#rows.previousPosition(position));
    }
    return [...positions].flatMap((row) => {
      this.#rows.evaluateRow(row, changes);
      return this.#air.constraints.flatMap(({ expr }, constraint) =>
        this.#rows.value(expr) === 0 ? [] : [{ row, constraint }],
      );
    });
  }

  /** Changes of one more cell, or of two, after which the constraint holds in that row. */
  #repairs({ row, constraint }: Failure, changes: readonly CellChange[], isThorough: boolean): CellChange[][] {
    const { expr } = this.#air.constraints[constraint]!;
    const isChanged = (position: number, column: number) =>
      changes.some((change) => change.position === position && change.column === column);
    const cells = this.#cells(constraint, row).filter(([position, column]) => !isChanged(position, column));
    const solve = (given: readonly CellChange[]): CellChange[][] =>
      cells.flatMap(([position, column]) => {
        if (given.some((change) => change.position === position && change.column === column)) return [];
        const at = (value: number) => {
          this.#rows.evaluateRow(row, [...changes, ...given, { position, column, value }]);
          return this.#rows.value(expr);
        };
        return rootsOf([at(0), at(1), at(2), at(3)]).map((value) => [...given, { position, column, value }]);
      });
    if (!isThorough) return solve([]);
    const toggles = cells.flatMap(([position, column]) => {
      const honest = this.#rows.cell('main', column, position);
      return [honest === 0 ? 1 : 0, P - 1].map((value) => ({ position, column, value }));
    });
    return [...solve([]), ...toggles.flatMap((toggle) => solve([toggle]))];
  }
}

interface Failure {
  readonly row: number;
  readonly constraint: number;
}

interface Candidate extends Violation {
  readonly failures: readonly Failure[];
}

/** Fewest constraints, then fewest changes, first. */
function rank({ constraints, failures, changes }: Candidate): number {
  return 1e6 * constraints.length + 1e3 * failures.length + changes.length;
}

/** The best candidates, not too many with the same failures. */
function beam(candidates: readonly Candidate[], size: number): Candidate[] {
  const taken = new Map<string, number>();
  return candidates
    .toSorted((a, b) => rank(a) - rank(b))
    .filter(({ constraints }) => {
      const count = taken.get(constraints.join()) ?? 0;
      taken.set(constraints.join(), count + 1);
      return count < MAX_ALIKE;
    })
    .slice(0, size);
}

/** The table with the changes made. */
export function changed(table: FilledTable, changes: readonly CellChange[]): FilledTable {
  const main = table.main.map((column) => column.slice());
  for (const { position, column, value } of changes) main[column]![position] = value;
  return { ...table, main };
}
