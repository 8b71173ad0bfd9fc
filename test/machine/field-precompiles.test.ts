/**
 * The field precompiles in whole runs: what they compute, proven and verified; and what a cheating prover could put in the place of
 * an honest trace. Misaligned and non-canonical operands trap in the executor (src/executor/precompiles/field.test.ts); that no row
 * stands for them is shown by the chips' own tests, and here for tables whose other parts are made to fit.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTables, type Finding } from '../../src/air/checker.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import { fromWord, toWord } from '../../src/air/modular.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { countLookups, type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { verify } from '../../src/verify/index.ts';
import { verifyReference } from '../reference/verifier.ts';
import { elfFromAssembly } from '../support/elf.ts';
import {
  callProgram,
  dotWords,
  extMulCall,
  fieldDotCall,
  P_MINUS_1,
  productWords,
  randomWords,
} from '../support/field-calls.ts';
import { Random } from '../support/random.ts';

const empty = new Uint8Array(0);
const AT = 0x200000;
const random = new Random(21);

type Cells = Readonly<Record<string, number>>;

/** The tables of a run, changed. */
class Forged {
  readonly tables: FilledTable[];
  readonly #machine: FilledMachine;

  constructor(machine: FilledMachine) {
    this.#machine = machine;
    this.tables = machine.tables.map((table) => ({ ...table, main: table.main.map((column) => column.slice()) }));
  }

  table(name: string): FilledTable {
    return this.tables.find(({ air }) => air.name === name)!;
  }

