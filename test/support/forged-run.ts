/** What rejects a run of the whole machine after cells of its honest tables were changed. */
import { checkTables } from '../../src/air/checker.ts';
import { publicTuples } from '../../src/air/description.ts';
import { bitReverse, fromWord, toWord } from '../../src/air/modular.ts';
import type { Program } from '../../src/elf/index.ts';
import { publicTerms } from '../../src/machine/chips.ts';
import { countLookups, type FilledMachine } from '../../src/machine/tables.ts';

/**
 * Changes cells of one table and counts lookups anew. Returns the buses that do not balance, and the kinds of other findings.
 */
export function rejections(
  program: Program,
  honest: FilledMachine,
  name: string,
  change: (cells: Cells) => void,
): string[] {
  const tables = honest.tables.map((table) => ({ ...table, main: table.main.map((column) => column.slice()) }));
  change(new Cells(tables.find(({ air }) => air.name === name)!));
  countLookups(tables, true);
  const claim = { entry: program.entryPc / 4, exitCode: honest.exitCode, output: honest.publicOutput };
  const findings = checkTables(tables, publicTuples(publicTerms, claim));
  return [...new Set(findings.map((finding) => ('bus' in finding ? finding.bus : finding.kind)))];
}

/** Cells of a table by column name and record, as canonical values. */
export class Cells {
  readonly #table: FilledMachine['tables'][number];

  constructor(table: FilledMachine['tables'][number]) {
    this.#table = table;
  }

  #column(name: string): Uint32Array {
    return this.#table.main[this.#table.air.mainColumns.indexOf(name)]! as Uint32Array;
  }

  /** Where a row is; of the table's last row it is -1. */
  #position(row: number): number {
    const { isBitReversed, logHeight } = this.#table;
    const index = row < 0 ? row + 2 ** logHeight : row;
    return isBitReversed ? bitReverse(index, logHeight) : index;
  }

  get(column: string, row: number): number {
    return fromWord(this.#column(column)[this.#position(row)]!);
  }

  set(column: string, row: number, value: number): void {
    this.#column(column)[this.#position(row)] = toWord(value);
  }

  clear(row: number): void {
    for (const column of this.#table.main) (column as Uint32Array)[this.#position(row)] = 0;
  }

  copy(from: number, to: number): void {
    for (const column of this.#table.main) (column as Uint32Array)[this.#position(to)] = column[this.#position(from)]!;
  }
}
