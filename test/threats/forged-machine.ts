/**
 * What a cheating prover can do to a run of the machine: change cells of its tables, the claim, the key, then prove with the honest
 * prover's code and no checks. The verifier and, where asked, the reference judge the proof. Lookups are counted anew, so that nothing
 * fails by negligence.
 */
import { checkTables, type Finding } from '../../src/air/checker.ts';
import { publicTuples } from '../../src/air/description.ts';
import { type FilledTable, TableRows } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import { fromWord, toWord } from '../../src/air/modular.ts';
import type { Program } from '../../src/elf/index.ts';
import { machineTables, publicTerms } from '../../src/machine/chips.ts';
import { buildPreprocessed, type PreprocessedTable } from '../../src/machine/preprocessed.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { type Borders, countLookups, type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { presets, type StarkOptions } from '../../src/stark/options.ts';
import { proveTables } from '../../src/stark/prover.ts';
import { type ProvingKey, setupTables } from '../../src/stark/proving-key.ts';
import { allocColumns, Session } from '../../src/stark/session.ts';
import type { TranscriptEvent } from '../../src/stark/transcript.ts';
import { judge } from '../fuzz/judge.ts';
import { program as assembled } from '../machine/programs.ts';
import type { ProbeInput } from './probe.ts';

export const EXIT = 'li a7, 93\n ecall';
const OPTIONS: StarkOptions = presets['one-query'];
const noInput = new Uint8Array(0);

export interface Claim {
  readonly exitCode: number;
  readonly publicOutput: Uint8Array;
}

export interface Lies {
  readonly claim?: Partial<Claim>;
  /** Replaces the key that the prover works with. */
  readonly key?: (honest: ProvingKey) => ProvingKey;
  readonly events?: TranscriptEvent[];
}

/** A memory for proofs of any number of programs, one after the other. */
export class Forger {
  readonly #session: Session;
  readonly #base: number;
  #last: { readonly source: string | Program; readonly key: ProvingKey } | undefined;

  private constructor(session: Session) {
    this.#session = session;
    this.#base = session.arena.mark();
  }

  static async create(): Promise<Forger> {
    return new Forger(await Session.create({ threads: 1 }));
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** The key of a program; frees the one before. `change` may alter the preprocessed columns first. */
  async key(
    program: Program,
    options = OPTIONS,
    change: (tables: readonly PreprocessedTable[]) => void = () => {},
  ): Promise<ProvingKey> {
    this.#last = undefined;
    this.#session.arena.release(this.#base);
    const { maxLogHeight, logFinalLength: minLogHeight } = options;
    const preprocessed = buildPreprocessed(program, { minLogHeight, maxLogHeight });
    change(preprocessed);
    return setupTables(this.#session, machineSystem(), {
      options,
      preprocessed: machineTables.map(({ index }) => preprocessed.find((table) => table.index === index) ?? null),
      entry: program.entryPc / 4,
      insecure: true,
    });
  }

