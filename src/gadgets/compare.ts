/**
 * a < b for values of four 16-bit limbs, unsigned; signed comparison flips the top bits first (`flippedTop`).
 *
 * The most significant limb that differs decides. One column per limb, `order_k`, is 0 but for that limb, where it is 1 if a < b and
 * -1 if not (limb 0 decides, with -1, if a = b).
 *
 * Soundness: each order_k is in {-1, 0, 1} and their squares sum to isReal, so exactly one is not 0 on a live row. Limbs above
 * the deciding one k are equal. With d = b_k - a_k the check is d - 1 (order 1) or -d - 1 (order -1; -d for limb 0): below 2^16
 * only if a_k < b_k, or a_k > b_k (>= for limb 0). So a limb above 0 that is equal cannot decide, and the order is true.
 */
import type { ChipBuilder } from '../air/chip.ts';
import { type Expr, P } from '../air/expression.ts';
import { type Int, int } from '../air/integer.ts';
import { type LimbOperands, type Limbs, type Row, range16 } from './instruction.ts';

export interface Comparison {
  /** 1 on live rows with a < b, else 0; degree 1. */
  readonly isLess: Expr;
  /** Degree 2; the chip must check it to 16 bits. */
  readonly check: Expr;
  /** For chips that give the check a column. */
  readonly checkWitness: Int;
}

/** Columns order0..order3. `aValue` and `bValue` are the witnesses of a and b as unsigned 64-bit integers. */
export function compare(b: ChipBuilder, row: Row, a: Limbs, c: LimbOperands, aValue: Int, bValue: Int): Comparison {
  // 16 k for the deciding limb k.
  const shift = int(63).sub(aValue.xor(bValue).or(1).clz()).and(48);
  const isLessWitness = aValue.ltU(bValue);
  const order = isLessWitness.select(1, P - 1);
  const orders = [0, 1, 2, 3].map((k) => b.column(`order${k}`, shift.eq(16 * k).select(order, 0))) as [
    Expr,
    Expr,
    Expr,
    Expr,
  ];
  const difference = (k: number): Expr => b.expressions.sub(c[k]!, a[k]!);
  for (const [k, o] of orders.entries()) b.assertZero(o.mul(o.sub(1)).mul(o.add(1)), `order ${k} is -1, 0 or 1`);
  const squares = orders.map((o) => o.mul(o));
  b.assertEqual(b.sum(squares), row.isReal, 'exactly one limb decides');
  // A limb is equal unless it or one above it decides.
  for (const k of [3, 2, 1]) {
    const decided = b.sum(squares.slice(k));
    b.assertZero(row.isReal.sub(decided).mul(difference(k)), `limb ${k} is equal if a lower one decides`);
  }
  const isLess = b.sum(orders).add(row.isReal).div(2);
  const isAtMost = orders[0].mul(orders[0].sub(1)).div(2);
  const signedDifference = b.sum(orders.map((o, k) => o.mul(difference(k))));
  const check = signedDifference.sub(row.isReal).add(isAtMost);
  const distance = bValue.shrU(shift).and(0xffff).sub(aValue.shrU(shift).and(0xffff));
  const checkWitness = isLessWitness.select(distance.sub(1), int(0).sub(distance).sub(shift.ne(0)));
  return { isLess, check, checkWitness };
}

/**
 * Limb 3 with its top bit flipped where `isSigned`, which turns signed order into unsigned order. Column `name` is the carry of
 * adding 2^15; one range check forces it: where isSigned = 0, limb - 65536 carry is below 2^16 only for carry = 0.
 */
export function flippedTop(b: ChipBuilder, row: Row, name: string, top: Expr, isSigned: Expr, carry: Int): Expr {
  const flipped = top.add(isSigned.mul(32768)).sub(b.bit(name, carry).mul(65536));
  range16(b, row.isReal, flipped);
  return flipped;
}

/** `value` as unsigned 64-bit number in the order of the comparison. */
export function orderWitness(value: Int, isSigned: Int): Int {
  return value.xor(isSigned.shl(63));
}

/** `value` with limb 3 replaced. */
export function withTop(value: Limbs, top: Expr): Limbs {
  return [value[0], value[1], value[2], top];
}
