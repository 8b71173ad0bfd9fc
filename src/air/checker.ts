/**
 * The checker: evaluates every constraint on every row and every bus of a filled trace and says what fails, by name. A
 * tool for chips' authors and tests; the proof does not depend on it. `MutationChecker` (src/air/mutation.ts) does the same for single changed
 * cells.
 */
import type { Air } from './air.ts';
import type { Bus } from './bus.ts';
import { BusLedger, hashStart, hashStep, hashTuple, SALTS } from './bus-ledger.ts';
import { BLOCK_ROWS, type FilledTable, TableRows } from './evaluate-rows.ts';
import { P } from './expression.ts';

export type { FilledTable } from './evaluate-rows.ts';

/** What the verifier itself sends or receives for a claim. */
export interface PublicTuple {
  readonly bus: Bus;
  readonly isSend: boolean;
  /** Canonical. */
  readonly tuple: readonly number[];
}

export interface ConstraintFinding {
  readonly kind: 'constraint';
  readonly chip: string;
  /** Row of the trace domain, and where it is stored (the record's number in an unordered chip). */
  readonly row: number;
  readonly position: number;
  readonly constraint: number;
  readonly message: string;
  /** The columns that the constraint reads; those of the next row with a prime. */
  readonly columns: Readonly<Record<string, number>>;
}

/** Who touched a tuple: a row of a chip, or the verifier. */
export interface BusUser {
  readonly chip: string;
  readonly row: number;
  readonly position: number;
  readonly interaction: number;
  readonly isSend: boolean;
  readonly multiplicity: number;
}

export interface BusFinding {
  readonly kind: 'bus';
  readonly bus: string;
  readonly tuple: Readonly<Record<string, number>>;
  /** Sends minus receives, between -p/2 and p/2. */
  readonly net: number;
  /** The first few. */
  readonly users: readonly BusUser[];
}

export type Finding = ConstraintFinding | BusFinding;

export interface CheckLimits {
  /** Findings per constraint, and unbalanced tuples per bus. */
  readonly maxPerItem?: number;
}

export const VERIFIER = 'verifier';
const MAX_USERS = 8;

/** Everything that does not hold; empty for an honest trace. Tables that are absent from a run are left out. */
export function checkTables(
  tables: readonly FilledTable[],
  publicTuples: readonly PublicTuple[] = [],
  { maxPerItem = 5 }: CheckLimits = {},
): Finding[] {
  const findings: Finding[] = [];
  const ledger = new BusLedger();
  const rows = tables.map((table) => new TableRows(table, rootsOf(table.air)));
  for (const table of rows) {
    const counts = new Map<number, number>();
    forEachBlock(table, (start, count) => {
      table.table.air.constraints.forEach(({ expr, message }, constraint) => {
        const values = table.values(expr);
        for (let i = 0; i < count; i++) {
          if (values[i] === 0) continue;
          const seen = counts.get(constraint) ?? 0;
          counts.set(constraint, seen + 1);
          if (seen >= maxPerItem) return;
          findings.push(constraintFinding(table, start + i, constraint, message, table.columnsOf(expr, start + i)));
        }
      });
      forEachTuple(table, count, (_, interaction, multiplicity, low, high) => {
        ledger.add(low, high, multiplicity, table.table.air.interactions[interaction]!.isSend);
      });
    });
  }
  for (const { bus, isSend, tuple } of publicTuples) {
    const [low, high] = hashTuple(bus.id, tuple);
    ledger.add(low, high, 1, isSend);
  }
  if (!ledger.isBalanced) findings.push(...busFindings(rows, publicTuples, ledger, maxPerItem));
  return findings;
}

/** Throws with the formatted findings, if any. */
export function assertTables(tables: readonly FilledTable[], publicTuples: readonly PublicTuple[] = []): void {
  const findings = checkTables(tables, publicTuples);
  if (findings.length > 0) throw new Error(`The trace does not hold:\n${findings.map(formatFinding).join('\n')}`);
}

