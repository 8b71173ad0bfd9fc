/** Forged tables of blake3_compress in an otherwise honest run, lookups counted anew: some constraint or bus rejects each. */
import { describe, expect, it } from 'vitest';
import { checkTables } from '../../src/air/checker.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import { bitReverse, fromWord, toWord } from '../../src/air/modular.ts';
import { countLookups, type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { blake3, blake3Steps, program } from './programs.ts';

const single = await fillMachine(program(blake3), new Uint8Array(0));
const steps = await fillMachine(program(blake3Steps), new Uint8Array(0));

class Forgery {
  readonly #honest: FilledMachine;
  readonly tables: FilledTable[];

  constructor(honest = single) {
    this.#honest = honest;
    this.tables = honest.tables.map((table) => ({ ...table, main: table.main.map((column) => column.slice()) }));
  }

  table(name: string): FilledTable {
    return this.tables.find(({ air }) => air.name === name)!;
  }

  /** Exchanges or copies whole rows, by number in the order of the records. */
  rows(name: string, from: number, to: number, isExchange: boolean): this {
    const { main, logHeight } = this.table(name);
    const [a, b] = [bitReverse(from, logHeight), bitReverse(to, logHeight)];
    for (const column of main) {
      const old = column[b]!;
      column[b] = column[a]!;
      if (isExchange) column[a] = old;
    }
    return this;
  }

  get(name: string, row: number, column: string): number {
    const { air, main, logHeight } = this.table(name);
    return fromWord(main[air.mainColumns.indexOf(column)]![bitReverse(row, logHeight)]!);
  }

  set(name: string, row: number, change: (value: number) => number, ...columns: readonly string[]): this {
    const { air, main, logHeight } = this.table(name);
    const at = bitReverse(row, logHeight);
    for (const column of columns) {
      const cells = main[air.mainColumns.indexOf(column)]!;
      cells[at] = toWord(change(fromWord(cells[at]!)));
    }
    return this;
  }

  rejections(): string[] {
    countLookups(this.tables, true);
    const findings = checkTables(this.tables, this.#honest.publicTuples);
    return [...new Set(findings.map((finding) => (finding.kind === 'bus' ? finding.bus : finding.message)))];
  }
}

const BORDER = 'blake3Border';
const MIDDLE = 'blake3Middle';

describe('a forged compression', () => {
  it('is not the honest run', () => {
    expect(new Forgery().rejections()).toEqual([]);
  });

  it.each([
    ['half rounds of two calls', 3, 17],
    ['a half round and a border', 13, 14],
  ])('cannot exchange %s', (_, a, b) => {
    expect(new Forgery().rows('BLAKE3_ROUND', a, b, true).rejections()).not.toEqual([]);
    // Numbered as the rows were before, they miss their words, or at least what the row before hands on.
    const row = (value: number) => value + b - a;
    const back = (value: number) => value + a - b;
    const renumbered = new Forgery().rows('BLAKE3_ROUND', a, b, true);
    renumbered.set('BLAKE3_ROUND', a, back, 'row').set('BLAKE3_ROUND', b, row, 'row');
    expect(renumbered.rejections()).not.toEqual([]);
  });

  it('cannot leave half rounds out, or do some twice', () => {
    const zero = () => 0;
    const short = new Forgery().set('BLAKE3_ROUND', 42, zero, 'kind');
    expect(short.rejections()).toContain(BORDER);
    const gap = new Forgery().set('BLAKE3_ROUND', 20, zero, 'kind');
    expect(gap.rejections()).toEqual(expect.arrayContaining([MIDDLE, 'live rows are a prefix']));
    const twice = new Forgery().rows('BLAKE3_ROUND', 42, 43, false);
    expect(twice.rejections()).toContain('row counts live rows');
    const more = twice.set('BLAKE3_ROUND', 43, (value) => value + 1, 'row');
    expect(more.rejections()).toContain(BORDER);
  });

  it('cannot be without a call, without an instruction, or twice', () => {
    const none = new Forgery().set('BLAKE3', 3, () => 0, 'isReal');
    expect(none.rejections()).toEqual(expect.arrayContaining(['execution', 'memory', 'register']));
    const twice = new Forgery().rows('BLAKE3', 3, 4, false).set('BLAKE3', 4, (value) => value + 14, 'row');
    expect(twice.rejections()).toEqual(expect.arrayContaining(['execution', 'memory', BORDER, MIDDLE]));
  });

  it('cannot take the words or the state of another call', () => {
    const other = new Forgery().rows('BLAKE3', 1, 2, true);
    other.set('BLAKE3', 1, (value) => value - 14, 'row').set('BLAKE3', 2, (value) => value + 14, 'row');
    expect(other.rejections()).toContain(BORDER);
  });

  it('cannot leave another result', () => {
    const flip = (value: number) => value ^ 1;
    // A true statement about another final state, which is not that of the half rounds.
    const forged = new Forgery().set('BLAKE3', 3, flip, 'result1Byte0', 'aFinal1Byte0');
    expect(forged.rejections()).toEqual(expect.arrayContaining(['memory', BORDER]));
    expect(forged.rejections()).not.toContain('byteXor');
  });
});

describe('a forged chain or path', () => {
  // Rows 1..3 and 4..8 are steps of chains, 9 a chain of one block; 10..18, 19 and 20..21 are steps of paths.
  const forged = () => new Forgery(steps);
  const to = (value: number) => () => value;

  it('is not the honest run', () => {
    expect(forged().rejections()).toEqual([]);
  });

  it('cannot end before its last step', () => {
    for (const row of [2, 12]) {
      const short = forged().set('BLAKE3', row, to(0), 'isAgain', 'countHint');
      expect(short.rejections()).toEqual(expect.arrayContaining(['all other steps are done again', 'execution']));
    }
    // Nor after fewer steps than a3 says, with a count that is 1 too early.
    const few = forged().set('BLAKE3', 12, to(0), 'isAgain', 'countHint').set('BLAKE3', 12, to(1), 'count');
    expect(few.rejections()).toEqual(expect.arrayContaining(['register', 'execution']));
  });

  it('cannot go on after its last step', () => {
    for (const row of [3, 18]) {
      const more = forged().set('BLAKE3', row, to(1), 'isAgain');
      expect(more.rejections()).toEqual(expect.arrayContaining(['the last step is not done again', 'execution']));
    }
  });

  it('cannot do a step of another kind', () => {
    const single = forged().set('BLAKE3', 2, to(0), 'isChain', 'isAgain', 'count', 'countHint', 'isLastBlock');
    expect(single.rejections()).toEqual(expect.arrayContaining(['register', 'execution']));
    const chain = forged().set('BLAKE3', 12, to(0), 'isLeft', 'isRight').set('BLAKE3', 12, to(1), 'isChain');
    expect(chain.rejections()).toEqual(expect.arrayContaining(['register', 'memory']));
  });

  it('cannot put a node on the other side', () => {
    // 0xdeadbeef: the first node is on the right.
    const inverse = (P + 1) / 2;
    const other = forged().set('BLAKE3', 10, to(0), 'isRight').set('BLAKE3', 10, to(1), 'isLeft');
    expect(other.rejections()).toEqual(expect.arrayContaining(['register', 'memory']));
    // With a half that suits the register.
    other.set('BLAKE3', 10, (value) => (value + inverse) % P, 'half0');
    expect(other.rejections()).toEqual(expect.arrayContaining(['range16', 'memory']));
    // With the halves exchanged, so that memory agrees: then it is another message.
    const words = [0, 1, 2, 3].flatMap((cell) =>
      [0, 1, 2, 3].map((limb) => [`block${cell}Limb${limb}`, `block${cell + 4}Limb${limb}`]),
    );
    const swapped = other;
    for (const [a, b] of words as [string, string][]) {
      const [left, right] = [swapped.get('BLAKE3', 10, a), swapped.get('BLAKE3', 10, b)];
      swapped.set('BLAKE3', 10, to(right), a).set('BLAKE3', 10, to(left), b);
    }
    expect(swapped.rejections()).toEqual(expect.arrayContaining(['range16', MIDDLE]));
  });

  it('cannot begin a node with another value, nor read another sibling', () => {
    const value = forged().set('BLAKE3', 11, (limb) => limb ^ 1, 'value0Limb0');
    expect(value.rejections()).toContain("limb 0 of the chaining value of a node is the initial value's");
    const sibling = forged().set('BLAKE3', 11, (limb) => limb ^ 1, 'block7Limb3', 'block0Limb0');
    expect(sibling.rejections()).toContain('memory');
    const pointer = forged().set('BLAKE3', 11, (limb) => limb + 32, 'x11Limb0');
    expect(pointer.rejections()).toEqual(expect.arrayContaining(['register', 'memory']));
  });

  it("cannot leave out a chain's last flag, or have it earlier", () => {
    const none = forged().set('BLAKE3', 3, to(0), 'isLastBlock');
    expect(none.rejections()).toContain('the last block is that of the last step');
    const early = forged().set('BLAKE3', 2, to(1), 'isLastBlock');
    expect(early.rejections()).toContain('the last block is that of the last step');
  });
});
