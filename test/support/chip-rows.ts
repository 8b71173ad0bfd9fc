/**
 * Rows of one chip under test: filled by the reference interpreter, judged by constraints, lookups (is the tuple in the
 * table?) and the tuples sent and received on other buses. No lookup tables and no other chips are needed, so a forged
 * row can be tried in microseconds.
 */

import { rootsOf } from '../../src/air/checker.ts';
import type { Chip } from '../../src/air/chip.ts';
import { evaluateInt, intToField } from '../../src/air/evaluate-integer.ts';
import { type CellChange, type FilledTable, TableRows } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import type { Int } from '../../src/air/integer.ts';
import { spreadIndex } from '../../src/air/spread.ts';
import { keccakRcTuple } from '../../src/chips/keccak-rc/air.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOWS } from '../../src/executor/precompiles/keccak-layout.ts';
import { rowIdOf } from '../../src/gadgets/keccak.ts';

export type RecordValues = Readonly<Record<string, number | bigint>>;

/** A record's bytes: `layout` is one of src/executor/records.ts; fields not given are 0. */
export function recordBytes(layout: Readonly<Record<string, Int>>, size: number, values: RecordValues): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [name, value] of Object.entries(values)) {
    const node = layout[name]?.node;
    if (node?.kind !== 'field') throw new Error(`The record has no field ${name}.`);
    for (let i = 0; i < node.bytes; i++) {
      view.setUint8(node.offset + i, Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
    }
  }
  return bytes;
}

/** One row per record, in record order, integers; the rest is padding. */
export function fillRows(chip: Chip, records: readonly Uint8Array[], logHeight: number): FilledTable {
  const main = chip.witnesses.map((witness) => {
    const column = new Uint32Array(2 ** logHeight);
    records.forEach((bytes, row) => {
      column[row] = intToField(evaluateInt(witness, new DataView(bytes.buffer, bytes.byteOffset), 0));
    });
    return column;
  });
  return { air: chip.air, logHeight, preprocessed: [], main };
}

export interface Tuple {
  readonly bus: string;
  readonly isSend: boolean;
  readonly multiplicity: number;
  readonly tuple: readonly number[];
}

export interface RowReport {
  /** Messages of the constraints that fail. */
  readonly constraints: readonly string[];
  /** Lookups of what no table holds. */
  readonly lookups: readonly string[];
  /** Everything on buses that are no lookups. */
  readonly tuples: readonly Tuple[];
  readonly isAccepted: boolean;
}

export class ChipRows {
  readonly table: FilledTable;
  readonly #rows: TableRows;

  constructor(table: FilledTable) {
    this.table = table;
    this.#rows = new TableRows(table, rootsOf(table.air));
  }

  column(name: string): number {
    const column = this.table.air.mainColumns.indexOf(name);
    if (column < 0) throw new Error(`${this.table.air.name} has no column ${name}.`);
    return column;
  }

  value(name: string, row = 0): number {
    return this.#rows.cell('main', this.column(name), row);
  }

  /** @param forged column name -> value of this row; taken mod p. */
  report(row = 0, forged: RecordValues = {}): RowReport {
    const changes = Object.entries(forged).map(([name, value]) => ({
      position: row,
      column: this.column(name),
      value: Number(((BigInt(value) % BigInt(P)) + BigInt(P)) % BigInt(P)),
    }));
    return this.reportChanges(row, changes);
  }

  reportChanges(row: number, changes: readonly CellChange[]): RowReport {
    const { air } = this.table;
    this.#rows.evaluateRow(row, changes);
    const constraints = air.constraints.filter(({ expr }) => this.#rows.value(expr) !== 0).map((c) => c.message);
    const lookups: string[] = [];
    const tuples: Tuple[] = [];
    for (const { bus, isSend, multiplicity, tuple } of air.interactions) {
      const m = this.#rows.value(multiplicity);
      if (m === 0) continue;
      const values = tuple.map((element) => this.#rows.value(element));
      if (bus.lookup === undefined) tuples.push({ bus: bus.name, isSend, multiplicity: m, tuple: values });
      else if (m !== 1 || !isSend || !isInTable(bus.name, values)) lookups.push(`${bus.name} ${m} x (${values})`);
    }
    return { constraints, lookups, tuples, isAccepted: constraints.length + lookups.length === 0 };
  }
}

function isInTable(bus: string, tuple: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0] = tuple;
  switch (bus) {
    case 'range16':
      return a < 65536;
    case 'bytePair':
      return a < 256 && b < 256;
    case 'byteXor':
      return a < 256 && b < 256 && c === (a ^ b);
    case 'keccakRc':
      return isKeccakRow(tuple);
    case 'spread':
      return Number.isFinite(spreadIndex(a, b));
    case 'rangeBits':
      return a <= 16 && b < 2 ** a && c === 2 ** a;
    default:
      throw new Error(`${bus} is no lookup.`);
  }
}

function isKeccakRow(tuple: readonly number[]): boolean {
  const [state, window] = [tuple[0]! % rowIdOf(0, 1), Math.floor(tuple[0]! / rowIdOf(0, 1))];
  return state <= KECCAK_ROUNDS && window < KECCAK_WINDOWS && keccakRcTuple(state, window).join() === tuple.join();
}

/** Columns, by name, of which some change in a live row breaks nothing in that row: no constraint, lookup or tuple. */
export function unnoticedChanges(
  rows: ChipRows,
  live: readonly number[],
  deltas = [1, P - 1, 65536, 12345678],
  isNextRead = false,
): string[] {
  const unnoticed = new Set<string>();
  for (const row of live) {
    // The row before reads this one, if any does.
    const readers = isNextRead ? [row, row - 1] : [row];
    const honest = readers.map((reader) => rows.reportChanges(reader, []));
    rows.table.air.mainColumns.forEach((name, column) => {
      for (const delta of deltas) {
        const value = (rows.value(name, row) + delta) % P;
        const isUnnoticed = readers.every((reader, i) => {
          const report = rows.reportChanges(reader, [{ position: row, column, value }]);
          return report.isAccepted && JSON.stringify(report.tuples) === JSON.stringify(honest[i]!.tuples);
        });
        if (isUnnoticed) unnoticed.add(name);
      }
    });
  }
  return [...unnoticed];
}

/** Asserts that an all-zero row holds and touches no bus. */
export function isSilentPadding(rows: ChipRows, row: number): boolean {
  const report = rows.reportChanges(row, []);
  return report.isAccepted && report.tuples.length === 0;
}

/** Four 16-bit limbs. */
export function limbs(value: bigint): number[] {
  return [0, 1, 2, 3].map((i) => Number((BigInt.asUintN(64, value) >> BigInt(16 * i)) & 0xffffn));
}

export function fromLimbs(values: readonly number[]): bigint {
  return values.reduce((sum, limb, i) => sum + (BigInt(limb) << BigInt(16 * i)), 0n);
}
