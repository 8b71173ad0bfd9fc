/**
 * Bytes of 16-bit limbs and products of 64-bit numbers. A product of two limbs exceeds p, one of two bytes does not:
 * all partial sums of a 64 x 64 product by bytes stay below 2^20, and two of them make one equation per 16-bit limb.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr, Operand } from '../air/expression.ts';
import type { Int } from '../air/integer.ts';
import { BYTE_PAIR, RANGE_BITS } from '../machine/buses.ts';
import type { Limbs } from './instruction.ts';

/**
 * The eight bytes of four limbs: columns `name`Low0..3 and (limb - low) / 256. Four interactions.
 *
 * Soundness: low < 256 and high < 256 are looked up, so limb = low + 256 high over the integers. `topOffset` is added
 * to the top byte in the lookup: if the limb is known to be below 2^16 and the offset is between -256 and 256, low and
 * high are still its bytes (limb - low is a multiple of 256 above -256), and the top byte is known to be in
 * -offset..255 - offset: this gives a sign for nothing.
 */
export function bytesOf(
  b: ChipBuilder,
  multiplicity: Expr,
  name: string,
  limbs: Limbs,
  value: Int,
  topOffset: Operand = 0,
) {
  return limbs.flatMap((limb, i) => {
    const low = b.column(`${name}Low${i}`, value.byte(2 * i));
    const high = limb.sub(low).div(256);
    b.send(BYTE_PAIR, multiplicity, [low, i === 3 ? high.add(topOffset) : high]);
    return [low, high];
  });
}

/** The sum over i + j = m of a_i b_j, of bytes: below 8 * 255^2. */
export function byteProducts(b: ChipBuilder, x: readonly Expr[], y: readonly Expr[], m: number): Expr {
  return b.sum(x.flatMap((byte, i) => (y[m - i] === undefined ? [] : [byte.mul(y[m - i]!)])));
}

/** What limb k of the product adds up from before carries: byte sums 2k and 256 times 2k + 1; at most 2055 * 255^2 < 2^27. */
export function limbProducts(b: ChipBuilder, x: readonly Expr[], y: readonly Expr[], k: number): Expr {
  return byteProducts(b, x, y, 2 * k).add(byteProducts(b, x, y, 2 * k + 1).mul(256));
}

/** Witnesses of `limbProducts` for all eight k: by limbs, with the products of high bytes moved to the next limb. */
export function limbProductsWitness(x: Int, y: Int): Int[] {
  const zero = x.and(0);
  const sums = Array.from({ length: 9 }, () => zero);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const high = x.byte(2 * i + 1).mul(y.byte(2 * j + 1));
      sums[i + j] = sums[i + j]!.add(x.limb(i).mul(y.limb(j))).sub(high.shl(16));
      sums[i + j + 1] = sums[i + j + 1]!.add(high);
    }
  }
  return sums;
}

/** value < 2^bits, bits at most 16. */
export function rangeBits(b: ChipBuilder, multiplicity: Operand, bits: number, value: Operand): void {
  b.send(RANGE_BITS, multiplicity, [bits, value, 2 ** bits]);
}
