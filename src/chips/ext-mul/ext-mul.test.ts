import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { P_MINUS_1, productWords, quotientWords, randomWord, randomWords } from '../../../test/support/field-calls.ts';
import { accessOf, cellsOf, fieldRecord, said, written } from '../../../test/support/field-rows.ts';
import { Random } from '../../../test/support/random.ts';
import { P } from '../../air/expression.ts';
import { SYSCALL_EXT_DIV, SYSCALL_EXT_MUL } from '../../executor/layout.ts';
import { extMulRecord } from '../../executor/precompiles/field-records.ts';
import { streamRecordBytes } from '../../executor/records.ts';
import { families } from '../../machine/families.ts';
import { extMulChip } from './air.ts';

interface Call {
  readonly out: number;
  readonly a: number;
  readonly b: number;
  /** Six half cells each. */
  readonly outBefore: readonly number[];
  readonly aHalves: readonly number[];
  readonly bHalves: readonly number[];
  readonly isDivision?: boolean;
}

const elementAt = (halves: readonly number[], pointer: number) =>
  halves.slice((pointer & 4) / 4, (pointer & 4) / 4 + 5);
const resultOf = ({ a, b, aHalves, bHalves, isDivision = false }: Call) =>
  (isDivision ? quotientWords : productWords)(elementAt(aHalves, a), elementAt(bHalves, b));

function rowsOf(calls: readonly Call[]): ChipRows {
  const records = calls.map((call, i) =>
    fieldRecord(extMulRecord, streamRecordBytes.extMul, {
      ts: 1000 + i,
      pc: 77,
      isDivision: Number(call.isDivision ?? false),
      x17PrevTs: 998,
      x10PrevTs: 990,
      x11PrevTs: 991,
      x12PrevTs: 992,
      x10Value: call.out,
      x11Value: call.a,
      x12Value: call.b,
      outPrevTs: [1001 + i, 500, 501],
      outCells: cellsOf(call.outBefore),
      result: resultOf(call),
      aPrevTs: [1, 2, 3],
      bPrevTs: [4, 5, 1000 + i],
      aCells: cellsOf(call.aHalves),
      bCells: cellsOf(call.bHalves),
    }),
  );
  return new ChipRows(fillRows(extMulChip(), records, 4));
}

const random = new Random(11);
/** Half cells of which the one that is not the element's may be anything. */
function halves(pointer: number, element: readonly number[], other = 0xffffffff): number[] {
  return (pointer & 4) === 0 ? [...element, other] : [other, ...element];
}
/** No limb is 0, so that no hint is free. */
const busyWord = () => 0x10001 + 0x10000 * random.below(0x7000) + random.below(0xffff);
const busy = () => Array.from({ length: 5 }, busyWord);

const calls: Call[] = Array.from({ length: 12 }, (_, i) => {
  const [out, a, b] = [0x200000 + (i & 4), 0x77ffffe8 + 2 * (i & 2), 0x300000 + 4 * (i & 1)];
  return {
    out,
    a,
    b,
    outBefore: halves(out, busy()),
    aHalves: halves(a, busy()),
    bHalves: halves(b, busy()),
    isDivision: i >= 8,
  };
});
const rows = rowsOf(calls);