export function formatFinding(finding: Finding): string {
  const list = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} = ${signed(value)}`)
      .join(', ');
  if (finding.kind === 'constraint') {
    const { chip, row, position, message, columns } = finding;
    return `${chip}, row ${row} (position ${position}): not so: "${message}"; ${list(columns)}`;
  }
  const users = finding.users.map(
    ({ chip, position, interaction, isSend, multiplicity }) =>
      `  ${isSend ? 'sent' : 'received'} ${signed(multiplicity)} x by ${chip}, position ${position}, interaction ${interaction}`,
  );
  return [`bus ${finding.bus}: (${list(finding.tuple)}) is unbalanced by ${finding.net}`, ...users].join('\n');
}

/** All expressions that a check of the AIR needs. */
export function rootsOf(air: Air) {
  const tuples = air.interactions.flatMap(({ multiplicity, tuple }) => [multiplicity, ...tuple]);
  return [...air.constraints.map(({ expr }) => expr), ...tuples];
}

export function constraintFinding(
  rows: TableRows,
  position: number,
  constraint: number,
  message: string,
  columns: Readonly<Record<string, number>>,
): ConstraintFinding {
  const { air, name = air.name } = rows.table;
  return { kind: 'constraint', chip: name, row: rows.rowAt(position), position, constraint, message, columns };
}

/** The representative between -p/2 and p/2. */
export function signed(value: number): number {
  return value > P / 2 ? value - P : value;
}

export function namedTuple(bus: Bus, tuple: readonly number[]): Record<string, number> {
  return Object.fromEntries(bus.fields.map((name, i) => [name, tuple[i]!]));
}

export function forEachBlock(rows: TableRows, visit: (start: number, count: number) => void): void {
  for (let start = 0; start < rows.height; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows.height - start);
    rows.evaluateBlock(start, count);
    visit(start, count);
  }
}

const lowHashes = new Uint32Array(BLOCK_ROWS);
const highHashes = new Uint32Array(BLOCK_ROWS);

/** All tuples with a multiplicity in the block evaluated last. */
export function forEachTuple(
  rows: TableRows,
  count: number,
  visit: (i: number, interaction: number, multiplicity: number, low: number, high: number) => void,
): void {
  rows.table.air.interactions.forEach(({ bus, multiplicity, tuple }, interaction) => {
    lowHashes.fill(hashStart(bus.id, SALTS[0]));
    highHashes.fill(hashStart(bus.id, SALTS[1]));
    for (const element of tuple) {
      const values = rows.values(element);
      for (let i = 0; i < count; i++) {
        lowHashes[i] = hashStep(lowHashes[i]!, values[i]!, SALTS[0]);
        highHashes[i] = hashStep(highHashes[i]!, values[i]!, SALTS[1]);
      }
    }
    const multiplicities = rows.values(multiplicity);
    for (let i = 0; i < count; i++) {
      if (multiplicities[i] !== 0) visit(i, interaction, multiplicities[i]!, lowHashes[i]!, highHashes[i]!);
    }
  });
}

/** Second pass: decodes the tuples that do not balance and finds who used them. */
function busFindings(
  tables: readonly TableRows[],
  publicTuples: readonly PublicTuple[],
  ledger: BusLedger,
  maxPerBus: number,
): BusFinding[] {
  const found = new Map<string, { finding: BusFinding; users: BusUser[] }>();
  const perBus = new Map<number, number>();
  const see = (bus: Bus, low: number, high: number, tuple: () => number[], user: BusUser) => {
    const net = ledger.net(low, high);
    if (net === 0) return;
    const key = `${low},${high}`;
    let entry = found.get(key);
    if (entry === undefined) {
      const seen = perBus.get(bus.id) ?? 0;
      if (seen >= maxPerBus) return;
      perBus.set(bus.id, seen + 1);
      const users: BusUser[] = [];
      const finding = { kind: 'bus' as const, bus: bus.name, tuple: namedTuple(bus, tuple()), net: signed(net), users };
      entry = { finding, users };
      found.set(key, entry);
    }
    if (entry.users.length < MAX_USERS) entry.users.push(user);
  };
  for (const { bus, isSend, tuple } of publicTuples) {
    const [low, high] = hashTuple(bus.id, tuple);
    const user = { chip: VERIFIER, row: 0, position: 0, interaction: 0, isSend, multiplicity: 1 };
    see(bus, low, high, () => [...tuple], user);
  }
  for (const rows of tables) {
    const { air, name = air.name } = rows.table;
    forEachBlock(rows, (start, count) => {
      forEachTuple(rows, count, (i, interaction, multiplicity, low, high) => {
        if (ledger.net(low, high) === 0) return;
        const { bus, isSend, tuple } = air.interactions[interaction]!;
        const position = start + i;
        const user = { chip: name, row: rows.rowAt(position), position, interaction, isSend, multiplicity };
        see(bus, low, high, () => tuple.map((element) => rows.values(element)[i]!), user);
      });
    });
  }
  return [...found.values()].map(({ finding }) => finding);
}
