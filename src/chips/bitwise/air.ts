/**
 * BITWISE: the lookup table of bytes. Row a + 256 b holds (a, b, a xor b) and serves three buses: exclusive or of bytes, pairs of bytes, and
 * a + 256 b as the 16-bit range check. Beside it stands a spread number (src/air/spread.ts) for a fourth, which takes no group more.
 *
 * Soundness: the four multiplicities are free, and may be. A tuple that the table does not hold is only ever sent, never received:
 * every sender's multiplicity is a bit, and there are fewer than p interactions in all tables (the bound in the key), so its
 * total cannot be 0 mod p. For a tuple in the table the multiplicity can only be the number of sends. A chip that *received* on
 * these buses, or sent with a multiplicity that is not a bit, would break this; test/machine checks that there is none.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { BYTE_PAIR, BYTE_XOR, RANGE16, SPREAD } from '../../machine/buses.ts';

export function bitwiseChip() {
  const builder = new ChipBuilder('BITWISE', null);
  const a = builder.preprocessed('a');
  const b = builder.preprocessed('b');
  const xor = builder.preprocessed('xor');
  const radix = builder.preprocessed('radix');
  const spread = builder.preprocessed('spread');
  // In the order of the buses' counters (src/machine/buses.ts).
  builder.receive(BYTE_XOR, builder.main('xorCount'), [a, b, xor]);
  builder.receive(RANGE16, builder.main('rangeCount'), [a.add(b.mul(256))]);
  builder.receive(BYTE_PAIR, builder.main('pairCount'), [a, b]);
  builder.receive(SPREAD, builder.main('spreadCount'), [radix, spread]);
  return builder.buildChip();
}
