/** The tests that every load and store chip has to pass. */
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { type Decoders, falsehood } from './chip-oracle.ts';
import { ChipRows, fillRows, isSilentPadding, unnoticedChanges } from './chip-rows.ts';
import { forgeRandomly } from './forge.ts';
import { memoryRecord, randomAddress, randomImmediate, widths } from './memory-rows.ts';
import { Random } from './random.ts';

export interface MemoryChipCase {
  readonly chip: () => Chip;
  readonly mnemonics: readonly string[];
  /** Which offsets in a cell the chip takes. */
  readonly accepts: (byteOffset: number, width: number) => boolean;
  readonly decoders: Decoders;
  /** Columns, interactions. */
  readonly price: readonly [number, number];
  /** Columns of which some change breaks nothing, with the reason in the test. */
  readonly unnoticed?: readonly string[];
}

export const NUM_ROWS = 400;

export function honestRows({ chip, mnemonics, accepts }: MemoryChipCase, seed: number, numRows = NUM_ROWS): ChipRows {
  const random = new Random(seed);
  const records = Array.from({ length: numRows }, (_, i) => {
    const mnemonic = mnemonics[i % mnemonics.length]!;
    const width = widths[mnemonic]!;
    const address = randomAddress(random, width, (offset) => accepts(offset, width));
    const cells = [random.operand(), random.operand()] as const;
    return memoryRecord(random, { mnemonic, address, imm: randomImmediate(random), cells, value: random.operand() });
  });
  return new ChipRows(
    fillRows(
      chip(),
      records.map(({ bytes }) => bytes),
      Math.ceil(Math.log2(numRows + 1)),
    ),
  );
}

export function describeMemoryChip(name: string, testCase: MemoryChipCase): void {
  describe(name, () => {
    it('costs what the ledger says', () => {
      const { mainColumns, interactions, degree } = testCase.chip().air;
      expect([mainColumns.length, interactions.length, degree]).toEqual([...testCase.price, 3]);
    });

    it('accepts honest rows, which are true steps, and silent padding', () => {
      const rows = honestRows(testCase, 1);
      for (let row = 0; row < NUM_ROWS; row++) {
        const report = rows.report(row);
        expect([report.constraints, report.lookups], `row ${row}`).toEqual([[], []]);
        expect(report.tuples.length).toBeGreaterThanOrEqual(9);
        expect(falsehood(report, testCase.decoders), `row ${row}`).toBeNull();
      }
      expect(isSilentPadding(rows, NUM_ROWS)).toBe(true);
    });

    it('notices every change of a column', () => {
      const live = Array.from({ length: 40 }, (_, row) => row);
      const unnoticed = unnoticedChanges(honestRows(testCase, 2), live);
      expect(unnoticed.sort()).toEqual([...(testCase.unnoticed ?? [])].sort());
    });

    it('accepts no forged row that is not a true step', () => {
      forgeRandomly(honestRows(testCase, 3), NUM_ROWS, testCase.decoders);
    });
  });
}
