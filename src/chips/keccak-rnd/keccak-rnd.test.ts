import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, type Tuple, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { keccakStates, rotate } from '../../../test/support/keccak-calls.ts';
import { Random } from '../../../test/support/random.ts';
import * as layout from '../../executor/precompiles/keccak-layout.ts';
import { keyOf, piecesByDistance, ROWS_PER_CALL, roundConstant } from '../../gadgets/keccak.ts';
import { keccakRndChip } from './air.ts';

const TS = 1000;
const random = new Random(31);
const input = Array.from({ length: 25 }, () => BigInt.asUintN(64, (random.u64() << 1n) ^ random.u64()));
const states = keccakStates(input);
const window = (lane: bigint, g: number) => Number((lane >> BigInt(16 * g)) & 0xffffn);

/** Row 4 r + g. */
function record(rowId: number): Uint8Array {
  const bytes = new Uint8Array(layout.KECCAK_RND_BYTES);
  const view = new DataView(bytes.buffer);
  const [round, g] = [Math.floor(rowId / 4), rowId % 4];
  const { a, b, constant } = states[round]!;
  view.setUint32(layout.KECCAK_RND_TS, TS, true);
  view.setUint32(layout.KECCAK_RND_ROW_ID, rowId, true);
  view.setUint32(layout.KECCAK_RND_KEY, keyOf(round, g), true);
  view.setUint32(layout.KECCAK_RND_RC, window(constant, g), true);
  for (let x = 0; x < 5; x++) {
    const parity = [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ a[x + y]!, 0n);
    bytes[layout.KECCAK_RND_EDGE + x] = window(rotate(parity, 1), g) & 1;
  }
  for (let i = 0; i < 25; i++) {
    view.setUint16(layout.KECCAK_RND_B + 2 * i, window(b[i]!, g), true);
    view.setUint16(layout.KECCAK_RND_A + 2 * i, window(a[i]!, g), true);
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
const MIDDLE = 4 * 7 + 2;
const say = ({ bus, tuple }: Tuple) => `${bus} ${tuple}`;

describe('KECCAK_RND', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree } = keccakRndChip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree]).toEqual([601, 113, 57, 3]);
  });

  it('takes the state of a call to that after 24 rounds', () => {
    const open = new Map<string, number>();
    for (let row = 0; row < ROWS_PER_CALL; row++) {
      const { constraints, lookups, tuples } = rows.report(row);
      expect([row, constraints, lookups]).toEqual([row, [], []]);
      for (const tuple of tuples) {
        const count = (open.get(say(tuple)) ?? 0) + (tuple.isSend ? 1 : -1);
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
    expect(unnoticedChanges(rows, [MIDDLE])).toEqual([]);
  });

  it('cannot choose what chi or iota makes', () => {
    const a = rows.value('a7Low', MIDDLE);
    expect(rows.report(MIDDLE, { a7Low: a ^ 1 }).constraints).toEqual(['low byte of lane 7 is what chi makes']);
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
    for (const column of ['column2_3Low', 'column4_4High', 'd1High', 'theta12Low']) {
      const { lookups } = rows.report(MIDDLE, { [column]: rows.value(column, MIDDLE) ^ 4 });
      expect(lookups.length, column).toBeGreaterThan(0);
    }
    for (const column of ['top1', 'middle3']) {
      const flipped = rows.report(MIDDLE, { [column]: 1 - rows.value(column, MIDDLE) });
      expect(flipped.lookups, column).toContainEqual(expect.stringMatching(/^byteXor /));
    }
    // A top that is no bit would make any byte of the rotated parity possible.
    expect(rows.report(MIDDLE, { top1: 77 }).constraints).toEqual(['top1 is a bit']);
  });

  it('sends no other pieces than its own, and none to or from nowhere', () => {
    const honest = new Set(rows.report(MIDDLE).tuples.map(say));
    const forged = rows.report(MIDDLE, { piece6: rows.value('piece6', MIDDLE) + 1 });
    // Accepted by itself; but the two tuples now are none that a row of bits takes: low + 2^k high is the same.
    expect(forged.isAccepted).toBe(true);
    const changed = forged.tuples.filter((tuple) => !honest.has(say(tuple)));
    expect(changed.map(({ bus, isSend }) => `${bus} ${isSend}`)).toEqual(['keccakPieces true', 'keccakPieces true']);
    for (const flags of [{ isFirst: 1 }, { isLast: 1 }]) {
      expect(rows.report(MIDDLE, flags).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
    }
    expect(rows.report(0, { isFirst: 0 }).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
    expect(rows.report(ROWS_PER_CALL, { isFirst: 1 }).constraints).toContain('only live rows are first');
    expect(rows.report(ROWS_PER_CALL, { isLast: 1 }).constraints).toContain('only live rows are last');
    expect(rows.report(MIDDLE, { key: keyOf(8, 2) }).lookups).toEqual([expect.stringMatching(/^keccakRc /)]);
  });
});