describe('EXT_MUL', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree } = extMulChip().air;
    expect([mainColumns.length, interactions.length, degree]).toEqual([95, 72, 3]);
  });

  it('says what the call did, at every alignment', () => {
    for (const [row, call] of calls.entries()) {
      expect(rows.report(row)).toMatchObject({ constraints: [], lookups: [] });
      const ts = 1000 + row;
      const cells = (pointer: number, i: number) => Math.floor(pointer / 8) + i;
      const after = cellsOf(written(call.outBefore, call.out, resultOf(call)));
      const before = cellsOf(call.outBefore);
      const number = BigInt(call.isDivision ? SYSCALL_EXT_DIV : SYSCALL_EXT_MUL);
      expect(said(rows, row)).toEqual(
        [
          ...accessOf('register', 17, 998, ts, number),
          ...[call.out, call.a, call.b].flatMap((value, i) => accessOf('register', 10 + i, 990 + i, ts, BigInt(value))),
          `decode -${[77, families.ecall, 0, 0, 0, 0, 0, 0, 0, 0]}`,
          `execution -${[ts, 77]}`,
          `execution +${[ts + 3, 78]}`,
          ...cellsOf(call.aHalves).flatMap((v, i) => accessOf('memory', cells(call.a, i), 1 + i, ts, v)),
          ...cellsOf(call.bHalves).flatMap((v, i) => accessOf('memory', cells(call.b, i), [4, 5, ts][i]!, ts + 1, v)),
          ...after.flatMap((v, i) =>
            accessOf('memory', cells(call.out, i), [ts + 1, 500, 501][i]!, ts + 2, before[i]!, v),
          ),
        ].sort(),
      );
    }
    expect(isSilentPadding(rows, calls.length)).toBe(true);
  });

  it('takes all canonical words, among them p - 1, 0 and those with a zero limb', () => {
    for (let i = 0; i < 30; i++) {
      const edges = calls.map((call) => ({
        ...call,
        aHalves: halves(call.a, randomWords(random, 5), random.pick([0x78000001, 0x7800ffff, 5])),
        bHalves: halves(call.b, [randomWord(random), P_MINUS_1, 0, 0x77ff0000, randomWord(random)], 0x78000002),
      }));
      const edge = rowsOf(edges);
      for (const row of edges.keys()) expect(edge.report(row)).toMatchObject({ constraints: [], lookups: [] });
    }
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [...calls.keys()])).toEqual([]);
  });

  it('has no row for a word of p or more, whatever the hint', () => {
    for (const [row, { a, b }] of calls.entries()) {
      for (const [name, pointer] of [
        ['a', a],
        ['b', b],
      ] as const) {
        for (let k = 0; k < 5; k++) {
          const half = k + (pointer & 4) / 4;
          const limb = `${name}${half >> 1}Limb${2 * (half & 1)}`;
          const highLimb = `${name}${half >> 1}Limb${2 * (half & 1) + 1}`;
          // p + 0xfffe: the high limb is at its top, and no inverse helps.
          for (const hint of [0, 1, P - 1, 12345]) {
            const { constraints } = rows.report(row, {
              [limb]: 0xffff,
              [highLimb]: 0x7800,
              [`${name}Top${half}`]: hint,
            });
            expect(constraints).toContain(`${name}Top${half}: a word with the top high limb has low limb 0`);
          }
          const { lookups } = rows.report(row, { [highLimb]: 0x7801 });
          expect(lookups).toEqual([expect.stringMatching(/^range16 1 x \(2013265920\)/)]);
        }
      }
    }
  });

  it('has one form of the result', () => {
    for (const row of calls.keys()) {
      const [low, high] = [rows.value('result2Low', row), rows.value('result2High', row)];
      expect(rows.report(row, { result2Low: low + 65536, result2High: high - 1 }).lookups).not.toEqual([]);
      expect(rows.report(row, { result2Low: low - 65536, result2High: high + 1 }).lookups).not.toEqual([]);
      // The same element with p added: limbs are 16-bit, but the word is not canonical.
      const word = low + 65536 * high + P;
      const forged = { result2Low: word % 65536, result2High: Math.floor(word / 65536) };
      expect(rows.report(row, forged).isAccepted).toBe(false);
      expect(rows.report(row, { ...forged, result2Top: 0 }).isAccepted).toBe(false);
    }
  });

  it('touches no cell with a token for a pointer that is misaligned or beyond memory', () => {
    for (const [row, { a }] of calls.entries()) {
      for (const offset of [1, 2, 3]) {
        for (const shift of [0, 1]) {
          const { tuples } = rows.report(row, { x11Limb0: (a % 65536) + offset, aIsShifted: shift });
          const cells = tuples.filter(({ bus }) => bus === 'memory').map(({ tuple }) => tuple[0]!);
          expect(cells.filter((cell) => cell >= 0x0f000000)).toHaveLength(6);
        }
      }
      expect(rows.report(row, { x11Limb1: 0x7800 }).lookups).not.toEqual([]);
      expect(rows.report(row, { x11Limb1: 0xffff }).lookups).not.toEqual([]);
      const isShifted = rows.value('aIsShifted', row);
      const flipped = rows.report(row, { aIsShifted: 1 - isShifted });
      const cells = flipped.tuples.filter(({ bus }) => bus === 'memory').map(({ tuple }) => tuple[0]!);
      expect(cells.filter((cell) => cell >= 0x0f000000)).toHaveLength(6);
    }
  });

  it('divides by nothing that is 0, and has no other quotient', () => {
    const zero = [0, 0, 0, 0, 0];
    for (const aWords of [zero, [1, 2, 3, 4, 5]]) {
      for (const [row, { a, b }] of calls.entries()) {
        const call = { ...calls[row]!, aHalves: halves(a, aWords), bHalves: halves(b, zero) };
        const divided = rowsOf([...calls.slice(0, row), { ...call, isDivision: false }]);
        for (const hint of [0, 1, 77]) {
          const { constraints } = divided.report(row, { isDivision: 1, divisorHint: hint });
          expect(constraints).toContain('a divisor is not 0');
        }
        expect(divided.report(row).isAccepted).toBe(true);
      }
    }
    for (const row of [8, 9, 10, 11]) {
      const low = rows.value('result3Low', row);
      const changed = rows.report(row, { result3Low: low - 1, left3: rows.value('left3', row) - 1 });
      expect(changed.constraints).not.toEqual([]);
      // A product in the place of a quotient: a7 says which.
      const { tuples } = rows.report(row, { isDivision: 0 });
      const number = tuples.find(({ bus, tuple }) => bus === 'register' && tuple[0] === 17)!;
      expect(number.tuple[2]).toBe(SYSCALL_EXT_MUL % 65536);
    }
  });

  it('has no shifted operand on a padding row', () => {
    for (const name of ['outIsShifted', 'aIsShifted', 'bIsShifted']) {
      expect(rows.report(calls.length, { [name]: 1 }).constraints).toEqual([`${name} only on live rows`]);
      expect(rows.report(0, { [name]: 2 }).constraints).toContain(`${name} is a bit`);
    }
  });
});
