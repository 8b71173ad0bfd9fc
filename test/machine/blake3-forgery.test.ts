/** Forged tables of blake3_compress in an otherwise honest run, lookups counted anew: some constraint or bus rejects each. */
import { describe, expect, it } from 'vitest';
import { checkTables } from '../../src/air/checker.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { bitReverse, fromWord, toWord } from '../../src/air/modular.ts';
import { countLookups, fillMachine } from '../../src/machine/tables.ts';
import { blake3, program } from './programs.ts';

const honest = await fillMachine(program(blake3), new Uint8Array(0));

class Forgery {
  readonly tables: FilledTable[] = honest.tables.map((table) => ({
    ...table,
    main: table.main.map((column) => column.slice()),
  }));

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
    const findings = checkTables(this.tables, honest.publicTuples);
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
