/**
 * The environment of one table: tables, one per bus, that receive with free multiplicities exactly what the table sends, so that all buses
 * balance whatever its rows say. Then a change of a row violates constraints only, and a change of the environment a bus only.
 */
import { type Air, AirBuilder } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { rootsOf } from '../../src/air/checker.ts';
import { type FilledTable, TableRows } from '../../src/air/evaluate-rows.ts';
import { addMod, subMod } from '../../src/air/modular.ts';

const MIN_HEIGHT = 8;
const environments = new Map<number, Air>();

/** One per bus in all systems, so that its kernels are made once. */
export function environmentAir(bus: Bus): Air {
  const known = environments.get(bus.id);
  if (known) return known;
  const b = new AirBuilder(`ENVIRONMENT_${bus.name}`);
  const multiplicity = b.main('multiplicity');
  b.receive(
    bus,
    multiplicity,
    bus.fields.map((name) => b.main(name)),
  );
  const air = b.build();
  environments.set(bus.id, air);
  return air;
}

/** The buses of an AIR, in order of first use. */
export function busesOf(air: Air): Bus[] {
  return [...new Set(air.interactions.map(({ bus }) => bus))];
}

/** What one interaction says in one row. */
export interface Statement {
  readonly row: number;
  readonly interaction: number;
  readonly bus: Bus;
  readonly isSend: boolean;
  /** Not 0. */
  readonly multiplicity: number;
  readonly tuple: readonly number[];
}

export function statementsOf(table: FilledTable): Statement[] {
  const rows = new TableRows(table, rootsOf(table.air));
  const statements: Statement[] = [];
  for (let row = 0; row < rows.height; row++) {
    rows.evaluateRow(row, []);
    table.air.interactions.forEach(({ bus, isSend, multiplicity, tuple }, interaction) => {
      const value = rows.value(multiplicity);
      if (value === 0) return;
      const values = tuple.map((element) => rows.value(element));
      statements.push({ row, interaction, bus, isSend, multiplicity: value, tuple: values });
    });
  }
  return statements;
}

/** Columns of the environment tables, by bus; null where nothing is said. */
export function environmentTables(buses: readonly Bus[], statements: readonly Statement[]): (Uint32Array[] | null)[] {
  return buses.map((bus) => {
    const nets = new Map<string, { tuple: readonly number[]; net: number }>();
    for (const { bus: on, isSend, multiplicity, tuple } of statements) {
      if (on !== bus) continue;
      const entry = nets.get(tuple.join()) ?? { tuple, net: 0 };
      entry.net = isSend ? addMod(entry.net, multiplicity) : subMod(entry.net, multiplicity);
      nets.set(tuple.join(), entry);
    }
    const entries = [...nets.values()].filter(({ net }) => net !== 0);
    if (entries.length === 0) return null;
    const height = Math.max(MIN_HEIGHT, 2 ** Math.ceil(Math.log2(entries.length)));
    const columns = Array.from({ length: 1 + bus.fields.length }, () => new Uint32Array(height));
    for (const [row, { tuple, net }] of entries.entries()) {
      columns[0]![row] = net;
      for (const [i, element] of tuple.entries()) columns[1 + i]![row] = element;
    }
    return columns;
  });
}

/** The statements with element `element` of one of them changed. */
export function withOtherElement(statements: readonly Statement[], changed: Statement, element: number): Statement[] {
  const tuple = changed.tuple.with(element, addMod(changed.tuple[element]!, 1));
  return statements.map((statement) => (statement === changed ? { ...changed, tuple } : statement));
}
