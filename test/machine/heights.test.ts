/** Heights of a run from its counts of records: when a chip has two tables, and that every record stands in exactly one. */
import { describe, expect, it } from 'vitest';
import { computeLayout } from '../../src/archive/layout.ts';
import { streamNames } from '../../src/executor/records.ts';
import { machineTable, machineTables } from '../../src/machine/chips.ts';
import { machineHeights, recordsOf } from '../../src/machine/heights.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { type Preset, presets } from '../../src/stark/options.ts';
import { random32 } from './chip-harness.ts';

type Counts = Parameters<typeof machineHeights>[0];

const fixed = [
  ['BITWISE', 16],
  ['RANGE_BITS', 17],
  ['KECCAK_RC', 6],
  ['DECODE', 10],
  ['REGISTER', 6],
  ['IMAGE', 9],
].map(([name, logHeight]) => ({ index: machineTable(String(name)).index, logHeight: Number(logHeight) }));
const seconds = machineTables.filter(({ secondOf }) => secondOf !== null);
const none = Object.fromEntries(streamNames.map((name) => [name, 0])) as Counts;
/** The tables that every run has, and one that may have a second table. */
const countsWith = (counts: Partial<Counts>): Counts => ({
  ...none,
  exit: 1,
  memoryInit: 40,
  registerFinal: 34,
  ...counts,
});
const heightsFor = (counts: Counts, preset: Preset = 'fast') => machineHeights(counts, fixed, presets[preset]);

/** Log heights of ADDI's two tables. */
function addi(rows: number, preset?: Preset): [number, number] {
  const heights = heightsFor(countsWith({ addi: rows }), preset);
  return [heights[machineTable('ADDI').index]!, heights[machineTable('ADDI_2').index]!];
}

describe('where a table of records ends', () => {
  it.each([16, 17, 18, 20])('at 2^%i records there is nothing to leave out, with one more there is', (log) => {
    expect(addi(2 ** log)).toEqual([log, 0]);
    expect(addi(2 ** log + 1)).toEqual([log, 6]);
  });

  it('the second table is of use up to half of the first one', () => {
    const log = 18;
    expect(addi(2 ** log + 2 ** (log - 1))).toEqual([log, log - 1]);
    expect(addi(2 ** log + 2 ** (log - 1) + 1)).toEqual([log + 1, 0]);
    expect(addi(2 ** (log + 1))).toEqual([log + 1, 0]);
  });

  it('few records have one table, and none have none', () => {
    expect([0, 1, 32, 33, 63, 64].map((rows) => addi(rows)[1])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(addi(0)).toEqual([0, 0]);
  });

  it('smaller proofs are preferred to fewer cells the more, the larger the blowup', () => {
    // Of three eighths left out to almost nothing.
    const splits = (preset: Preset) =>
      Array.from({ length: 64 }, (_, i) => addi(2 ** 16 + 512 * i + 1, preset)[1] > 0).filter(Boolean).length;
    const numbers = (['fast', 'balanced', 'compact', 'small'] as const).map(splits);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(numbers[0]).toBe(64);
    expect(numbers[3]).toBeLessThan(64);
  });
});

describe('runs of all kinds', () => {
  const random = random32(77);
  const runs = Array.from({ length: 150 }, () => {
    const scale = 4 + (random() % 17);
    return countsWith(Object.fromEntries(streamNames.map((name) => [name, random() % 2 ** (random() % scale)])));
  });

  it('have every record in exactly one table, and second tables only behind full ones', () => {
    let numSplit = 0;
    for (const counts of runs) {
      for (const preset of Object.keys(presets) as Preset[]) {
        const heights = heightsFor(counts, preset);
        for (const table of machineTables) {
          const { first, count } = recordsOf(table, counts, heights);
          const rows = heights[table.index] === 0 ? 0 : 2 ** heights[table.index]!;
          if (table.source.kind !== 'stream' || table.isPreprocessed) continue;
          expect(count > 0, table.name).toBe(rows > 0);
          expect([count <= rows, first >= 0], table.name).toEqual([true, true]);
        }
        for (const table of seconds) {
          const one = recordsOf(machineTables[table.secondOf!]!, counts, heights);
          const two = recordsOf(table, counts, heights);
          const total = table.source.kind === 'stream' ? counts[table.source.stream] : 0;
          expect([one.first, one.count + two.count], table.name).toEqual([0, total]);
          if (two.count === 0) continue;
          numSplit++;
          // Full: no whole chain fits behind it.
          const rows = 2 ** heights[table.secondOf!]!;
          expect([two.first, one.count], table.name).toEqual([one.count, rows - (rows % table.chain.records)]);
        }
      }
    }
    expect(numSplit).toBeGreaterThan(300);
  });

  it('never pay for second tables with more than they save', () => {
    const shapes = machineSystem().description.tables;
    const cells = (heights: readonly number[]) =>
      shapes.reduce((sum, { mainWidth, groups }, i) => {
        return sum + (heights[i] === 0 ? 0 : (mainWidth + 5 * groups.length) * 2 ** heights[i]!);
      }, 0);
    for (const counts of runs) {
      const heights = heightsFor(counts);
      // The same records with one table each: a count at which there is nothing to leave out.
      const one = { ...counts };
      for (const { source } of seconds) {
        if (source.kind !== 'stream' || counts[source.stream] === 0) continue;
        one[source.stream] = Math.max(32, 2 ** Math.ceil(Math.log2(counts[source.stream])));
      }
      const whole = heightsFor(one);
      const bytes = (of: readonly number[]) => computeLayout(presets.fast, shapes, of, 0).totalBytes;
      expect(cells(heights)).toBeLessThanOrEqual(cells(whole));
      // At blowup 2 one percent of cells is worth two percent of bytes; quotients, not counted here, are few.
      expect((cells(heights) / cells(whole)) ** 2 * (bytes(heights) / bytes(whole))).toBeLessThan(1.05);
    }
  });
});
