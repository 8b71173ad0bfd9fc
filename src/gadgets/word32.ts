/**
 * 32-bit words as two 16-bit limbs or four bytes: sums mod 2^32, and rotations that do not fall on bytes. Nothing here has a column:
 * carries and the bits that a rotation moves from limb to limb are linear expressions of words that are there anyway.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr, Operand } from '../air/expression.ts';
import type { Int } from '../air/integer.ts';
import { BYTE_PAIR, BYTE_XOR } from '../machine/buses.ts';

export type Word = readonly [Expr, Expr];
export type Bytes = readonly [Expr, Expr, Expr, Expr];

const LIMB = 65536;
/** 2^32 - 1: the determinant of the pairs of equations below. */
const PAIR = 2 ** 32 - 1;

/** Four columns `name`Byte0..3. Not range-checked here. */
export function byteColumns(b: ChipBuilder, name: string, witness: Int): Bytes {
  const byte = (i: number) => b.column(`${name}Byte${i}`, witness.byte(i));
  return [byte(0), byte(1), byte(2), byte(3)];
}

/** Two columns `name`Limb0..1. Not range-checked here. */
export function wordColumns(b: ChipBuilder, name: string, witness: Int): Word {
  return [b.column(`${name}Limb0`, witness.limb(0)), b.column(`${name}Limb1`, witness.limb(1))];
}

export function wordOf([b0, b1, b2, b3]: Bytes): Word {
  return [b0.add(b1.mul(256)), b2.add(b3.mul(256))];
}

/** The word rotated right by 8 * bytes. */
export function rotateBytes(bytes: Bytes, count: number): Bytes {
  const byte = (i: number) => bytes[(i + count) & 3]!;
  return [byte(0), byte(1), byte(2), byte(3)];
}

export function rotateRight(witness: Int, count: number): Int {
  return witness
    .shrU(count)
    .or(witness.shl(32 - count))
    .and(0xffffffff);
}

/**
 * result = the sum of the terms mod 2^32.
 *
 * Soundness: limbs of terms and result must be known to be 16-bit; then each equation, its carry being one of 0..terms.length - 1,
 * holds over the integers. `gate` (degree 1, or 1 with three terms) switches the check off where it is 0.
 */
export function sumWords(
  b: ChipBuilder,
  terms: readonly (readonly [Operand, Operand])[],
  result: readonly [Operand, Operand],
  name: string,
  gate: Operand = 1,
): void {
  let carry: Expr = b.constant(0);
  for (const i of [0, 1] as const) {
    carry = b
      .sum([...terms.map((term) => term[i]), carry])
      .sub(result[i])
      .div(LIMB);
    let check = b.expressions.lift(gate);
    for (let value = 0; value < terms.length; value++) check = check.mul(carry.sub(value));
    b.assertZero(check, `carry ${i} of ${name} is below ${terms.length}`);
  }
}

/** Sends (a, b, xor) for each of four bytes, so that all are bytes and xor = a ^ b. Four interactions. */
export function xorBytes(b: ChipBuilder, multiplicity: Operand, a: Bytes, other: Bytes, xor: Bytes): void {
  for (const i of [0, 1, 2, 3] as const) b.send(BYTE_XOR, multiplicity, [a[i], other[i], xor[i]]);
}

/**
 * to = from rotated right by 12, both with 16-bit limbs. One interaction.
 *
 * Soundness: with h_i the upper nibble of from_i, 16 from_0 - to_1 = 2^16 h_0 - h_1 and 16 from_1 - to_0 = 2^16 h_1 - h_0: two
 * equations that h_0 and h_1 solve. Looked up are 16 h_0 and 16 h_1, so these are integers below 256; times 16, the equations hold
 * over the integers (all terms are below 2^25), so 16 divides both, and h_0 and h_1 are integers below 16. As to_1 =
 * 16 (from_0 - 2^12 h_0) + h_1 is between 0 and 2^16 - 1, from_0 - 2^12 h_0 is between 0 and 2^12 - 1; likewise for to_0.
 */
export function rotateRight12(b: ChipBuilder, multiplicity: Operand, from: Word, to: Word): void {
  const u = from[0].mul(16).sub(to[1]);
  const v = from[1].mul(16).sub(to[0]);
  const nibble = (x: Expr, y: Expr) => x.mul(LIMB).add(y).mul(16).div(PAIR);
  b.send(BYTE_PAIR, multiplicity, [nibble(u, v), nibble(v, u)]);
}

/**
 * to = from rotated left by 1, both with 16-bit limbs.
 *
 * Soundness: with t_i the upper bit of from_i, to_0 - 2 from_0 = t_1 - 2^16 t_0 and to_1 - 2 from_1 = t_0 - 2^16 t_1, which t_0 and t_1
 * solve; they are checked to be bits, so the equations hold over the integers, and to_i < 2^16 forces t_i.
 */
export function rotateLeft1(b: ChipBuilder, from: Word, to: Word, name: string, gate: Operand = 1): void {
  const u = to[0].sub(from[0].mul(2));
  const v = to[1].sub(from[1].mul(2));
  for (const [i, bit] of [u.mul(LIMB).add(v).div(-PAIR), v.mul(LIMB).add(u).div(-PAIR)].entries()) {
    b.assertZero(bit.mul(bit.sub(1)).mul(gate), `the upper bit of limb ${i} of ${name} is a bit`);
  }
}
