/** Heights of a run from its counts of records: when a chip has two tables, and that every record stands in exactly one. */
import { describe, expect, it } from 'vitest';
import { computeLayout } from '../../src/archive/layout.ts';
import { streamNames } from '../../src/executor/records.ts';
import { machineTable, machineTables } from '../../src/machine/chips.ts';
import { machineHeights, recordsOf } from '../../src/machine/heights.ts';
import { chipCost } from '../../src/machine/ledger.ts';
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
const heightsFor = (counts: Counts, preset: Preset = 'fast') => {
  const least = presets[preset].logFinalLength;
  const preprocessed = fixed.map(({ index, logHeight }) => ({ index, logHeight: Math.max(least, logHeight) }));
  return machineHeights(counts, preprocessed, presets[preset]);
};

/** Records of so many compressions: both streams begin with one that is none. */
const blake3Calls = (calls: number) => ({
  blake3: calls === 0 ? 0 : calls + 1,
  blake3Round: calls === 0 ? 0 : 14 * calls + 1,
});

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

  it('a pair of tables is parted at the call that no longer fits', () => {
    const heightsOf = (calls: number) => {
      const heights = heightsFor(countsWith(blake3Calls(calls)));
      return ['BLAKE3', 'BLAKE3_2', 'BLAKE3_ROUND', 'BLAKE3_ROUND_2'].map((name) => heights[machineTable(name).index]);
    };
    // 18724 calls have 14 * 18724 + 1 rows in 2^18, and 2^15 rows of their own.
    expect(heightsOf(18724)).toEqual([15, 0, 18, 0]);
    const [calls, calls2, rounds, rounds2] = heightsOf(18725);
    expect([calls, rounds]).toEqual([15, 18]);
    expect([calls2! > 0 && calls2! <= 6, rounds2! > 0 && rounds2! <= 6]).toEqual([true, true]);
    // The most that is in half as many rows: 9362 calls.
    expect(heightsOf(18724 + 9362)).toEqual([15, 14, 18, 17]);
    expect(heightsOf(18724 + 9363)).toEqual([15, 0, 19, 0]);
    // What is behind fits the calls' next power of two, so that nothing is lost there.
    expect(heightsOf(26544)).toEqual([15, 13, 18, 17]);
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
    const counts = Object.fromEntries(streamNames.map((name) => [name, random() % 2 ** (random() % scale)]));
    return countsWith({ ...counts, ...blake3Calls(random() % 2 ** (random() % scale)) });
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
          const isPair = table.partedWith.length > 1;
          // Where the first chain of the second table has a record before it, that is one more.
          expect([one.first, one.count + two.count], table.name).toEqual([
            0,
            total + (isPair && two.count > 0 ? 1 : 0),
          ]);
          if (two.count === 0) continue;
          numSplit++;
          if (isPair) continue;
          // Full: no whole chain fits behind it.
          const rows = 2 ** heights[table.secondOf!]!;
          expect([two.first, one.count], table.name).toEqual([one.count, rows - (rows % table.chain.records)]);
        }
      }
    }
    expect(numSplit).toBeGreaterThan(300);
  });

  it('have calls of blake3 in one pair each, with all of their half rounds, and first tables that are full', () => {
    const pair = ['BLAKE3', 'BLAKE3_ROUND'].map(machineTable);
    const behind = ['BLAKE3_2', 'BLAKE3_ROUND_2'].map(machineTable);
    let numSplit = 0;
    for (const counts of runs) {
      for (const preset of Object.keys(presets) as Preset[]) {
        const heights = heightsFor(counts, preset);
        const [calls, rounds] = pair.map((table) => recordsOf(table, counts, heights));
        const [calls2, rounds2] = behind.map((table) => recordsOf(table, counts, heights));
        if (counts.blake3 === 0) continue;
        expect([rounds!.first, rounds!.count]).toEqual([14 * calls!.first, 14 * (calls!.count - 1) + 1]);
        expect(calls2!.count > 0).toBe(rounds2!.count > 0);
        if (calls2!.count === 0) continue;
        numSplit++;
        expect([rounds2!.first, rounds2!.count]).toEqual([14 * calls2!.first, 14 * (calls2!.count - 1) + 1]);
        // The record behind which it is parted counts in both.
        expect([calls2!.first, calls2!.count]).toEqual([calls!.count - 1, counts.blake3 - calls!.count + 1]);
        const room = pair.map(({ index }) => 2 ** heights[index]!);
        expect(room[0]! === calls!.count || room[1]! < rounds!.count + 14).toBe(true);
      }
    }
    expect(numSplit).toBeGreaterThan(10);
  });

  it('never pay for second tables with more than they save', () => {
    const shapes = machineSystem().description.tables;
    const cells = (heights: readonly number[]) =>
      machineTables.reduce((sum, { chip, index }) => {
        return sum + (heights[index] === 0 ? 0 : chipCost(chip.air).words * 2 ** heights[index]!);
      }, 0);
    for (const counts of runs) {
      const heights = heightsFor(counts);
      // The same records with one table each: a count at which there is nothing to leave out.
      const one = { ...counts };
      for (const { source, partedWith } of seconds) {
        if (source.kind !== 'stream' || counts[source.stream] === 0 || partedWith.length > 1) continue;
        one[source.stream] = Math.max(32, 2 ** Math.ceil(Math.log2(counts[source.stream])));
      }
      // Nothing is saved by a pair whose half rounds do not fill half of their rows.
      const calls = counts.blake3 - 1;
      if (calls > 0) Object.assign(one, blake3Calls(Math.floor((2 ** Math.ceil(Math.log2(14 * calls + 1)) - 1) / 14)));
      const whole = heightsFor(one);
      const bytes = (of: readonly number[]) => computeLayout(presets.fast, shapes, of, 0).totalBytes;
      expect(cells(heights)).toBeLessThanOrEqual(cells(whole));
      // At blowup 2 one percent of cells is worth two percent of bytes; quotients, not counted here, are few.
      expect((cells(heights) / cells(whole)) ** 2 * (bytes(heights) / bytes(whole))).toBeLessThan(1.05);
    }
  });
});
