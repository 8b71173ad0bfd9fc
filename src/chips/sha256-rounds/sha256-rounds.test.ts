import { describe, expect, it } from 'vitest';
import { isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { compressions, sha256Rows } from '../../../test/support/sha256-rows.ts';
import { sha256RoundsChip } from './air.ts';

const { rounds } = await sha256Rows();
const numLive = 17 * compressions.length;
/** Of calls of random words: a step, and a final row before another call. */
const step = numLive - 5;
const final = numLive - 18;
const change = (row: number, column: string, delta = 1) =>
  rounds.report(row, { [column]: rounds.value(column, row) + delta });
const flip = (row: number, column: string) => rounds.report(row, { [column]: 1 - rounds.value(column, row) });
const four = [0, 1, 2, 3];

describe('SHA256_ROUNDS', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree, mainNext } = sha256RoundsChip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree, mainNext.length]).toEqual([
      301, 3, 2, 3, 261,
    ]);
  });

  it('has 16 steps and a final row per call', () => {
    for (let row = 0; row < numLive; row++) {
      const { constraints, lookups, tuples } = rounds.report(row);
      expect([constraints, lookups], `row ${row}`).toEqual([[], []]);
      const index = row % 17;
      const expected = [...(index % 16 === 0 ? ['sha256Words'] : []), ...(index < 16 ? ['sha256Input'] : [])];
      expect(tuples.map(({ bus }) => bus)).toEqual(expected);
      for (const { tuple } of tuples) expect(tuple[1]).toBe(index);
    }
    expect(isSilentPadding(rounds, numLive)).toBe(true);
  });

  it('notices every change of a column, in the row or in the one before', () => {
    expect(unnoticedChanges(rounds, [step, 17], undefined, true)).toEqual([]);
    // Behind a final row nothing follows: no input, and no carry but one that is 0, 1 (or 2).
    const idle = four.flatMap((i) => [`input${i}Limb0`, `input${i}Limb1`]);
    const carries = four.flatMap((i) => [0, 1].flatMap((k) => [`carryE${i}Limb${k}`, `carryA${i}Limb${k}`]));
    expect(unnoticedChanges(rounds, [final], undefined, true).sort()).toEqual([...idle, ...carries].sort());
  });

  it('has chains: no row dropped, doubled or out of order', () => {
    expect(flip(step, 'isFirst').constraints).toContain('a first row has index 0');
    expect(flip(step, 'isStep').isAccepted).toBe(false);
    expect(rounds.report(step, { isStep: 0, isFinal: 1 }).constraints).toEqual([
      'live rows follow steps, or are first',
    ]);
    expect(flip(step, 'isFinal').constraints).toContain('a final row is no step');
    expect(rounds.report(final, { isStep: 1, isFinal: 0 }).constraints).toContain(
      'live rows follow steps, or are first',
    );
    expect(flip(final, 'isFirst').constraints).toContain('a first row is a step');
    expect(change(step, 'index').constraints).toEqual(['index counts the rows of a chain']);
    expect(change(step, 'ts').constraints).toEqual(['a chain has one ts']);
    expect(rounds.report(0, { isFirst: 0 }).constraints).toContain("the table's first row follows none");
    expect(rounds.report(numLive, { isFinal: 1 }).isAccepted).toBe(true);
    expect(rounds.report(numLive - 1, {}).isAccepted).toBe(true);
    const { table } = rounds;
    const behind = [{ position: numLive, column: rounds.column('isFinal'), value: 1 }];
    expect(table.air.name).toBe('SHA256_ROUNDS');
    expect(rounds.reportChanges(numLive - 1, behind).constraints).toEqual(['live rows follow steps, or are first']);
    expect(rounds.report(2 ** 7 - 1, { isStep: 1 }).constraints).toContain("the table's last row is no step");
  });

  it('computes rounds', () => {
    for (const i of four) {
      for (const k of [0, 1]) {
        expect(change(step, `input${i}Limb${k}`).constraints).toContain(`e of round ${i}, limb ${k}`);
        expect(change(step, `mixE${i}Limb${k}`).constraints).toContain(`mixE of round ${i}, limb ${k}`);
        expect(change(step, `mixA${i}Limb${k}`).constraints).toContain(`mixA of round ${i}, limb ${k}`);
        expect(flip(step, `carryA${i}Limb${k}`).constraints).toContain(`a of round ${i}, limb ${k}`);
        const carry = rounds.value(`carryE${i}Limb${k}`, step);
        const others = [0, 1, 2].filter((value) => value !== carry);
        for (const value of others) {
          const { constraints } = rounds.report(step, { [`carryE${i}Limb${k}`]: value });
          expect(constraints).toContain(`e of round ${i}, limb ${k}`);
        }
        expect(rounds.report(step, { [`carryE${i}Limb${k}`]: 3 }).constraints).toContain(
          `half the carry of e of round ${i}, limb ${k}, is 0, 1 or 2`,
        );
      }
    }
    expect(rounds.report(step, { a0_7: 2 }).constraints).toContain('a0_7 is a bit');
    expect(flip(step, 'e0_31').constraints).toContain('e of round 0, limb 1');
  });

  it('ties no final row to the call behind it', () => {
    const nextBit = [
      { position: final + 1, column: rounds.column('e0_3'), value: 1 - rounds.value('e0_3', final + 1) },
    ];
    const { constraints } = rounds.reportChanges(final, nextBit);
    expect(constraints.every((message) => message.startsWith('mix'))).toBe(true);
  });
});
