/**
 * Evaluation of an AIR's expressions over a filled table, on plain numbers: many rows at once (node by node over a block of
 * rows, so that every inner loop is one field operation), or one row with a few cells replaced.
 */
import { type Air, AirError } from './air.ts';
import type { Expr } from './expression.ts';
import { addMod, bitReverse, fromWord, mulMod, subMod } from './modular.ts';

/** Columns of one table of a run. */
export interface FilledTable {
  readonly air: Air;
  /** Unless it is the AIR's: two tables may have one AIR. */
  readonly name?: string;
  readonly logHeight: number;
  readonly preprocessed: readonly Uint32Array[];
  readonly main: readonly Uint32Array[];
  /** Columns hold Montgomery words; else canonical integers. */
  readonly isWords?: boolean;
  /** Position j holds row bitrev(j) (docs/protocol.md, section 1); else row j. */
  readonly isBitReversed?: boolean;
}

export const BLOCK_ROWS = 1024;

/** A cell of a table in the place of its stored value; canonical. */
export interface CellChange {
  readonly position: number;
  readonly column: number;
  readonly value: number;
}

export class TableRows {
  readonly table: FilledTable;
  readonly height: number;
  readonly #nodes: readonly Expr[];
  readonly #blocks = new Map<Expr, Uint32Array>();
  readonly #scalars: Float64Array;

  /** @param roots expressions whose values will be asked for. */
  constructor(table: FilledTable, roots: readonly Expr[]) {
    this.table = table;
    this.height = 2 ** table.logHeight;
    const { air } = table;
    for (const [columns, names] of [
      [table.preprocessed, air.preprocessedColumns],
      [table.main, air.mainColumns],
    ] as const) {
      if (columns.length !== names.length || columns.some((column) => column.length < this.height)) {
        throw new AirError('BadTable', `${air.name}: expected ${names.length} columns of ${this.height} rows.`);
      }
    }
    this.#nodes = reachable(roots);
    this.#scalars = new Float64Array(air.expressions.nodes.length);
  }

  /** Row of the trace domain at a storage position. */
  rowAt(position: number): number {
    return this.table.isBitReversed ? bitReverse(position, this.table.logHeight) : position;
  }

  nextPosition(position: number): number {
    if (!this.table.isBitReversed) return (position + 1) % this.height;
    return bitReverse((bitReverse(position, this.table.logHeight) + 1) % this.height, this.table.logHeight);
  }

  previousPosition(position: number): number {
    const { logHeight } = this.table;
    if (!this.table.isBitReversed) return (position + this.height - 1) % this.height;
    return bitReverse((bitReverse(position, logHeight) + this.height - 1) % this.height, logHeight);
  }

  /** Canonical value of a cell. */
  cell(part: 'preprocessed' | 'main', column: number, position: number): number {
    const stored = this.table[part][column]![position]!;
    return this.table.isWords ? fromWord(stored) : stored;
  }

  /** Evaluates positions start..start + count - 1; then `values` gives an expression's values. */
  evaluateBlock(start: number, count: number): void {
    for (const expr of this.#nodes) {
      let out = this.#blocks.get(expr);
      const { node } = expr;
      if (out === undefined) {
        out = new Uint32Array(BLOCK_ROWS);
        this.#blocks.set(expr, out);
        if (node.kind === 'constant') out.fill(node.value);
      }
      switch (node.kind) {
        case 'constant':
          break;
        case 'column':
          this.#loadColumn(out, this.table[node.part][node.index]!, node.isNext, start, count);
          break;
        case 'selector':
          for (let i = 0; i < count; i++) out[i] = this.#selector(node.selector, start + i);
          break;
        default: {
          const a = this.#blocks.get(node.a)!;
          const b = this.#blocks.get(node.b)!;
          if (node.kind === 'add') for (let i = 0; i < count; i++) out[i] = addMod(a[i]!, b[i]!);
          else if (node.kind === 'sub') for (let i = 0; i < count; i++) out[i] = subMod(a[i]!, b[i]!);
          else for (let i = 0; i < count; i++) out[i] = mulMod(a[i]!, b[i]!);
        }
      }
    }
  }

  values(expr: Expr): Uint32Array {
    return this.#blocks.get(expr)!;
  }

  /** Evaluates one position with some cells replaced; then `value` gives an expression's value. */
  evaluateRow(position: number, changes: readonly CellChange[]): void {
    const next = this.nextPosition(position);
    for (const expr of this.#nodes) {
      const { node } = expr;
      let value: number;
      switch (node.kind) {
        case 'constant':
          value = node.value;
          break;
        case 'column': {
          const at = node.isNext ? next : position;
          const change =
            node.part === 'main' ? changes.find((c) => c.column === node.index && c.position === at) : undefined;
          value = change ? change.value : this.cell(node.part, node.index, at);
          break;
        }
        case 'selector':
          value = this.#selector(node.selector, position);
          break;
        case 'add':
          value = addMod(this.#scalars[node.a.id]!, this.#scalars[node.b.id]!);
          break;
        case 'sub':
          value = subMod(this.#scalars[node.a.id]!, this.#scalars[node.b.id]!);
          break;
        case 'mul':
          value = mulMod(this.#scalars[node.a.id]!, this.#scalars[node.b.id]!);
          break;
      }
      this.#scalars[expr.id] = value;
    }
  }

  value(expr: Expr): number {
    return this.#scalars[expr.id]!;
  }

  /** Values of the columns that an expression reads at a position, by name; next-row ones with a prime. */
  columnsOf(expr: Expr, position: number, changes: readonly CellChange[] = []): Record<string, number> {
    const values: Record<string, number> = {};
    const next = this.nextPosition(position);
    for (const { node } of reachable([expr])) {
      if (node.kind !== 'column') continue;
      const at = node.isNext ? next : position;
      const change =
        node.part === 'main' ? changes.find((c) => c.column === node.index && c.position === at) : undefined;
      const { air } = this.table;
      const names = node.part === 'main' ? air.mainColumns : air.preprocessedColumns;
      values[names[node.index]! + (node.isNext ? "'" : '')] = change?.value ?? this.cell(node.part, node.index, at);
    }
    return values;
  }

  #loadColumn(out: Uint32Array, column: Uint32Array, isNext: boolean, start: number, count: number): void {
    if (isNext) for (let i = 0; i < count; i++) out[i] = column[this.nextPosition(start + i)]!;
    else out.set(column.subarray(start, start + count));
    if (this.table.isWords) for (let i = 0; i < count; i++) out[i] = fromWord(out[i]!);
  }

  /** On rows of the trace, where only zero or not matters: isTransition is 1 except on the last row. */
  #selector(selector: 'isFirst' | 'isLast' | 'isTransition', position: number): number {
    const row = this.rowAt(position);
    if (selector === 'isFirst') return row === 0 ? 1 : 0;
    const isLast = row === this.height - 1;
    return isLast === (selector === 'isLast') ? 1 : 0;
  }
}

/** Nodes below the roots, operands first. */
export function reachable(roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const stack = [...roots];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (seen.has(expr)) continue;
    seen.add(expr);
    const { node } = expr;
    if (node.kind === 'add' || node.kind === 'sub' || node.kind === 'mul') stack.push(node.a, node.b);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
