/**
 * What a single changed cell of an honest trace breaks: the constraints of the rows that read it and the buses of those rows. Cheap
 * enough to try every column of every chip (witness mutation, a test of missing constraints).
 *
 * A tuple may be received by a table whose multiplicity is free (a main column that nothing else reads, over a tuple of
 * preprocessed columns: lookup tables, the program); a prover would just count it there. So such a tuple counts as balanced
 * if that table holds it.
 */
import type { Air, Interaction } from './air.ts';
import { BusLedger, hashTuple } from './bus-ledger.ts';
import { constraintFinding, type Finding, forEachBlock, forEachTuple, namedTuple, rootsOf, signed } from './checker.ts';
import { type CellChange, type FilledTable, reachable, TableRows } from './evaluate-rows.ts';
import { addMod, subMod } from './modular.ts';

export class MutationChecker {
  readonly #rows: readonly TableRows[];
  /** Tuples that a table with a free multiplicity holds. */
  readonly #absorbable = new BusLedger();
  readonly #freeInteractions = new Map<Air, ReadonlySet<number>>();

  /** @param tables an honest trace: all findings are relative to it. */
  constructor(tables: readonly FilledTable[]) {
    this.#rows = tables.map((table) => new TableRows(table, rootsOf(table.air)));
    for (const rows of this.#rows) {
      const { air } = rows.table;
      const free = freeInteractions(air);
      this.#freeInteractions.set(air, free);
      if (free.size > 0) this.#collectAbsorbable(rows, free);
    }
  }

  /** Canonical value of a main cell. */
  cell(table: number, column: number, position: number): number {
    return this.#rows[table]!.cell('main', column, position);
  }

  /** Findings after the changes (main cells of one table, canonical values); empty if nothing notices. */
  check(table: number, changes: readonly CellChange[]): Finding[] {
    const rows = this.#rows[table]!;
    const { air } = rows.table;
    const isNextRead = changes.some(({ column }) => air.mainNext.includes(column));
    const positions = new Set(changes.map(({ position }) => position));
    if (isNextRead) for (const { position } of changes) positions.add(rows.previousPosition(position));
    const findings: Finding[] = [];
    const deltas = new Map<string, { interaction: Interaction; tuple: number[]; net: number; isOwnCount: boolean }>();
    const free = this.#freeInteractions.get(air)!;
    const count = (isAfter: boolean) => {
      air.interactions.forEach((interaction, i) => {
        const multiplicity = rows.value(interaction.multiplicity);
        if (multiplicity === 0) return;
        const tuple = interaction.tuple.map((element) => rows.value(element));
        const key = `${interaction.bus.id}:${tuple}`;
        const entry = deltas.get(key) ?? { interaction, tuple, net: 0, isOwnCount: false };
        const isPlus = interaction.isSend === isAfter;
        entry.net = isPlus ? addMod(entry.net, multiplicity) : subMod(entry.net, multiplicity);
        entry.isOwnCount ||= free.has(i);
        deltas.set(key, entry);
      });
    };
    for (const position of positions) {
      rows.evaluateRow(position, []);
      count(false);
      rows.evaluateRow(position, changes);
      count(true);
      air.constraints.forEach(({ expr, message }, constraint) => {
        if (rows.value(expr) === 0) return;
        const columns = rows.columnsOf(expr, position, changes);
        findings.push(constraintFinding(rows, position, constraint, message, columns));
      });
    }
    for (const { interaction, tuple, net, isOwnCount } of deltas.values()) {
      const { bus } = interaction;
      if (net === 0 || (!isOwnCount && this.#absorbable.has(...hashTuple(bus.id, tuple)))) continue;
      findings.push({ kind: 'bus', bus: bus.name, tuple: namedTuple(bus, tuple), net: signed(net), users: [] });
    }
    return findings;
  }

  #collectAbsorbable(rows: TableRows, free: ReadonlySet<number>): void {
    const { air } = rows.table;
    forEachBlock(rows, (_, count) => {
      // As if every row were used.
      for (const interaction of free) rows.values(air.interactions[interaction]!.multiplicity).fill(1);
      forEachTuple(rows, count, (_i, interaction, _multiplicity, low, high) => {
        if (free.has(interaction)) this.#absorbable.add(low, high, 1, true);
      });
    });
  }
}

/** Interactions with a free multiplicity over a fixed tuple. */
function freeInteractions(air: Air): ReadonlySet<number> {
  const isRead = new Set(reachable(air.constraints.map(({ expr }) => expr)));
  for (const { tuple } of air.interactions) for (const expr of reachable(tuple)) isRead.add(expr);
  const free = new Set<number>();
  air.interactions.forEach(({ multiplicity, tuple }, i) => {
    const { node } = multiplicity;
    const isFixed = reachable(tuple).every(({ node: n }) => n.kind !== 'column' || n.part === 'preprocessed');
    if (node.kind === 'column' && node.part === 'main' && isFixed && !isRead.has(multiplicity)) free.add(i);
  });
  return free;
}

export interface ColumnReport {
  readonly chip: string;
  readonly column: string;
  /** How many changes were tried, and how many of them nothing noticed. */
  readonly tried: number;
  readonly unnoticed: number;
}

export interface MutationOptions {
  /** Which positions of a table to try (live rows); all columns are changed there one at a time. */
  readonly positions: (table: FilledTable) => readonly number[];
  /** What to add to a cell, mod p. */
  readonly deltas: readonly number[];
}

/**
 * Tries changes of every main column. A column of which no change is noticed is a bug or has to be listed with its reason; some unnoticed changes
 * are worth a look.
 */
export function mutateColumns(tables: readonly FilledTable[], options: MutationOptions): ColumnReport[] {
  const checker = new MutationChecker(tables);
  return tables.flatMap((filled, table) => {
    const positions = options.positions(filled);
    return filled.air.mainColumns.map((name, column) => {
      let unnoticed = 0;
      for (const position of positions) {
        for (const delta of options.deltas) {
          const value = addMod(checker.cell(table, column, position), delta);
          if (checker.check(table, [{ position, column, value }]).length === 0) unnoticed++;
        }
      }
      return { chip: filled.air.name, column: name, tried: positions.length * options.deltas.length, unnoticed };
    });
  });
}