  #column(name: string, column: string): Uint32Array {
    const { air, main } = this.table(name);
    const index = air.mainColumns.indexOf(column);
    if (index < 0) throw new Error(`${name} has no column ${column}.`);
    return main[index]!;
  }

  get(name: string, row: number, column: string): number {
    return fromWord(this.#column(name, column)[row]!);
  }

  set(name: string, row: number, cells: Cells): this {
    for (const [column, value] of Object.entries(cells)) {
      this.#column(name, column)[row] = toWord(((value % P) + P) % P);
    }
    return this;
  }

  add(name: string, row: number, cells: Cells): this {
    return this.set(
      name,
      row,
      Object.fromEntries(Object.entries(cells).map(([column, value]) => [column, this.get(name, row, column) + value])),
    );
  }

  copyRow(name: string, from: number, to: number): this {
    for (const column of this.table(name).main) column[to] = column[from]!;
    return this;
  }

  swapRows(name: string, a: number, b: number): this {
    for (const column of this.table(name).main) [column[a], column[b]] = [column[b]!, column[a]!];
    return this;
  }

  rejections(): string[] {
    countLookups(this.tables, true);
    const name = (finding: Finding) => (finding.kind === 'bus' ? finding.bus : finding.message);
    return [...new Set(checkTables(this.tables, this.#machine.publicTuples).map(name))].sort();
  }
}

const words = randomWords(random, 8).map((word) => Math.max(word, 70000));
const weights = randomWords(random, 40);
const memory = { [AT]: words, [AT + 64]: weights };

describe('a sum of terms', () => {
  const source = fieldDotCall(AT - 64, AT, AT + 64, 7) + fieldDotCall(AT - 32, AT, AT + 64, 7);
  const run = fillMachine(callProgram(source, memory), empty);
  const forged = async () => new Forged(await run);

  it('is accepted by the harness', async () => {
    expect((await forged()).rejections()).toEqual([]);
  });

  it('has all its terms, once, in their order', async () => {
    const dropped = await forged();
    for (const column of dropped.table('DOT_TERMS').main) column[1] = 0;
    expect(dropped.rejections()).toEqual(expect.arrayContaining(['dot', 'memory']));

    const twice = (await forged()).copyRow('DOT_TERMS', 1, 8);
    expect(twice.rejections()).toEqual(expect.arrayContaining(['dot', 'memory']));

    // Rows 1 and 2 change places in the chain, each with the other's position and sum.
    const swapped = await forged();
    const [w1, w2] = [swapped.get('DOT_TERMS', 1, 'wordsCell'), swapped.get('DOT_TERMS', 2, 'wordsCell')];
    swapped.set('DOT_TERMS', 1, { wordsCell: w2 }).set('DOT_TERMS', 2, { wordsCell: w1 });
    expect(swapped.rejections()).toEqual(expect.arrayContaining(['memory']));

    // The order of rows in the table means nothing.
    expect((await forged()).swapRows('DOT_TERMS', 1, 2).rejections()).toEqual([]);
  });

  it('is not shared between calls', async () => {
    // The second call's rows with the time of the first.
    const shared = await forged();
    for (let row = 4; row < 8; row++) shared.set('DOT_TERMS', row, { ts: shared.get('DOT_TERMS', 0, 'ts') });
    expect(shared.rejections()).toEqual(expect.arrayContaining(['dot']));
  });

  it('does not end before its last term', async () => {
    const shorter = await forged();
    for (const column of shorter.table('DOT_TERMS').main) column[3] = 0;
    const sums = [0, 1, 2, 3, 4].map((k) => shorter.get('DOT_TERMS', 3, `sum${k}`));
    expect(sums).toEqual([0, 0, 0, 0, 0]);
    expect(shorter.rejections()).toContain('dot');
  });

  it('starts with nothing', async () => {
    const more = await forged();
    for (let row = 0; row < 4; row++) more.add('DOT_TERMS', row, { sum0: 1 });
    more.add('DOT', 0, { result0Low: 1 });
    expect(more.rejections()).toContain('dot');
  });

  it('has no loop of rows outside a call', async () => {
    // Two rows that follow each other would each need the other's position.
    const loop = (await forged()).copyRow('DOT_TERMS', 0, 8).copyRow('DOT_TERMS', 1, 9);
    loop.set('DOT_TERMS', 8, { ts: 1 }).set('DOT_TERMS', 9, { ts: 1 });
    expect(loop.rejections()).toContain('dot');
  });

  it('leaves the half cell beside the result as it was', async () => {
    const beside = await forged();
    beside.add('DOT', 0, { out2Limb2: 1 });
    expect(beside.rejections()).toContain('memory');
  });
});

describe('operands that trap, in runs whose private input makes everything else fit', () => {
  const INPUT = 0x60000010;
  const AFTER = AT + 0x400;
  const u32s = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const half = (P + 1) / 2;

  /** Changes the low limbs of the first input cell, which nothing writes. */
  function changeInput(forged: Forged, limbs: readonly [number, number]): void {
    const rows = [...Array(2 ** forged.table('MEMORY_INIT').logHeight).keys()];
    const at = (row: number) => 65536 * forged.get('MEMORY_INIT', row, 'high') + forged.get('MEMORY_INIT', row, 'low');
    const row = rows.find((candidate) => at(candidate) === INPUT / 8)!;
    forged.set('MEMORY_INIT', row, {
      initial0: limbs[0],
      initial1: limbs[1],
      final0: limbs[0],
      final1: limbs[1],
    });
  }

  it('a word of p or more is refused by its constraint alone', async () => {
    const run = await fillMachine(callProgram(fieldDotCall(AFTER, INPUT, AT, 2), memory), u32s(1, 5));
    const forged = new Forged(run);
    // 1 + p has the value of 1 in F: the sum stays.
    changeInput(forged, [2, 0x7800]);
    forged.set('DOT_TERMS', 0, { words0: 2, words1: 0x7800 });
    expect(forged.rejections()).toEqual(['word0Top: a word with the top high limb has low limb 0']);
    const far = new Forged(run);
    changeInput(far, [3, 0xf000]);
    far.set('DOT_TERMS', 0, { words0: 3, words1: 0xf000 });
    const table = far.rejections();
    expect(table).toContain('range16');
  });

  it.each([
    ['a1', 1],
    ['a1', 2],
    ['a2', 1],
    ['a2', 3],
  ] as const)('a product with %s moved by %i bytes finds no cell', async (register, offset) => {
    const load = `li s0, ${INPUT}\n li a1, ${AT}\n li a2, ${AT + 64}\n ld ${register}, 0(s0)\n li a0, ${AFTER}`;
    const pointer = register === 'a1' ? AT : AT + 64;
    const run = await fillMachine(callProgram(`${load}\n li a7, 0x10000004\n ecall`, memory), u32s(pointer, 0));
    const forged = new Forged(run);
    const limb = (pointer % 65536) + offset;
    const index = register === 'a1' ? 11 : 12;
    changeInput(forged, [limb, pointer >> 16]);
    forged.set('LD', 0, { v0: limb }).set('EXT_MUL', 0, { [`x${index}Limb0`]: limb });
    forged.set('REGISTER', index, { final0: limb });
    expect(forged.rejections()).toEqual(['memory']);
  });

  it.each([
    ['a1', 4, 'wordsCell'],
    ['a2', 4, 'weightsCell'],
  ] as const)('a sum with %s moved by %i bytes finds no cell', async (register, offset, name) => {
    const load = `li s0, ${INPUT}\n li a1, ${AT}\n li a2, ${AT + 64}\n ld ${register}, 0(s0)\n li a0, ${AFTER}\n li a3, 2`;
    const pointer = register === 'a1' ? AT : AT + 64;
    const run = await fillMachine(callProgram(`${load}\n li a7, 0x10000003\n ecall`, memory), u32s(pointer, 0));
    const forged = new Forged(run);
    const limb = (pointer % 65536) + offset;
    const index = register === 'a1' ? 11 : 12;
    changeInput(forged, [limb, pointer >> 16]);
    forged.set('LD', 0, { v0: limb }).set('DOT', 0, { [`x${index}Limb0`]: limb });
    forged.set('REGISTER', index, { final0: limb });
    // The row goes along by half a cell, so that the chain closes.
    if (name === 'wordsCell') forged.add('DOT_TERMS', 0, { wordsCell: half, lane: -5 * half });
    else forged.add('DOT_TERMS', 0, { lane: half });
    expect(forged.rejections()).toEqual(['memory']);
  });
});

describe('proofs', () => {
  let prover: MachineProver;
  beforeAll(async () => {
    prover = await MachineProver.create({ threads: 2 });
  });
  afterAll(() => prover.close());

  it('of products and sums, with their results as output, pass both verifiers', async () => {
    const description = machineSystem().descriptionBytes;
    const edges = [P_MINUS_1, 0, 1, P_MINUS_1, 0x77ff0000];
    const data = [...edges, ...randomWords(random, 75)];
    const at = (word: number) => AT + 4 * word;
    // In place, at both alignments, then a sum over what was written.
    const calls =
      extMulCall(at(5), at(5), at(0)) +
      extMulCall(at(10), at(5), at(5)) +
      fieldDotCall(at(70), at(4), at(16), 9) +
      fieldDotCall(at(75), at(0), at(16), 8);
    const expected = [...data];
    const element = (i: number) => expected.slice(i, i + 5);
    const put = (i: number, words: readonly number[]) => expected.splice(i, 5, ...words);
    put(5, productWords(element(5), element(0)));
    put(10, productWords(element(5), element(5)));
    put(70, dotWords(expected.slice(4, 13), expected.slice(16, 61)));
    put(75, dotWords(expected.slice(0, 8), expected.slice(16, 56)));
    const source = `${calls} li a0, 1\n li a1, ${AT}\n li a2, 320\n li a7, 64\n ecall\n li a0, 0\n li a7, 93\n ecall`;
    const bytes = (list: readonly number[]) => new Uint8Array(Uint32Array.from(list).buffer);
    const elf = elfFromAssembly(source, [{ address: AT, bytes: bytes(data) }]);
    const options = { options: 'one-query', insecure: true } as const;
    const key = await prover.setup(elf, 'one-query', { insecure: true });
    const { proof } = await prover.prove(elf, { input: empty, ...options });
    const claim = verify(proof, key.bytes, { description, insecure: true });
    expect(claim.publicOutput).toEqual(bytes(expected));
    expect(verifyReference(proof, key.bytes, description)).toMatchObject({ exitCode: 0 });
  });
});
