/**
 * Forged tables and claims: what a cheating prover could put in the place of an honest run, lookups counted anew. Each is
 * rejected by a named constraint or bus; the honest run of the same harness is accepted.
 */
import { describe, expect, it } from 'vitest';
import { checkTables, type Finding } from '../../src/air/checker.ts';
import { publicTuples } from '../../src/air/description.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import { fromWord, toWord } from '../../src/air/modular.ts';
import { publicTerms } from '../../src/machine/chips.ts';
import { buildPreprocessed } from '../../src/machine/preprocessed.ts';
import { countLookups, type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { control, keccakWork, output, program, programs } from './programs.ts';

const EXIT = 'li a7, 93\n ecall';
const noInput: Uint8Array = new Uint8Array(0);

/** A table of the run, whose cells can be read and changed by column name, position and canonical value. */
class Forgery {
  readonly #tables: FilledTable[];
  readonly #machine: FilledMachine;

  constructor(machine: FilledMachine) {
    this.#machine = machine;
    this.#tables = machine.tables.map((table) => ({ ...table, main: table.main.map((column) => column.slice()) }));
  }

  static async of(source: string, input: Uint8Array = noInput): Promise<Forgery> {
    return new Forgery(await fillMachine(program(source), input));
  }

  table(name: string): FilledTable {
    return this.#tables.find(({ air }) => air.name === name)!;
  }

  get names(): string[] {
    return this.#tables.map(({ air }) => air.name);
  }

  get(name: string, position: number, column: string): number {
    const table = this.table(name);
    return fromWord(table.main[table.air.mainColumns.indexOf(column)]![position]!);
  }

  set(name: string, position: number, cells: Readonly<Record<string, number>>): this {
    const table = this.table(name);
    for (const [column, value] of Object.entries(cells)) {
      table.main[table.air.mainColumns.indexOf(column)]![position] = toWord(((value % P) + P) % P);
    }
    return this;
  }

  /** Position of the live row at a pc (byte address). */
  at(name: string, pc: number): number {
    const table = this.table(name);
    const positions = [...Array(2 ** table.logHeight).keys()];
    return positions.find((position) => this.get(name, position, 'pc') === pc / 4)!;
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

  /** Names of buses and messages of constraints that do not hold. */
  rejections(claim: { exitCode?: number; output?: Uint8Array; entry?: number } = {}): string[] {
    countLookups(this.#tables, true);
    const { exitCode, publicOutput } = this.#machine;
    const honest = { entry: 0x10000 / 4, exitCode, output: publicOutput };
    const findings = checkTables(this.#tables, publicTuples(publicTerms, { ...honest, ...claim }));
    const name = (finding: Finding) => (finding.kind === 'bus' ? finding.bus : finding.message);
    return [...new Set(findings.map(name))].sort();
  }
}

describe('the honest run', () => {
  it('is accepted by the harness', async () => {
    expect((await Forgery.of(control)).rejections()).toEqual([]);
  });
});

describe('time', () => {
  const source = `
    li a0, 1
    li a0, 2
    mv a1, a0
    ${EXIT}`;

  it('does not stand still or run backwards', async () => {
    const stale = await Forgery.of(source);
    const read = stale.at('ADDI', 0x10008);
    // The first write's token instead of the second's.
    const first = stale.get('ADDI', stale.at('ADDI', 0x10000), 'ts') + 2;
    stale.set('ADDI', read, { rs1PrevTs: first, a0: 1, r0: 1 });
    expect(stale.rejections()).toContain('register');
    for (const ahead of [0, 1, 1000]) {
      const future = await Forgery.of(source);
      future.set('ADDI', read, { rs1PrevTs: future.get('ADDI', read, 'ts') + ahead });
      expect(future.rejections()).toContain('range16');
    }
  });

  it('does not go back by a gap of p - 1', async () => {
    const forgery = await Forgery.of(source);
    const read = forgery.at('ADDI', 0x10008);
    const wrapped = forgery.get('ADDI', read, 'ts') + 1;
    expect(forgery.set('ADDI', read, { rs1PrevTs: wrapped }).rejections()).toContain('range16');
  });
});

describe('registers', () => {
  it('x0 is not written', async () => {
    const forgery = await Forgery.of(`addi x0, x0, 5\n add a0, x0, x0\n ${EXIT}`);
    const write = forgery.at('ADDI', 0x10000);
    const ts = forgery.get('ADDI', write, 'ts');
    forgery.set('ADDI', write, { rd: 0, rdPrevTs: ts, rdPrev0: 0 });
    const read = forgery.at('ADD', 0x10004);
    forgery.set('ADD', read, { rs1PrevTs: ts + 2, a0: 5, b0: 5, r0: 10 });
    expect(forgery.rejections()).toContain('decode');
  });

  it('the final token is the last one', async () => {
    const forgery = await Forgery.of(`li a5, 5\n ${EXIT}`);
    forgery.set('REGISTER', 15, { final0: 6 });
    expect(forgery.rejections()).toEqual(['register']);
  });
});

describe('the program', () => {
  it('has no other instruction than the one executed', async () => {
    const source = `li a1, 7\n li a2, 5\n sub a0, a1, a2\n ${EXIT}`;
    const forgery = await Forgery.of(source);
    const row = forgery.at('ADD', 0x10008);
    forgery.set('ADD', row, { isSub: 0, isAdd: 1, r0: 12 });
    expect(forgery.rejections()).toContain('decode');
  });

  it('has no instruction in the padding of DECODE', async () => {
    const forgery = await Forgery.of(`li a0, 0\n ${EXIT}`);
    const last = 2 ** forgery.table('DECODE').logHeight - 1;
    expect(forgery.set('DECODE', last, { count: 1 }).rejections()).toEqual(['decode']);
  });

  it('goes on after the instruction, and starts at the entry', async () => {
    const source = `li a0, 1\n li a0, 2\n ${EXIT}`;
    const skipping = await Forgery.of(source);
    const skipped = skipping.at('ADDI', 0x10004);
    expect(skipping.clearRow('ADDI', skipped).rejections()).toContain('execution');
    expect((await Forgery.of(source)).rejections({ entry: 0x10004 / 4 })).toEqual(['execution']);
  });
});

describe('branches', () => {
  it('go where the condition says', async () => {
    const source = `li a1, 1\n beq a1, a1, over\n li a0, 9\n over: ${EXIT}`;
    const forgery = await Forgery.of(source);
    const branch = forgery.at('BEQ', 0x10004);
    const rejections = forgery.set('BEQ', branch, { isEqual: 0, lowHint: 1 }).rejections();
    expect(rejections).toContain('not equal means that some limb differs');
  });
});

describe('the end', () => {
  it('comes once, and with the code claimed', async () => {
    const source = `li a0, 3\n ${EXIT}`;
    const none = await Forgery.of(source);
    expect(none.remove('EXIT').rejections()).toEqual(expect.arrayContaining(['execution', 'exit']));
    const twice = await Forgery.of(source);
    expect(twice.copyRow('EXIT', 0, 1).rejections()).toEqual(expect.arrayContaining(['execution', 'exit', 'register']));
    for (const exitCode of [0, 2, 4, 0x10003, 0x80000003]) {
      expect((await Forgery.of(source)).rejections({ exitCode }), `${exitCode}`).toEqual(['exit']);
    }
  });

  it('is not followed by more rows', async () => {
    const forgery = await Forgery.of(`li a0, 3\n ${EXIT}`);
    const after = 2 ** forgery.table('ADDI').logHeight - 1;
    const ts = forgery.get('EXIT', 0, 'ts');
    forgery.copyRow('ADDI', forgery.at('ADDI', 0x10000), after).set('ADDI', after, { ts: ts + 3 });
    expect(forgery.rejections()).toContain('execution');
  });

  it('includes the whole output and nothing else', async () => {
    const { input } = programs.output!;
    const { publicOutput } = await fillMachine(program(output), input);
    const changed = publicOutput.slice();
    changed[3]! ^= 1;
    const swapped = publicOutput.slice();
    [swapped[0], swapped[1]] = [swapped[1]!, swapped[0]!];
    const extended = Uint8Array.of(...publicOutput, 0);
    const forgery = await Forgery.of(output, input);
    expect(forgery.rejections()).toEqual([]);
    const claims: Uint8Array[] = [
      changed,
      swapped,
      extended,
      publicOutput.slice(1),
      publicOutput.slice(0, -1),
      noInput,
    ];
    for (const claimed of claims) {
      expect(forgery.rejections({ output: claimed })).toContain('output');
    }
  });
});

describe('tables', () => {
  it('cannot be left out of a run that uses them', async () => {
    const { input } = programs.output!;
    const tried = new Set<string>();
    for (const [source, bytes] of [
      // First, for only here KECCAK_RC is used.
      [keccakWork, noInput],
      [control, noInput],
      [output, input],
    ] as const) {
      const machine = await fillMachine(program(source), bytes);
      for (const name of machine.tables.map(({ air }) => air.name).filter((candidate) => !tried.has(candidate))) {
        tried.add(name);
        expect(new Forgery(machine).remove(name).rejections().length, name).toBeGreaterThan(0);
      }
    }
    expect(tried.size).toBeGreaterThan(15);
  });

  // Negative control: tables for another program are consistent in themselves; only the preprocessed root tells.
  it('of another program differ in the preprocessed columns alone', async () => {
    const [one, other] = [program(`li a0, 1\n ${EXIT}`), program(`li a0, 2\n ${EXIT}`)];
    const forged = new Forgery(await fillMachine(other, noInput));
    expect(forged.rejections()).toEqual([]);
    const bounds = { minLogHeight: 4, maxLogHeight: 22 };
    const differing = buildPreprocessed(one, bounds).filter(({ columns }, i) => {
      const others = buildPreprocessed(other, bounds)[i]!.columns;
      return columns.some((column, c) => column.some((word, row) => word !== others[c]![row]));
    });
    expect(differing.map(({ name }) => name)).toEqual(['DECODE', 'IMAGE']);
  });
});
