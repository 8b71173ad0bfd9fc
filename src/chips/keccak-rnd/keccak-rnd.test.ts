import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, type Tuple, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { keccakStates, rotate } from '../../../test/support/keccak-calls.ts';
import { Random } from '../../../test/support/random.ts';
import { P } from '../../air/expression.ts';
import * as layout from '../../executor/precompiles/keccak-layout.ts';
import {
  bitsByDistance,
  DIRECT_BITS,
  keyOf,
  piecesByDistance,
  ROWS_PER_CALL,
  roundConstant,
  sumsByDistance,
} from '../../gadgets/keccak.ts';
import { keccakRndChip } from './air.ts';

const TS = 1000;
const random = new Random(31);
const input = Array.from({ length: 25 }, () => BigInt.asUintN(64, (random.u64() << 1n) ^ random.u64()));
const states = keccakStates(input);
const window = (lane: bigint, g: number) => Number((lane >> BigInt(16 * g)) & 0xffffn);

/** Window g of state r is row 25 g + r. */
function record(row: number): Uint8Array {
  const bytes = new Uint8Array(layout.KECCAK_RND_BYTES);
  const view = new DataView(bytes.buffer);
  const [g, round] = [Math.floor(row / 25), row % 25];
  const { a, b, carry, constant } = states[round]!;
  const next = [Math.floor((row + 1) / 25), (row + 1) % 25] as const;
  view.setUint32(layout.KECCAK_RND_TS, TS, true);
  view.setUint32(layout.KECCAK_RND_ROW_ID, 4 * round + g, true);
  view.setUint32(layout.KECCAK_RND_KEY, keyOf(round, g), true);
  view.setUint32(layout.KECCAK_RND_RC, window(constant, g), true);
  for (let x = 0; x < 5; x++) {
    const parity = [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ a[x + y]!, 0n);
    bytes[layout.KECCAK_RND_EDGE + x] = window(rotate(parity, 1), g) & 1;
  }
  for (let i = 0; i < 25; i++) {
    view.setUint16(layout.KECCAK_RND_B + 2 * i, window(b[i]!, g), true);
    view.setUint16(layout.KECCAK_RND_A + 2 * i, window(a[i]!, g), true);
    view.setUint16(layout.KECCAK_RND_CARRY + 2 * i, window(carry[i]!, g), true);
    const nextB = row + 1 < ROWS_PER_CALL ? window(states[next[1]]!.b[i]!, next[0]) : 0;
    view.setUint16(layout.KECCAK_RND_NEXT_B + 2 * i, nextB, true);
  }
  return bytes;
}

const rows = new ChipRows(
  fillRows(
    keccakRndChip(),
    Array.from({ length: ROWS_PER_CALL }, (_, i) => record(i)),
    7,
  ),
);
const MIDDLE = 25 * 2 + 7;
const say = ({ bus, tuple }: Tuple) => `${bus} ${tuple}`;
/** value + or - unit / 2 */
const plusHalf = (value: number, isPlus: boolean, unit: bigint) => {
  const half = BigInt((P + 1) / 2) * unit;
  return Number((BigInt(value) + (isPlus ? half : BigInt(P) * unit - half)) % BigInt(P));
};
const minus = (value: number) => (value === 0 ? 0 : P - value);

