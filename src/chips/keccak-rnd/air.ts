/**
 * A round of Keccak-f[1600] in windows: this row holds window g (bits 16 g .. 16 g + 15) of all 25 lanes of state r, as made by chi
 * and iota from the bits b, and takes it through theta; rho and pi then are the way on which bits travel to the rows of state r + 1, whose b
 * they are. State 0 is that of the call: its b is what chi maps to it. docs/precompiles.md has the layout and its alternatives.
 *
 * A bit of the next b is the exclusive or of three: chi's two (b xor c: `first`, `and`) and theta's. Their sum is of degree 2, so it is sent as
 * it is, 14 sums in an element, and the receiver says that its own bit is the sum's parity: sum = bit + 2 carry. Bits that stay in their window
 * go to the next row, where degree 3 does for all of it: that row is the same window's of the next state.
 *
 * Soundness:
 * - Which row this is: (rowId, key, rc, isFirst, isLast) is a row of KECCAK_RC. All tuples to other rows carry `ts` and a key.
 * - Exactly one row per call and key, whatever the tuples say: let n(r, g) be the number of live rows with (ts, 2^r w^g). KECCAK_STATE
 *   gives n(0, g) = the number of calls at ts, as only live rows with isFirst take its tuples (first and last rows have other keys, so they never cancel
 *   each other); KECCAK_SUMS at distance d gives n(r + 1, g) = n(r, g - d), as every row but a last one sends exactly these three and every row but a
 *   first one takes them. All are below p, and ts is one instruction's: n is 1 everywhere, or 0. The 100 keys are distinct, and what a last row
 *   would send to is none of them. Multiplicities are bits, that of KECCAK_STATE 1, -1 or 0.
 * - The row before one of state r + 1 is live, not last, and has its ts and the key of the same window of state r: so it is the only such row.
 *   The table's first row is of no later state than 0. `direct`, which compares the two, is 0 there; elsewhere it says nothing.
 * - chi and iota: b and the bits `iota` are bits, so every bit that chi gives is one, over the integers. Bits 0, 1, 3, 7, 15 of
 *   lane 0 enter as `iota` = b xor rc's bit: that packed difference equals rc, and rc has no other bits.
 * - State 0: chi maps bits one to one, so b is determined, and nothing else is said of it.
 * - Column parities: the sum of five bits is parity + 2 carry, digit by digit, for the carries are spread numbers (src/air/spread.ts) of digits 0..2
 *   in 8's: both sides are below 8 in every digit and 8^9 is below p. The bit that enters the window (`edge`) has no constraint of its own: as there is
 *   one row per (ts, key), the one tuple that KECCAK_EDGE has for this key is the last parity bits of the window before (window 3 is before
 *   window 0: w^4 = 1). So it is a bit, theta's are, and every sum sent is 0..3. This uses only the numbers of rows, not what sums say.
 * - rho and pi: the same with digits 0 and 1 in 4's; 4^14 is below p. In `direct` 30 differences of bits are packed, which are 0 together only
 *   one by one. Every bit of b is in exactly one sum or difference.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { type Expr, P } from '../../air/expression.ts';
import { type Int, int } from '../../air/integer.ts';
import { type Radix, SPREAD_DIGITS } from '../../air/spread.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOWS } from '../../executor/precompiles/keccak-layout.ts';
import { keccakRoundRecord as record } from '../../executor/precompiles/keccak-records.ts';
import {
  bitsByDistance,
  CONSTANT_BITS,
  chunks,
  DIRECT_BITS,
  keyOf,
  laneIndex,
  MAX_SUMS,
  type MovedBit,
  rowIdOf,
  sumsByDistance,
  WINDOW_BITS,
} from '../../gadgets/keccak.ts';
import { KECCAK_EDGE, KECCAK_RC, KECCAK_STATE, KECCAK_SUMS, SPREAD } from '../../machine/buses.ts';

const columns = [0, 1, 2, 3, 4] as const;
const positions = Array.from({ length: WINDOW_BITS }, (_, i) => i);

const xor = (a: Expr, b: Expr) => a.add(b).sub(a.mul(b).mul(2));
const sumInts = (values: readonly Int[]) => values.reduce((sum, value) => sum.add(value), int(0));
/** sum values[n] 2^(r n) */
const spreadInts = (radix: Radix, values: readonly Int[]) => sumInts(values.map((value, n) => value.shl(radix * n)));

