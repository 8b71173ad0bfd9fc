import { describe, expect, it } from 'vitest';
import { isSilentPadding, type Tuple, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { compressed } from '../../../test/support/sha256-call.ts';
import { blockAt, compressions, sha256Rows, valueAt } from '../../../test/support/sha256-rows.ts';
import { MEMORY_END } from '../../executor/layout.ts';
import { sha256Chip } from './air.ts';

const { calls, rounds, schedule } = await sha256Rows();
const live = compressions.map((_, i) => i);
const last = live.at(-1)!;
const said = (tuples: readonly Tuple[], bus: string) => tuples.filter((tuple) => tuple.bus === bus);
const limbsOf = (words: readonly number[]) => words.flatMap((word) => [word & 0xffff, word >>> 16]);
const change = (column: string, delta = 1) => calls.report(last, { [column]: calls.value(column, last) + delta });

describe('SHA256', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree, mainNext } = sha256Chip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree, mainNext.length]).toEqual([
      103, 73, 37, 3, 0,
    ]);
  });

  it('replaces the hash value by what @noble/hashes computes, and keeps the block', () => {
    for (const [i, { value, block }] of compressions.entries()) {
      const { constraints, lookups, tuples } = calls.report(i);
      expect([constraints, lookups]).toEqual([[], []]);
      const memory = said(tuples, 'memory').map(({ isSend, tuple }) => `${isSend ? '+' : '-'}${tuple}`);
      const ts = calls.value('ts', i);
      const cells = (address: number, from: readonly number[], to: readonly number[]) =>
        Array.from({ length: from.length / 2 }, (_, k) => {
          const limbs = (words: readonly number[]) => limbsOf(words.slice(2 * k, 2 * k + 2));
          return [`-${[address / 8 + k, 0, ...limbs(from)]}`, `+${[address / 8 + k, ts, ...limbs(to)]}`];
        }).flat();
      const expected = [...cells(valueAt(i), value, compressed(value, block)), ...cells(blockAt(i), block, block)];
      expect(memory.sort()).toEqual(expected.sort());
    }
    expect(isSilentPadding(calls, compressions.length)).toBe(true);
  });

  it('balances with SHA256_ROUNDS and SHA256_SCHEDULE on their buses', () => {
    const all = [
      ...live.flatMap((row) => calls.report(row).tuples),
      ...live.flatMap((call) => Array.from({ length: 17 }, (_, i) => rounds.report(17 * call + i).tuples).flat()),
      ...live.flatMap((call) => Array.from({ length: 16 }, (_, i) => schedule.report(16 * call + i).tuples).flat()),
    ];
    for (const [bus, perCall] of [
      ['sha256Words', 2],
      ['sha256Message', 4],
      ['sha256Input', 16],
    ] as const) {
      const tuples = said(all, bus);
      expect(tuples.every(({ multiplicity }) => multiplicity === 1)).toBe(true);
      const side = (isSend: boolean) =>
        tuples
          .filter((tuple) => tuple.isSend === isSend)
          .map(({ tuple }) => `${tuple}`)
          .sort();
      expect(side(true)).toEqual(side(false));
      expect(new Set(side(true)).size).toBe(perCall * compressions.length);
    }
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(calls, live)).toEqual([]);
  });

  it('takes no pointer that is misaligned or leads out of memory', () => {
    for (const register of ['x10', 'x11']) {
      for (let offset = 1; offset < 8; offset++) {
        const cells = said(change(`${register}Limb0`, offset).tuples, 'memory').map(({ tuple }) => tuple[0]!);
        // No cell beyond the end of memory has a token.
        expect(cells.filter((cell) => cell >= MEMORY_END / 8)).toHaveLength(register === 'x10' ? 8 : 16);
      }
      const { lookups } = calls.report(last, { [`${register}Limb1`]: 0x7800 });
      expect(lookups).toEqual([expect.stringMatching(/^range16 /)]);
    }
  });

  it('takes no cell twice, and no token from the future', () => {
    const ts = calls.value('ts', last);
    for (const column of ['value0PrevTs', 'value3PrevTs', 'block0PrevTs', 'block7PrevTs']) {
      for (const time of [ts, ts + 1]) {
        expect(calls.report(last, { [column]: time }).lookups).toEqual([expect.stringMatching(/^range16 /)]);
      }
    }
    const past = { x17PrevTs: 2 ** 28, x10PrevTs: 2 ** 28, x11PrevTs: 2 ** 28 };
    const value = Object.fromEntries([0, 1, 2, 3].map((i) => [`value${i}PrevTs`, 2 ** 28]));
    const windows = calls.report(last, { ...past, ...value, ts: 2 ** 28 + 1, blockWindow: 4096 }).lookups;
    expect(windows).toEqual([expect.stringMatching(/^rangeBits /)]);
  });

  it('adds mod 2^32 into limbs of 16 bits', () => {
    expect(change('result3Limb0').constraints).toContain('carry 0 of word 3 of the result is below 2');
    expect(change('final3Limb1').constraints).toEqual(['carry 1 of word 3 of the result is below 2']);
    for (let i = 0; i < 8; i++) {
      const [low, high] = [calls.value(`result${i}Limb0`, last), calls.value(`result${i}Limb1`, last)];
      const [before, added] = [
        calls.value(`value${i >> 1}Limb${2 * (i & 1)}`, last),
        calls.value(`final${i}Limb0`, last),
      ];
      // The other carry: right mod 2^32, but no limbs.
      const hasCarry = before + added >= 65536;
      const forged = {
        [`result${i}Limb0`]: low + (hasCarry ? 65536 : -65536),
        [`result${i}Limb1`]: high + (hasCarry ? -1 : 1),
      };
      const { constraints, lookups } = calls.report(last, forged);
      expect(constraints).toEqual([]);
      expect(lookups).toContainEqual(expect.stringMatching(/^range16 /));
    }
  });
});
