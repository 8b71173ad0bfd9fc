import { describe, expect, it } from 'vitest';
import { isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { compressions, sha256Rows } from '../../../test/support/sha256-rows.ts';
import { ROUND_CONSTANTS } from '../../gadgets/sha256.ts';
import { sha256ScheduleChip } from './air.ts';

const { schedule } = await sha256Rows();
const numLive = 16 * compressions.length;
const call = numLive - 32;
const change = (row: number, column: string, delta = 1) =>
  schedule.report(row, { [column]: schedule.value(column, row) + delta });
const flip = (row: number, column: string) => schedule.report(row, { [column]: 1 - schedule.value(column, row) });
const limbs = (name: string) => [0, 1, 2, 3].flatMap((i) => [0, 1].map((k) => `${name}${i}Limb${k}`));

const rotate = (x: number, n: number) => (x >>> n) | (x << (32 - n));
/** FIPS 180-4, section 6.2.2, step 1. */
function expanded(block: readonly number[]): number[] {
  const words = block.map((word) => new DataView(Uint32Array.of(word).buffer).getUint32(0));
  for (let t = 16; t < 64; t++) {
    const [x, y] = [words[t - 15]!, words[t - 2]!];
    const sigma0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const sigma1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    words.push((sigma1 + words[t - 7]! + sigma0 + words[t - 16]!) >>> 0);
  }
  return words;
}

describe('SHA256_SCHEDULE', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree, mainNext } = sha256ScheduleChip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree, mainNext.length]).toEqual([
      193, 2, 1, 3, 174,
    ]);
  });

  it('takes the message and says W + K', () => {
    for (let row = 0; row < numLive; row++) {
      const { constraints, lookups, tuples } = schedule.report(row);
      expect([constraints, lookups], `row ${row}`).toEqual([[], []]);
      const index = row % 16;
      const { block } = compressions[row >> 4]!;
      const words = expanded(block).slice(4 * index, 4 * index + 4);
      const inputs = words.flatMap((word, i) => {
        const constant = ROUND_CONSTANTS[4 * index + i]!;
        return [(word & 0xffff) + (constant & 0xffff), (word >>> 16) + (constant >>> 16)];
      });
      const message = block.slice(4 * index, 4 * index + 4).flatMap((word) => [word & 0xffff, word >>> 16]);
      const ts = schedule.value('ts', row);
      const said = tuples.map(({ bus, isSend, tuple }) => `${bus} ${isSend ? '+' : '-'}${tuple}`);
      expect(said).toEqual([
        ...(index < 4 ? [`sha256Message -${[ts, index, ...message]}`] : []),
        `sha256Input +${[ts, index, ...inputs]}`,
      ]);
    }
    expect(isSilentPadding(schedule, numLive)).toBe(true);
  });

  it('notices every change of a column, in the row or in the one before', () => {
    for (const index of [3, 4, 8, 14]) {
      expect(unnoticedChanges(schedule, [call + index], undefined, true), `${index}`).toEqual([]);
    }
    // Before the message ends there is nothing to add up; behind the last words, nothing to compute.
    expect(unnoticedChanges(schedule, [call], undefined, true).sort()).toEqual(
      [...limbs('fourth'), ...limbs('carry')].sort(),
    );
    expect(unnoticedChanges(schedule, [call + 1, call + 2, call + 15], undefined, true)).toEqual(limbs('carry'));
  });

  it('has the 16 rows of a call behind one another', () => {
    expect(schedule.report(call + 5, { is5: 0 }).constraints).toEqual(['row 6 follows row 5']);
    expect(schedule.report(call + 5, { is5: 0, is6: 1 }).constraints).toContain('row 7 follows row 6');
    expect(schedule.report(call + 5, { is9: 1 }).constraints).toContain('a row has one index');
    expect(schedule.report(call + 5, { is5: 2 }).constraints).toContain('is5 is a bit');
    expect(change(call + 5, 'ts').constraints).toEqual(['the rows of a call have one ts']);
    expect(schedule.report(0, { is0: 0, is3: 1 }).constraints).toContain("the table's first row follows none");
    expect(schedule.report(2 ** 7 - 1, { is2: 1 }).constraints).toContain("the table's last row has none behind it");
  });

  it('computes words', () => {
    for (const i of [0, 1, 2, 3]) {
      for (const k of [0, 1]) {
        const row = call + 9;
        expect(change(row, `fourth${i}Limb${k}`).constraints).toContain(`next word ${i}, limb ${k}`);
        expect(flip(row, `carry${i}Limb${k}`).constraints).toContain(`next word ${i}, limb ${k}`);
        expect(change(row, `sigma1_${i}Limb${k}`).constraints).toContain(`sigma1 of word ${i}, limb ${k}`);
        expect(change(row, `third${i}Limb${k}`).constraints).toEqual([`fourth sum ${i}, limb ${k}`]);
        expect(change(row, `second${i}Limb${k}`).constraints).toEqual([`third sum ${i}, limb ${k}`]);
      }
    }
    expect(change(call + 9, 'first2Limb1').constraints).toContain('second sum 2, limb 1');
    expect(change(call + 9, 'startLimb0').constraints).toContain('sigma0 of word 0, limb 0');
    expect(schedule.report(call, { w1_30: 2 }).constraints).toContain('w1_30 is a bit');
  });
});
