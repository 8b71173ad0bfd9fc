/**
 * Shifts by any amount: sll, srl, sra and their W forms. The amount is k + 16 q, k below 16.
 *
 * First whole limbs move by q (zeros or the sign come in): m_j, an expression. Then every m_j is split at the bit that k says, into a
 * piece x_j of k bits and a piece y_j of 16 - k bits, and neighbouring pieces make the result:
 *   right: m_j = 2^k y_j + x_j,       r_j = y_j + 2^(16-k) x_(j+1)
 *   left:  m_j = 2^(16-k) x_j + y_j,  r_j = 2^k y_j + x_(j-1)
 * W forms work on limbs 0 and 1, with the fill above; limbs 2 and 3 of the result are the sign.
 *
 * Soundness: RANGE_BITS holds (k, x, 2^k), so one lookup per piece bounds it and forces both powers; no product exceeds 2^16, so the
 * splits are integer identities with one solution and the results are below 2^16 without a check. k <= 15 is the chip's to
 * ensure (with k = 16 amounts are still added up rightly, but 16 + 48 is 64 and not 0). `fill`, the sign that comes in, is pinned by
 * the check where the instruction is arithmetic and 0 elsewhere; the sign of a W result is limb 2 / 65535, pinned by
 * the check too (for sraw it is the fill). Flags and the one-hot q are forced by the chip.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr } from '../air/expression.ts';
import { type Int, int } from '../air/integer.ts';
import { opcodes } from '../isa/rv64im.ts';
import { RANGE_BITS } from '../machine/buses.ts';
import { type Limbs, type Row, range16, record } from './instruction.ts';

/** Bits of the `flags` element; long left shifts have none. */
export const RIGHT = 1;
export const LEFT_WORD = 2;
export const RIGHT_WORD = 4;
export const ARITHMETIC = 8;

/** `flags` by opcode. */
export const shiftFlags: ReadonlyMap<number, number> = new Map([
  [opcodes.sll, 0],
  [opcodes.slli, 0],
  [opcodes.srl, RIGHT],
  [opcodes.srli, RIGHT],
  [opcodes.sra, RIGHT + ARITHMETIC],
  [opcodes.srai, RIGHT + ARITHMETIC],
  [opcodes.sllw, LEFT_WORD],
  [opcodes.slliw, LEFT_WORD],
  [opcodes.srlw, RIGHT_WORD],
  [opcodes.srliw, RIGHT_WORD],
  [opcodes.sraw, RIGHT_WORD + ARITHMETIC],
  [opcodes.sraiw, RIGHT_WORD + ARITHMETIC],
]);

export interface Shift {
  readonly flags: Expr;
  readonly k: Expr;
  readonly powerK: Expr;
  readonly powerRest: Expr;
  /** q1, q2, q3: bits, at most one set; q0 is what is left. */
  readonly q: readonly [Expr, Expr, Expr];
}

/**
 * Columns and constraints of a shift of `a` to `result`; `amount` is the witness of rs2 or the immediate. In W forms q may count
 * bit 5 of the amount too: it is ignored.
 */
