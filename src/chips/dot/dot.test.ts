import { describe, expect, it } from 'vitest';
import { inverseF, mod } from '../../../test/reference/field.ts';
import { ChipRows, fillRows, isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { P_MINUS_1 } from '../../../test/support/field-calls.ts';
import { accessOf, cellsOf, fieldRecord, said, written } from '../../../test/support/field-rows.ts';
import { P } from '../../air/expression.ts';
import { MAX_DOT_TERMS, SYSCALL_FIELD_DOT } from '../../executor/layout.ts';
import { dotRecord } from '../../executor/precompiles/field-records.ts';
import { streamRecordBytes } from '../../executor/records.ts';
import { families } from '../../machine/families.ts';
import { dotChip } from './air.ts';

const before = [11, 12, 13, 14, 15, 0xffffffff];
const result = [0x10001, 0x77ffffff, 0x12345678, 0x7654321, 0x70000001];
const calls = [
  { out: 0x200000, words: 0x300010, weights: 0x77fff000, count: 851, result },
  { out: 0x77ffffec, words: 0x77fffff8, weights: 0, count: MAX_DOT_TERMS - 1, result },
  { out: 0x2000f4, words: 0x300010, weights: 0x200, count: 1, result },
  { out: 0x2000f0, words: 0x77ffffff, weights: 1, count: 0, result: [0, 0, 0, 0, 0] },
  { out: 0x2000f0, words: 8, weights: 16, count: 2, result: [P_MINUS_1, 0, 1, 0x77ff0000, P_MINUS_1] },
];
const rows = new ChipRows(
  fillRows(
    dotChip(),
    calls.map(({ out, words, weights, count, result: words5 }, i) =>
      fieldRecord(dotRecord, streamRecordBytes.dot, {
        ts: 1000 + i,
        pc: 77,
        x17PrevTs: 998,
        x10PrevTs: 990,
        x11PrevTs: 991,
        x12PrevTs: 992,
        x13PrevTs: 993,
        x10Value: out,
        x11Value: words,
        x12Value: weights,
        x13Value: count,
        outPrevTs: [1001 + i, 500, 1000 + i],
        outCells: cellsOf(before),
        result: words5,
      }),
    ),
    3,
  ),
);
/** A quotient in F, where it need not be an integer. */
const fraction = (numerator: number, denominator: number) =>
  Number(mod(BigInt(numerator) * inverseF(BigInt(denominator))));

describe('DOT', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree } = dotChip().air;
    expect([mainColumns.length, interactions.length, degree]).toEqual([47, 48, 3]);
  });

  it('says what the call did', () => {
    for (const [row, call] of calls.entries()) {
      expect(rows.report(row)).toMatchObject({ constraints: [], lookups: [] });
      const ts = 1000 + row;
      const lane = fraction(call.weights - 5 * call.words, 8);
      const start = fraction(call.words, 4);
      const old = cellsOf(before);
      expect(said(rows, row)).toEqual(
        [
          ...accessOf('register', 17, 998, ts, BigInt(SYSCALL_FIELD_DOT)),
          ...[call.out, call.words, call.weights, call.count].flatMap((value, i) =>
            accessOf('register', 10 + i, 990 + i, ts, BigInt(value)),
          ),
          `decode -${[77, families.ecall, 0, 0, 0, 0, 0, 0, 0, 0]}`,
          `execution -${[ts, 77]}`,
          `execution +${[ts + 3, 78]}`,
          `dot +${[ts, lane, start, 0, 0, 0, 0, 0]}`,
          `dot -${[ts, lane, (start + call.count) % P, ...call.result]}`,
          ...cellsOf(written(before, call.out, call.result)).flatMap((v, i) =>
            accessOf('memory', Math.floor(call.out / 8) + i, [ts + 1, 500, ts][i]!, ts + 2, old[i]!, v),
          ),
        ].sort(),
      );
    }
    expect(isSilentPadding(rows, calls.length)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [0, 1, 2])).toEqual([]);
  });

  it('takes no count of 2^20 or more', () => {
    for (const limb of [16, 17, 0xffff]) {
      expect(rows.report(0, { x13Limb1: limb }).lookups).toEqual([expect.stringMatching(/^rangeBits /)]);
    }
  });

  it('takes no pointer beyond memory', () => {
    for (const limb of ['x10Limb1', 'x11Limb1', 'x12Limb1']) {
      for (const value of [0x7800, 0x7801, 0xffff]) expect(rows.report(0, { [limb]: value }).lookups).not.toEqual([]);
    }
  });

  it('has one form of the result', () => {
    expect(rows.report(0, { result0Low: 1 + 65536, result0High: 0 }).lookups).not.toEqual([]);
    // 0x10001 + p, with and without a hint that a word below p would have.
    for (const hint of [rows.value('result0Top'), 0]) {
      const { isAccepted } = rows.report(0, { result0Low: 2, result0High: 0x7801, result0Top: hint });
      expect(isAccepted).toBe(false);
    }
    // Row 4: the word p - 1; as p - 1 + p its limbs are 0 and 0xf000 + 1 carry.
    const twice = P_MINUS_1 + P;
    const forged = { result0Low: twice % 65536, result0High: Math.floor(twice / 65536) };
    expect(rows.report(4, forged).isAccepted).toBe(false);
  });
});
