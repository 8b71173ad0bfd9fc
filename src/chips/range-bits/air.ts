/**
 * RANGE_BITS: the lookup table of (k, x, 2^k) with x < 2^k, k = 0..16. Row 2^k - 1 + x holds (k, x, 2^k); that is one row short of 2^17,
 * and the last row repeats the one before, which adds no tuple.
 *
 * Soundness: the multiplicity is free, and may be, as in BITWISE (src/chips/bitwise/air.ts).
 */
import { ChipBuilder } from '../../air/chip.ts';
import { RANGE_BITS } from '../../machine/buses.ts';

export function rangeBitsChip() {
  const b = new ChipBuilder('RANGE_BITS', null);
  const bits = b.preprocessed('bits');
  const value = b.preprocessed('value');
  const power = b.preprocessed('power');
  b.receive(RANGE_BITS, b.main('count'), [bits, value, power]);
  return b.buildChip();
}
