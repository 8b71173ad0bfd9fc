/**
 * Random forging: changes one to three cells of honest rows, by deltas that a cheat would try, and demands of every row
 * that the chip still accepts that it is a true step of the machine.
 */

import { expect } from 'vitest';
import { P } from '../../src/air/expression.ts';
import { type Decoders, falsehood } from './chip-oracle.ts';
import type { ChipRows } from './chip-rows.ts';
import { Random } from './random.ts';

const deltas = [
  1,
  P - 1,
  2,
  P - 2,
  8,
  P - 8,
  128,
  255,
  256,
  P - 256,
  32768,
  P - 32768,
  65535,
  P - 65535,
  65536,
  P - 65536,
  1 << 29,
];

/** Returns how many forged rows were accepted (and true). */
export function forgeRandomly(rows: ChipRows, numRows: number, decoders: Decoders, tries = 20000, seed = 7): number {
  const random = new Random(seed);
  const numColumns = rows.table.air.mainColumns.length;
  let accepted = 0;
  for (let i = 0; i < tries; i++) {
    const row = random.below(numRows);
    const changes = Array.from({ length: 1 + random.below(3) }, () => {
      const column = random.below(numColumns);
      const old = rows.table.main[column]![row]!;
      const other = rows.table.main[random.below(numColumns)]![row]!;
      const value = random.pick([(old + random.pick(deltas)) % P, random.below(2), other, old === 0 ? 1 : 0]);
      return { position: row, column, value };
    });
    const report = rows.reportChanges(row, changes);
    if (!report.isAccepted) continue;
    accepted++;
    const names = changes.map(({ column, value }) => `${rows.table.air.mainColumns[column]} = ${value}`);
    expect(falsehood(report, decoders), `row ${row} with ${names}`).toBeNull();
  }
  return accepted;
}
