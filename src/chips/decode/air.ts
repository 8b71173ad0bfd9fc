/**
 * DECODE: the program. One row per instruction of the ELF; the multiplicity is how often it was executed.
 *
 * Soundness: the multiplicity is free, and may be. Chips only receive on this bus, each live row once, and there are fewer than p
 * interactions in all tables (the bound in the key): so the receives of a tuple that is not in the program cannot add up to 0 mod p, and
 * the multiplicity of one that is can only be the number of its receives. Padding rows are zero and say family 0 (illegal), which no
 * chip receives: a multiplicity there unbalances the bus.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { DECODE } from '../../machine/buses.ts';

export function decodeChip() {
  const b = new ChipBuilder('DECODE', null);
  const tuple = DECODE.fields.map((name) => b.preprocessed(name));
  b.send(DECODE, b.main('count'), tuple);
  return b.buildChip();
}
