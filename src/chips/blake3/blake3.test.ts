import { describe, expect, it } from 'vitest';
import { compressed } from '../../../test/support/blake3-call.ts';
import { blake3Rows, blockAt, compressions, valueAt } from '../../../test/support/blake3-rows.ts';
import { isSilentPadding, type Tuple, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { MEMORY_END } from '../../executor/layout.ts';
import { blake3Chip } from './air.ts';

const { calls, rounds } = await blake3Rows();
const live = compressions.map((_, i) => i + 1);
const said = (tuples: readonly Tuple[], bus: string) => tuples.filter((tuple) => tuple.bus === bus);
const limbsOf = (words: readonly number[]) => words.flatMap((word) => [word & 0xffff, word >>> 16]);

describe('BLAKE3', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree, mainNext } = blake3Chip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree, mainNext.length]).toEqual([
      247, 126, 65, 3, 50,
    ]);
  });

  it('replaces the chaining value by what @noble/hashes computes, and keeps the block', () => {
    for (const [i, call] of compressions.entries()) {
      const { constraints, lookups, tuples } = calls.report(i + 1);
      expect([constraints, lookups]).toEqual([[], []]);
      const memory = said(tuples, 'memory').map(({ isSend, tuple }) => `${isSend ? '+' : '-'}${tuple}`);
      const ts = calls.value('ts', i + 1);
      const cells = (address: number, from: readonly number[], to: readonly number[]) =>
        Array.from({ length: from.length / 2 }, (_, k) => {
          const limbs = (words: readonly number[]) => limbsOf(words.slice(2 * k, 2 * k + 2));
          return [`-${[address / 8 + k, 0, ...limbs(from)]}`, `+${[address / 8 + k, ts, ...limbs(to)]}`];
        }).flat();
      const expected = [
        ...cells(valueAt(i), call.value, compressed(call)),
        ...cells(blockAt(i), call.block, call.block),
      ];
      expect(memory.sort()).toEqual(expected.sort());
    }
  });

  it('says to BLAKE3_ROUND what that receives, border by border', () => {
    const sent = [0, ...live].flatMap((row) => calls.report(row).tuples);
    const received = Array.from({ length: 1 + 14 * compressions.length }, (_, row) => rounds.report(row).tuples).flat();
    for (const bus of ['blake3Middle', 'blake3Border']) {
      const all = (tuples: readonly Tuple[], isSend: boolean) => {
        expect(said(tuples, bus).every((tuple) => tuple.isSend === isSend && tuple.multiplicity === 1)).toBe(true);
        return said(tuples, bus)
          .map(({ tuple }) => `${tuple}`)
          .sort();
      };
      expect(all(sent, true)).toEqual(all(received, false));
    }
    expect(said(sent, 'blake3Border')).toHaveLength(compressions.length + 1);
    expect(said(sent, 'blake3Middle')).toHaveLength(13 * compressions.length);
    expect(isSilentPadding(calls, compressions.length + 1)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(calls, live, undefined, true)).toEqual([]);
  });

  it('has calls from the second row on, without gaps, numbered by 14', () => {
    expect(calls.report(0, { isReal: 1 }).constraints).toContain('the first row is no call');
    expect(calls.report(2, { isReal: 0 }).constraints).toContain('calls follow from the second row on');
    expect(calls.report(2, { row: 14 }).constraints).toContain('row grows by 14');
    expect(calls.report(3, { isReal: 2 }).constraints).toContain('isReal is a bit');
  });

  it('takes no pointer that is misaligned or leads out of memory', () => {
    const row = live.at(-1)!;
    for (const register of ['x10', 'x11']) {
      const low = calls.value(`${register}Limb0`, row);
      for (let offset = 1; offset < 8; offset++) {
        const { tuples } = calls.report(row, { [`${register}Limb0`]: low + offset });
        const cells = said(tuples, 'memory').map(({ tuple }) => tuple[0]!);
        // No cell beyond the end of memory has a token.
        expect(cells.filter((cell) => cell >= MEMORY_END / 8)).toHaveLength(register === 'x10' ? 8 : 16);
      }
      const { lookups } = calls.report(row, { [`${register}Limb1`]: 0x7800 });
      expect(lookups).toEqual([expect.stringMatching(/^range16 /)]);
    }
  });

  it('takes no cell twice', () => {
    const row = live.at(-1)!;
    const ts = calls.value('ts', row);
    for (const column of ['value0PrevTs', 'value3PrevTs', 'block0PrevTs', 'block7PrevTs']) {
      for (const time of [ts, ts + 1]) {
        expect(calls.report(row, { [column]: time }).lookups).toEqual([expect.stringMatching(/^range16 /)]);
      }
    }
  });

  it('takes a block whose tokens are of one window of 2^16 ticks, at most 2^28 ago', () => {
    const row = live.at(-1)!;
    const past = (ticks: number) => ({ ts: ticks + 1, x17PrevTs: ticks, x10PrevTs: ticks, x11PrevTs: ticks });
    const registers = (ticks: number) => ({ ...past(ticks), x12PrevTs: ticks, x13PrevTs: ticks, x14PrevTs: ticks });
    const value = (ticks: number) => Object.fromEntries([0, 1, 2, 3].map((i) => [`value${i}PrevTs`, ticks]));
    const at = (ticks: number, blockWindow: number) => ({ ...registers(ticks), ...value(ticks), blockWindow });
    for (const [ticks, window] of [
      [65535, 0],
      [65536, 1],
      [2 ** 28 - 1, 4095],
    ] as const) {
      expect(calls.report(row, at(ticks, window)).lookups).toEqual([]);
      expect(calls.report(row, at(ticks, window + 1)).lookups).not.toEqual([]);
    }
    expect(calls.report(row, at(2 ** 28, 4096)).lookups).toEqual([expect.stringMatching(/^rangeBits /)]);
    expect(calls.report(row, { ...at(70000, 1), block3PrevTs: 70000 }).lookups).toHaveLength(1);
  });

  it('takes length and flags below 2^32, and no other number in a7', () => {
    const registers = said(calls.report(1).tuples, 'register').filter(({ isSend }) => !isSend);
    const token = (register: number) => registers.find(({ tuple }) => tuple[0] === register)!.tuple;
    expect([token(13).slice(4), token(14).slice(4)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(token(17).slice(2)).toEqual([1, 0x1000, 0, 0]);
  });

  it('begins and ends as it must', () => {
    const row = live.at(-1)!;
    const change = (column: string, delta = 1) => calls.report(row, { [column]: calls.value(column, row) + delta });
    expect(change('a1Byte0').constraints).toContain('carry 0 of a1 is below 3');
    expect(change('a1Byte0').lookups).toEqual([expect.stringMatching(/^byteXor /)]);
    expect(change('c2Carry1', 2).constraints).toContain('c2Carry1 is a bit');
    expect(change('d3Byte2').lookups).toEqual([expect.stringMatching(/^byteXor /)]);
    expect(change('result5Byte1').lookups).toEqual([expect.stringMatching(/^byteXor /)]);
    expect(change('bUnrotated0Limb0').constraints).not.toEqual([]);
  });
});