export function keccakRndChip() {
  const b = new ChipBuilder('KECCAK_RND', 'keccakRound');
  const isReal = b.bit('isReal', 1);
  const ts = b.column('ts', record.ts);
  const [stateIndex, window] = [record.rowId.shrU(2), record.rowId.and(KECCAK_WINDOWS - 1)];
  const rowId = b.column('rowId', stateIndex.add(window.mul(rowIdOf(0, 1))));
  const key = b.column('key', record.key);
  const rc = b.column('rc', record.rc);
  const isFirst = b.bit('isFirst', record.rowId.ltU(KECCAK_WINDOWS));
  const isLast = b.bit('isLast', int(KECCAK_WINDOWS * KECCAK_ROUNDS - 1).ltU(record.rowId));
  const takesSums = isReal.sub(isFirst);
  const sendsSums = isReal.sub(isLast);
  b.assertBit(takesSums, 'only live rows are first');
  b.assertBit(sendsSums, 'only live rows are last');
  b.send(KECCAK_RC, isReal, [rowId, key, rc, isFirst, isLast]);

  // The next row is of the next state, same window, or takes nothing.
  const nextTakesSums = b.next(isReal).sub(b.next(isFirst));
  b.assertZero(nextTakesSums.mul(sendsSums.sub(1)), 'a row that takes sums is behind one that sends them');
  b.assertZero(nextTakesSums.mul(b.next(ts).sub(ts)), 'it is of the same call');
  b.assertZero(nextTakesSums.mul(b.next(key).sub(key.mul(keyOf(1, 0)))), 'it is of the next state');
  b.assertZero(b.selector('isFirst').mul(takesSums), 'the first row takes nothing');

  const spread = (radix: Radix, values: readonly Expr[]) =>
    b.sum(values.map((value, n) => value.mul(2 ** (radix * n))));
  const spreadColumn = (name: string, radix: Radix, digits: readonly Int[]): Expr => {
    const column = b.column(name, spreadInts(radix, digits));
    b.send(SPREAD, isReal, [radix, column]);
    return column;
  };

  // Chi and iota.
  const chiBits = record.b.map((value, lane) => positions.map((i) => b.bit(`b${lane}_${i}`, value.bit(i))));
  const lane0 = [...chiBits[0]!];
  for (const i of CONSTANT_BITS) lane0[i] = b.bit(`iota${i}`, record.b[0]!.bit(i).xor(record.rc.bit(i)));
  const changes = CONSTANT_BITS.map((i) => xor(chiBits[0]![i]!, lane0[i]!).mul(2 ** i));
  b.assertEqual(b.sum(changes), rc, 'iota changes the bits of the round constant');
  const firsts = [lane0, ...chiBits.slice(1)];
  const ands = chiBits.map((_, lane) => {
    const [x, y] = [lane % 5, Math.floor(lane / 5)];
    const [second, third] = [chiBits[laneIndex(x + 1, y)]!, chiBits[laneIndex(x + 2, y)]!];
    return positions.map((i) => second[i]!.not().mul(third[i]!));
  });
  const state = firsts.map((first, lane) => positions.map((i) => xor(first[i]!, ands[lane]![i]!)));

  // Theta.
  const parityWitness = columns.map((x) => columns.map((y) => record.a[laneIndex(x, y)]!).reduce((a, c) => a.xor(c)));
  const parity = columns.map((x) => positions.map((i) => b.bit(`c${x}_${i}`, parityWitness[x]!.bit(i))));
  const edge = columns.map((x) => b.column(`edge${x}`, record.edge[x]!));
  b.send(KECCAK_EDGE, isReal, [ts, key.mul(keyOf(0, 1)), ...parity.map((bits) => bits[WINDOW_BITS - 1]!)]);
  b.receive(KECCAK_EDGE, isReal, [ts, key, ...edge]);
  const allColumns = columns.flatMap((x) => positions.map((i) => [x, i] as const));
  for (const [j, part] of chunks(allColumns, SPREAD_DIGITS[3]).entries()) {
    const counts = part.map(([x, i]) => sumInts(columns.map((y) => record.a[laneIndex(x, y)]!.bit(i))));
    const carries = spreadColumn(
      `parityCarry${j}`,
      3,
      counts.map((count) => count.shrU(1)),
    );
    const sums = part.map(([x, i]) => b.sum(columns.map((y) => state[laneIndex(x, y)]![i]!)));
    const parities = part.map(([x, i]) => parity[x]![i]!);
    const message = `column sums ${j} are parities and carries`;
    b.assertEqual(spread(3, sums), spread(3, parities).add(carries.mul(2)), message);
  }
  const theta = columns.map((x) => {
    const [left, right] = [parity[(x + 4) % 5]!, (x + 1) % 5];
    return positions.map((i) => xor(left[i]!, i === 0 ? edge[right]! : parity[right]![i - 1]!));
  });
  const thetaWitness = columns.map((x) => {
    const right = (x + 1) % 5;
    return parityWitness[(x + 4) % 5]!.xor(parityWitness[right]!.shl(1)).xor(record.edge[right]!);
  });

  // Rho and pi: to the next row.
  const isTransition = b.selector('isTransition');
  for (const [j, bits] of chunks(bitsByDistance[0]!, DIRECT_BITS).entries()) {
    const made = bits.map(({ from, fromBit }, n) => state[from]![fromBit]!.mul(2 ** n));
    const taken = bits.map(({ from, fromBit, to, toBit }, n) =>
      xor(b.next(chiBits[to]![toBit]!), theta[from % 5]![fromBit]!).mul(2 ** n),
    );
    const made64 = bits.map(({ from, fromBit }, n) => record.a[from]!.bit(fromBit).shl(n));
    const taken64 = bits.map(({ from, fromBit, to, toBit }, n) =>
      record.nextB[to]!.bit(toBit)
        .xor(thetaWitness[from % 5]!.bit(fromBit))
        .shl(n),
    );
    // Below p in size; columns take unsigned numbers.
    const difference = sumInts(made64).sub(sumInts(taken64));
    const direct = b.column(`direct${j}`, difference.shrS(63).and(P).add(difference));
    b.assertZero(isTransition.mul(b.sum(made).sub(b.sum(taken)).sub(direct)), `bits ${j} that stay in their window`);
    b.assertZero(nextTakesSums.mul(direct), `bits ${j} that stay in their window are the next row's`);
  }

  // To other windows. Tuples of degree 2 stand alone, so they come last.
  const sent: (() => void)[] = [];
  for (const [distance, parts] of sumsByDistance.entries()) {
    if (distance === 0) continue;
    const zeros = Array.from({ length: MAX_SUMS - parts.length }, () => 0);
    const sum = ({ from, fromBit }: MovedBit) =>
      firsts[from]![fromBit]!.add(ands[from]![fromBit]!).add(theta[from % 5]![fromBit]!);
    const taken = parts.map((part, j) => {
      const carries = part.map(({ to, toBit }) => record.carry[to]!.bit(toBit));
      const column = spreadColumn(`carry${distance}_${j}`, 2, carries);
      const own = part.map(({ to, toBit }) => chiBits[to]![toBit]!);
      return spread(2, own).add(column.mul(2));
    });
    b.receive(KECCAK_SUMS, takesSums, [ts, key, distance, ...taken, ...zeros]);
    const made = parts.map((part) => spread(2, part.map(sum)));
    sent.push(() => {
      b.send(KECCAK_SUMS, sendsSums, [ts, key.mul(keyOf(1, distance)), distance, ...made, ...zeros]);
    });
  }

  const limbs = state.map((bits) => b.sum(bits.map((bit, i) => bit.mul(2 ** i))));
  b.send(KECCAK_STATE, isLast.sub(isFirst), [ts, key, ...limbs], { isCommitted: true });
  for (const send of sent) send();
  return b.buildChip();
}
