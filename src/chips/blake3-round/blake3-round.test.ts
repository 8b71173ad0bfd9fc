import { describe, expect, it } from 'vitest';
import { blake3Rows, compressions } from '../../../test/support/blake3-rows.ts';
import { isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { blake3RoundChip } from './air.ts';

const { rounds } = await blake3Rows();
const numLive = 1 + 14 * compressions.length;
/** Somewhere in a call of random words: a middle row, and the border. */
const middle = numLive - 5;
const border = numLive - 15;
const change = (row: number, column: string, delta = 1) =>
  rounds.report(row, { [column]: rounds.value(column, row) + delta });

describe('BLAKE3_ROUND', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree, mainNext } = blake3RoundChip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree, mainNext.length]).toEqual([
      178, 70, 35, 3, 66,
    ]);
  });

  it('has 14 rows per call, of which the last is a border', () => {
    for (let row = 0; row < numLive; row++) {
      const { isAccepted, tuples } = rounds.report(row);
      expect(isAccepted, `row ${row}`).toBe(true);
      expect(tuples.map(({ bus, tuple }) => [bus, tuple[0]])).toEqual([
        [row % 14 === 0 ? 'blake3Border' : 'blake3Middle', 14 + row],
      ]);
    }
    expect(isSilentPadding(rounds, numLive)).toBe(true);
  });

  it('notices every change of a column, in the row or in the one before', () => {
    expect(unnoticedChanges(rounds, [middle, 1, 15, 30], undefined, true)).toEqual([]);
    // What makes a border's sum right is no word of anything, and fixed up to a carry.
    const upper = [0, 1, 2, 3].map((slot) => `first${slot}Limb1`);
    expect(unnoticedChanges(rounds, [border, 14], undefined, true)).toEqual(upper);
  });

  it('has one kind, and numbers live rows without gaps', () => {
    for (const row of [middle, border]) {
      expect(rounds.report(row, { kind: 3 }).constraints).toContain('kind is 0, 1 or 2');
      expect(rounds.report(row, { kind: -1 }).constraints).toContain('kind is 0, 1 or 2');
      expect(rounds.report(row, { kind: 0 }).constraints).toContain('live rows are a prefix');
      expect(change(row, 'row').constraints).toContain('row counts live rows');
    }
    // Another kind, and so another tuple; as a middle row a border has to compute what only the next call knows.
    expect(rounds.report(middle, { kind: 2 }).tuples.map(({ bus }) => bus)).toEqual(['blake3Border']);
    expect(rounds.report(border, { kind: 1 }).isAccepted).toBe(false);
  });

  it('computes the end of G', () => {
    expect(change(middle, 'x1Byte2').lookups).toContainEqual(expect.stringMatching(/^byteXor /));
    expect(change(middle, 'bMixed2Byte0').lookups).toContainEqual(expect.stringMatching(/^bytePair /));
    expect(change(middle, 'aEnd3Byte0').constraints).toContain('carry 0 of a2 of slot 3 is below 3');
    expect(change(middle, 'dEnd0Byte3').lookups).toContainEqual(expect.stringMatching(/^byteXor /));
    expect(change(middle, 'cEnd1Byte3').constraints).toContain('carry 1 of c2 of slot 1 is below 2');
    expect(change(middle, 'y3Byte1').lookups).toEqual([expect.stringMatching(/^byteXor /)]);
    expect(change(middle, 'second0Limb0').constraints).toContain('carry 0 of a2 of slot 0 is below 3');
  });

  it('computes the beginning of the next G, but behind a border', () => {
    // y of slot 1 - s is what slot s takes as b.
    const flipped = rounds.value('y0Byte0', middle) ^ 128;
    const { constraints } = rounds.report(middle, { y0Byte0: flipped });
    expect(constraints.filter((message) => message.startsWith('the upper bit'))).not.toEqual([]);
    expect(change(middle, 'first2Limb1').constraints).toEqual(['carry 1 of the next a of slot 2 is below 3']);
    expect(change(border, 'first2Limb1').constraints).toEqual(['carry 1 of the next a of slot 2 is below 3']);
    expect(change(border, 'y0Byte0').constraints).toEqual([]);
    expect(rounds.report(border, { y0Byte0: rounds.value('y0Byte0', border) ^ 1 }).lookups).toHaveLength(1);
  });
});