describe('KECCAK_RND', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, logUpColumns, degree } = keccakRndChip().air;
    expect([mainColumns.length, interactions.length, logUpColumns.length, degree]).toEqual([531, 39, 22, 3]);
  });

  it('takes the state of a call to that after 24 rounds', () => {
    const open = new Map<string, number>();
    for (let row = 0; row < ROWS_PER_CALL; row++) {
      const { constraints, lookups, tuples } = rows.report(row);
      expect([row, constraints, lookups]).toEqual([row, [], []]);
      for (const tuple of tuples) {
        const count = (open.get(say(tuple)) ?? 0) + (tuple.isSend === (tuple.multiplicity === 1) ? 1 : -1);
        if (count === 0) open.delete(say(tuple));
        else open.set(say(tuple), count);
      }
    }
    // What the rows say to each other cancels out.
    const expected = [0, 1, 2, 3].flatMap((g): [string, number][] => [
      [`keccakState ${[TS, keyOf(0, g), ...input.map((lane) => window(lane, g))]}`, -1],
      [`keccakState ${[TS, keyOf(24, g), ...states[24]!.a.map((lane) => window(lane, g))]}`, 1],
    ]);
    expect([...open].sort()).toEqual(expected.sort());
    expect(isSilentPadding(rows, ROWS_PER_CALL)).toBe(true);
  });

  it('has distinct keys, and pieces that cover every bit once', () => {
    expect(new Set(Array.from({ length: ROWS_PER_CALL }, (_, i) => keyOf(Math.floor(i / 4), i % 4))).size).toBe(
      ROWS_PER_CALL,
    );
    const keys = [0, 1, 2, 3].flatMap((g) => Array.from({ length: 25 }, (_, r) => keyOf(r, g)));
    for (let g = 0; g < 4; g++) expect(keys).not.toContain(keyOf(25, g));
    for (const [lane, bit] of [['from', 'fromBit'] as const, ['to', 'toBit'] as const]) {
      const covered = piecesByDistance
        .flat()
        .flatMap((p) => Array.from({ length: p.bits }, (_, i) => `${p[lane]} ${p[bit] + i}`));
      expect([covered.length, new Set(covered).size]).toEqual([400, 400]);
    }
  });

  it('has the constants of FIPS 202', () => {
    const constants = states.slice(1).map(({ constant }) => constant);
    expect(constants.map((_, round) => roundConstant(round))).toEqual(constants);
    expect([roundConstant(0), roundConstant(2), roundConstant(23)]).toEqual([
      1n,
      0x800000000000808an,
      0x8000000080008008n,
    ]);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [MIDDLE], undefined, true)).toEqual([]);
  });

  it('cannot choose what chi or iota makes', () => {
    const bit = rows.value('b3_5', MIDDLE);
    expect(rows.report(MIDDLE, { b3_5: 1 - bit }).constraints.length).toBeGreaterThan(0);
    expect(rows.report(MIDDLE, { b3_5: 2 }).constraints).toContain('b3_5 is a bit');
    const iota = rows.value('iota7', MIDDLE);
    expect(rows.report(MIDDLE, { iota7: 1 - iota }).constraints).toContain(
      'iota changes the bits of the round constant',
    );
    const rc = rows.value('rc', MIDDLE);
    expect(rows.report(MIDDLE, { rc: rc ^ 2 }).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
  });

  it('cannot choose what theta makes', () => {
    // A parity the other way, with carries that make the sum right: they are no carries any more.
    const index = 2 * 16 + 3;
    const [name, digit] = [`parityCarry${Math.floor(index / 9)}`, index % 9];
    const other = 1 - rows.value('c2_3', MIDDLE);
    const carries = plusHalf(rows.value(name, MIDDLE), other === 0, 8n ** BigInt(digit));
    const { constraints, lookups } = rows.report(MIDDLE, { c2_3: other, [name]: carries });
    expect(constraints.filter((message) => message.startsWith('column sums'))).toEqual([]);
    expect(lookups).toEqual([expect.stringMatching(/^spread /)]);
    expect(rows.report(MIDDLE, { c2_3: other }).constraints).toContainEqual(expect.stringMatching(/^column sums/));
  });

  it('takes every bit of the next state from a sum or from the row before', () => {
    const honest = new Set(rows.report(MIDDLE).tuples.map(say));
    for (const { to, toBit } of bitsByDistance[0]!) {
      const name = `b${to}_${toBit}`;
      const change = { position: MIDDLE, column: rows.column(name), value: 1 - rows.value(name, MIDDLE) };
      const { constraints } = rows.reportChanges(MIDDLE - 1, [change]);
      expect(constraints, name).toEqual([expect.stringMatching(/^bits \d that stay in their window$/)]);
      // What makes the comparison right is not allowed.
      const j = Math.floor(bitsByDistance[0]!.findIndex((bit) => bit.to === to && bit.toBit === toBit) / DIRECT_BITS);
      const n = bitsByDistance[0]!.findIndex((bit) => bit.to === to && bit.toBit === toBit) % DIRECT_BITS;
      const difference = change.value === 1 ? minus(2 ** n) : 2 ** n;
      const direct = { position: MIDDLE - 1, column: rows.column(`direct${j}`) };
      const both = [minus(difference), difference].map(
        (value) => rows.reportChanges(MIDDLE - 1, [change, { ...direct, value }]).constraints,
      );
      expect(both).toContainEqual([`bits ${j} that stay in their window are the next row's`]);
    }
    for (const { to, toBit } of bitsByDistance.slice(1).flat()) {
      const { tuples } = rows.report(MIDDLE, { [`b${to}_${toBit}`]: 1 - rows.value(`b${to}_${toBit}`, MIDDLE) });
      const taken = tuples.filter((tuple) => !tuple.isSend && !honest.has(say(tuple)));
      expect(taken.map(({ bus }) => bus)).toContain('keccakSums');
    }
    // The sum is right with half a carry; but that is no carry.
    const bit = rows.value('b1_0', MIDDLE);
    const at = sumsByDistance.flatMap((parts, distance) =>
      parts.flatMap((part, j) =>
        part.flatMap((b, n) => (b.to === 1 && b.toBit === 0 ? [{ name: `carry${distance}_${j}`, n }] : [])),
      ),
    )[0]!;
    const changed = plusHalf(rows.value(at.name, MIDDLE), bit === 1, 4n ** BigInt(at.n));
    const forged = rows.report(MIDDLE, { b1_0: 1 - bit, [at.name]: changed });
    expect(forged.tuples.filter(({ isSend, bus }) => !isSend && bus === 'keccakSums').map(say)).toEqual(
      rows
        .report(MIDDLE)
        .tuples.filter(({ isSend, bus }) => !isSend && bus === 'keccakSums')
        .map(say),
    );
    expect(forged.lookups).toEqual([expect.stringMatching(/^spread /)]);
  });

  it('is behind its predecessor', () => {
    const before = MIDDLE - 1;
    const changes: [string, number, string][] = [
      ['ts', TS + 3, 'it is of the same call'],
      ['key', keyOf(5, 2), 'it is of the next state'],
      ['isReal', 0, 'a row that takes sums is behind one that sends them'],
      ['isLast', 1, 'a row that takes sums is behind one that sends them'],
    ];
    for (const [name, value, message] of changes) {
      expect(rows.report(before, { [name]: value }).constraints, name).toContain(message);
    }
    // Row 0 follows the last one, where nothing is compared.
    expect(rows.report(0, { isFirst: 0 }).constraints).toContain('the first row takes nothing');
  });

  it('is neither first nor last but as KECCAK_RC says', () => {
    for (const flags of [{ isFirst: 1 }, { isLast: 1 }]) {
      expect(rows.report(MIDDLE, flags).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
    }
    expect(rows.report(25, { isFirst: 0 }).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
    expect(rows.report(ROWS_PER_CALL, { isFirst: 1 }).constraints).toContain('only live rows are first');
    expect(rows.report(ROWS_PER_CALL, { isLast: 1 }).constraints).toContain('only live rows are last');
    expect(rows.report(MIDDLE, { key: keyOf(8, 2) }).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
  });
});