  /** Proves the run as it was made or forged. */
  async prove(run: ForgedRun, key: ProvingKey, { claim, events }: Lies = {}): Promise<Uint8Array> {
    const { arena } = this.#session;
    const mark = arena.mark();
    try {
      const tables = machineTables.map(({ name }) => {
        const table = run.find(name);
        if (table === undefined) return null;
        const columns = allocColumns(this.#session, table.main.length, 2 ** table.logHeight);
        table.main.forEach((column, c) => {
          this.#session.words(columns[c]!, column.length).set(column);
        });
        return { logHeight: table.logHeight, columns };
      });
      const { proof } = await proveTables(this.#session, key, { tables, ...run.claim, ...claim }, { events });
      return proof;
    } finally {
      arena.release(mark);
    }
  }

  /** What the verifier says of the run, proven: a code or `ACCEPTED`. */
  async verdict(run: ForgedRun, lies: Lies = {}): Promise<string> {
    const { proof, key, description } = await this.proofOf(run, lies);
    return judge(proof, key, description);
  }

  async proofOf(run: ForgedRun, lies: Lies = {}): Promise<ProbeInput> {
    run.countLookups();
    if (this.#last?.source !== run.source) {
      const key = await this.key(run.program);
      this.#last = { source: run.source, key };
    }
    const honest = this.#last.key;
    const proof = await this.prove(run, lies.key?.(honest) ?? honest, lies);
    return { proof, key: honest.bytes, description: machineSystem().descriptionBytes };
  }
}

const nameOf = ({ air, name = air.name }: FilledTable): string => name;

/** The tables of one run; cells by table, position and column name, canonical values. */
export class ForgedRun {
  readonly source: string | Program;
  readonly program: Program;
  readonly claim: Claim;
  readonly #tables: FilledTable[];

  private constructor(source: string | Program, program: Program, machine: FilledMachine) {
    this.source = source;
    this.program = program;
    this.claim = { exitCode: machine.exitCode, publicOutput: machine.publicOutput };
    this.#tables = machine.tables.map((table) => ({ ...table, main: table.main.map((column) => column.slice()) }));
  }

  /** @param borders where chips' second tables begin (src/machine/tables.ts) */
  static async of(source: string | Program, input: Uint8Array = noInput, borders: Borders = {}): Promise<ForgedRun> {
    const program = typeof source === 'string' ? assembled(source) : source;
    const bounds = { minLogHeight: OPTIONS.logFinalLength, maxLogHeight: OPTIONS.maxLogHeight };
    return new ForgedRun(source, program, await fillMachine(program, input, bounds, borders));
  }

  get names(): string[] {
    return this.#tables.map(nameOf);
  }

  find(name: string): FilledTable | undefined {
    return this.#tables.find((table) => nameOf(table) === name);
  }

  table(name: string): FilledTable {
    const table = this.find(name);
    if (table === undefined) throw new Error(`The run has no table ${name}.`);
    return table;
  }

  columns(name: string): readonly string[] {
    return this.table(name).air.mainColumns;
  }

  #column(name: string, column: string): Uint32Array {
    const index = this.columns(name).indexOf(column);
    if (index < 0) throw new Error(`${name} has no column ${column}.`);
    return this.table(name).main[index]!;
  }

  get(name: string, position: number, column: string): number {
    return fromWord(this.#column(name, column)[position]!);
  }

  set(name: string, position: number, cells: Readonly<Record<string, number>>): this {
    for (const [column, value] of Object.entries(cells)) {
      this.#column(name, column)[position] = toWord(((value % P) + P) % P);
    }
    return this;
  }

  add(name: string, position: number, cells: Readonly<Record<string, number>>): this {
    for (const [column, by] of Object.entries(cells)) {
      this.set(name, position, { [column]: this.get(name, position, column) + by });
    }
    return this;
  }

  /** First position whose cells have these values. */
  where(name: string, cells: Readonly<Record<string, number>>): number {
    const positions = [...Array(2 ** this.table(name).logHeight).keys()];
    const found = positions.find((position) =>
      Object.entries(cells).every(([column, value]) => this.get(name, position, column) === value),
    );
    if (found === undefined) throw new Error(`${name} has no row with ${JSON.stringify(cells)}.`);
    return found;
  }

  /** Position of the instruction at a byte address. */
  at(name: string, pc: number): number {
    return this.where(name, { pc: pc / 4 });
  }

  /** Position of a cell of memory, by its byte address, in the table of initial memory. */
  cell(address: number): number {
    const index = Math.floor(address / 8);
    return this.where('MEMORY_INIT', { isReal: 1, high: index >>> 16, low: index & 0xffff });
  }

  padding(name: string): number {
    const { main, logHeight } = this.table(name);
    const found = [...Array(2 ** logHeight).keys()].find((position) => main.every((column) => column[position] === 0));
    if (found === undefined) throw new Error(`${name} has no padding.`);
    return found;
  }

  /** Where the trace's next row is stored. */
  next(name: string, position: number): number {
    return new TableRows(this.table(name), []).nextPosition(position);
  }

  copyRow(name: string, from: number, to: number): this {
    for (const column of this.table(name).main) column[to] = column[from]!;
    return this;
  }

  clearRow(name: string, position: number): this {
    for (const column of this.table(name).main) column[position] = 0;
    return this;
  }

  remove(name: string): this {
    this.#tables.splice(this.names.indexOf(name), 1);
    return this;
  }

  /** Multiplicities of the lookup tables as the other tables need them; what no row holds is left out. */
  countLookups(): void {
    countLookups(this.#tables, true);
  }

  /** Names of buses and messages of constraints that do not hold: what the verifier's rejection comes from. */
  broken(claim: Partial<Claim> = {}): string[] {
    this.countLookups();
    const { exitCode, publicOutput } = { ...this.claim, ...claim };
    const tuples = publicTuples(publicTerms, { entry: this.program.entryPc / 4, exitCode, output: publicOutput });
    const name = (finding: Finding) => (finding.kind === 'bus' ? finding.bus : finding.message);
    return [...new Set(checkTables(this.#tables, tuples).map(name))].sort();
  }
}