export function shift(b: ChipBuilder, row: Row, a: Limbs, result: Limbs, amount: Int): Shift {
  const witness = shiftWitness(amount);
  const right = b.bit('isRight', witness.isRightLong);
  const leftWord = b.bit('isLeftWord', witness.isLeftWord);
  const rightWord = b.bit('isRightWord', witness.isRightWord);
  const isArithmetic = b.bit('isArithmetic', witness.isArithmetic);
  const left = b.expressions.sub(row.isReal, b.sum([right, leftWord, rightWord]));
  const isWord = leftWord.add(rightWord);
  const q = [1, 2, 3].map((i) => b.bit(`q${i}`, witness.q.eq(i))) as [Expr, Expr, Expr];
  b.assertBit(b.sum(q), 'at most one of q1, q2, q3 is set');
  const k = b.column('k', witness.k);
  const powerK = b.column('powerK', int(1).shl(witness.k));
  const powerRest = b.column('powerRest', witness.powerRest);
  const fill = b.bit('fill', witness.fill);
  const fillLimb = fill.mul(65535);

  const [q1, q2, q3] = q;
  const q0 = row.isReal.sub(b.sum(q));
  const [a0, a1, a2, a3] = a;
  const pick = (...terms: [Expr, Expr][]) => b.sum(terms.map(([selector, limb]) => selector.mul(limb)));
  const even = q0.add(q2);
  const odd = q1.add(q3);
  const moved = [
    b.sum([
      left.mul(pick([q0, a0])),
      right.mul(pick([q0, a0], [q1, a1], [q2, a2], [q3, a3])),
      leftWord.mul(pick([even, a0])),
      rightWord.mul(pick([even, a0], [odd, a1])),
    ]),
    b.sum([
      left.mul(pick([q0, a1], [q1, a0])),
      right.mul(pick([q0, a1], [q1, a2], [q2, a3], [q3, fillLimb])),
      leftWord.mul(pick([even, a1], [odd, a0])),
      rightWord.mul(pick([even, a1], [odd, fillLimb])),
    ]),
    b.sum([
      left.mul(pick([q0, a2], [q1, a1], [q2, a0])),
      right.mul(pick([q0, a2], [q1, a3], [q2.add(q3), fillLimb])),
      rightWord.mul(fillLimb),
    ]),
    b.sum([
      left.mul(pick([q0, a3], [q1, a2], [q2, a1], [q3, a0])),
      right.mul(pick([q0, a3], [b.sum(q), fillLimb])),
      rightWord.mul(fillLimb),
    ]),
  ];
  const x: Expr[] = [];
  const y: Expr[] = [];
  const goesLeft = left.add(leftWord);
  const goesRight = right.add(rightWord);
  for (const [j, limb] of moved.entries()) {
    x.push(b.column(`x${j}`, witness.x(j)));
    y.push(b.column(`y${j}`, witness.y(j)));
    b.send(RANGE_BITS, row.isReal, [k, x[j]!, powerK]);
    b.send(RANGE_BITS, row.isReal, [b.expressions.sub(16, k), y[j]!, powerRest]);
    const split = goesRight.mul(powerK.mul(y[j]!).add(x[j]!)).add(goesLeft.mul(powerRest.mul(x[j]!).add(y[j]!)));
    b.assertEqual(split, limb, `limb ${j} is split at the amount`);
  }

  const joinLeft = (j: number) => (j === 0 ? powerK.mul(y[0]!) : powerK.mul(y[j]!).add(x[j - 1]!));
  // The limb above the last is the fill: its low k bits, times 2^(16-k).
  const joinRight = (j: number) =>
    y[j]!.add(j === 3 ? fill.mul(b.expressions.sub(65536, powerRest)) : powerRest.mul(x[j + 1]!));
  for (const j of [0, 1]) {
    const joined = goesLeft.mul(joinLeft(j)).add(goesRight.mul(joinRight(j)));
    b.assertEqual(result[j]!, joined, `limb ${j} of the result`);
  }
  for (const j of [2, 3]) {
    const joined = left.mul(joinLeft(j)).add(right.mul(joinRight(j)));
    b.assertEqual(isWord.not().mul(result[j]!), joined, `limb ${j} of the result`);
  }
  const [, r1, r2, r3] = result;
  b.assertZero(isWord.mul(r2).mul(r2.sub(65535)), 'W: limb 2 is 0 or 65535');
  b.assertZero(isWord.mul(r3.sub(r2)), 'W: limb 3 is limb 2');
  b.assertZero(isArithmetic.mul(isWord).mul(r2.sub(fillLimb)), 'sraw: the sign of the result is the fill');

  b.assertZero(isArithmetic.not().mul(fill), 'only arithmetic shifts fill with ones');
  const signCheck = b.column('signCheck', witness.signCheck);
  const arithmetic = isArithmetic.mul(right.mul(a3).add(rightWord.mul(a1)).mul(2)).sub(fill.mul(65536));
  const logical = isWord.mul(isArithmetic.not()).mul(r1.mul(2).sub(r2.mul(65536).div(65535)));
  b.assertEqual(signCheck, arithmetic.add(logical), 'signCheck is the signed limb, doubled, without its sign');
  range16(b, row.isReal, signCheck);

  const flags = b.sum([
    right.mul(RIGHT),
    leftWord.mul(LEFT_WORD),
    rightWord.mul(RIGHT_WORD),
    isArithmetic.mul(ARITHMETIC),
  ]);
  return { flags, k, powerK, powerRest, q };
}

function shiftWitness(amount: Int) {
  const is = (...names: (keyof typeof opcodes)[]) =>
    names.map((name) => record.opcode.eq(opcodes[name])).reduce((either, one) => either.or(one));
  const isRightLong = is('srl', 'srli', 'sra', 'srai');
  const isLeftWord = is('sllw', 'slliw');
  const isRightWord = is('srlw', 'srliw', 'sraw', 'sraiw');
  const isArithmetic = is('sra', 'srai', 'sraw', 'sraiw');
  const isWord = isLeftWord.or(isRightWord);
  const isRight = isRightLong.or(isRightWord);
  const k = amount.and(15);
  const q = amount.shrU(4).and(3);
  const distance = isWord.select(q.and(1), q).shl(4);
  const a = record.rs1Value;
  const low = a.and(0xffffffff);
  const source = isWord.select(isArithmetic.select(a.signExtend32(), low), a);
  const movedRight = isArithmetic.select(source.shrS(distance), source.shrU(distance));
  const movedLeft = a.shl(distance);
  const moved = isRight.select(movedRight, isWord.select(movedLeft.and(0xffffffff), movedLeft));
  const rest = int(16).sub(k);
  const ones = (bits: Int) => int(1).shl(bits).sub(1);
  const sign = isWord.select(a.bit(31), a.bit(63));
  const signed = isWord.select(
    isArithmetic.select(a.limb(1), record.rdValue.limb(1)),
    isArithmetic.select(a.limb(3), 0),
  );
  return {
    isRightLong,
    isLeftWord,
    isRightWord,
    isArithmetic,
    k,
    q,
    powerRest: int(1).shl(rest),
    fill: isArithmetic.and(sign),
    x: (j: number) => isRight.select(moved.limb(j).and(ones(k)), moved.limb(j).shrU(rest)),
    y: (j: number) => isRight.select(moved.limb(j).shrU(k), moved.limb(j).and(ones(rest))),
    signCheck: signed.shl(1).and(0xffff),
  };
}
