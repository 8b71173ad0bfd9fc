/**
 * Results of the 32-bit ("W") forms: limbs 2 and 3 repeat the sign of limb 1 (RISC-V unprivileged ISA, section 4.2).
 *
 * The sign needs no column of its own: it is limb 2 / 65535. One range check per row serves both forms: limb 2 in the long
 * form, and twice limb 1 without its top bit in the W form, which pins the sign.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr } from '../air/expression.ts';
import type { Limbs } from './instruction.ts';

/**
 * Constrains limbs 2 and 3 where `isWord`. Returns the expression, of degree 2, that the chip must check to 16 bits.
 *
 * Soundness: with limb 1 below 2^16 (checked by the chip) and limb 2 = 65535 s, s a bit, 2 limb1 - 65536 s lies in [0, 2^16) only
 * if s is the top bit of limb 1.
 */
export function signExtendedWord(b: ChipBuilder, isWord: Expr, result: Limbs): Expr {
  const [, r1, r2, r3] = result;
  b.assertZero(isWord.mul(r2).mul(r2.sub(65535)), 'W: limb 2 is 0 or 65535');
  b.assertZero(isWord.mul(r3.sub(r2)), 'W: limb 3 is limb 2');
  return r2.add(isWord.mul(r1.mul(2).sub(r2.mul(65536).div(65535)).sub(r2)));
}
