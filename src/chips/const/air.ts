/**
 * LUI, AUIPC, JAL: the result and the next pc are constants of the program, so the row takes both from DECODE.
 * RISC-V unprivileged ISA, sections 2.4, 2.5 and 4.2 (LUI and AUIPC sign-extend).
 *
 * Soundness: nothing is computed; the three result limbs and the next pc are preprocessed values (see `decode.ts`, which a test
 * compares with an independent model).
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, instructionRow, record, step, writeRd } from '../../gadgets/instruction.ts';

export function constChip() {
  const b = new ChipBuilder('CONST', 'const');
  const row = instructionRow(b);
  const limb0 = b.column('r0', record.rdValue.limb(0));
  const limb1 = b.column('r1', record.rdValue.limb(1));
  // Limbs 2 and 3 are equal: every result is a sign-extended 32-bit number or an address below 2^32.
  const upper = b.column('rUpper', record.rdValue.limb(2));
  const nextPc = b.column('nextPc', record.nextPc);
  const rd = writeRd(b, row, [limb0, limb1, upper, upper]);
  decode(b, row, 'const', { rd, d: [limb0, limb1, upper, nextPc] });
  step(b, row, nextPc);
  return b.buildChip();
}
