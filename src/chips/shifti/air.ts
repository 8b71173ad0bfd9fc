/**
 * SLLI, SRLI, SRAI, SLLIW, SRLIW, SRAIW: rd = rs1 shifted by a constant. RISC-V unprivileged ISA, sections 2.4, 4.2.
 *
 * Soundness: flags, the limbs to move and the bits of a limb, with both powers, are forced by DECODE, the shift by src/gadgets/shift.ts. The bits
 * of `flags` are forced to be bits, so their weighted sum determines each.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, instructionRow, readRs1, record, step, writeRd } from '../../gadgets/instruction.ts';
import { shift } from '../../gadgets/shift.ts';
import { MOVE_WEIGHTS } from './decode.ts';

export function shiftiChip() {
  const b = new ChipBuilder('SHIFTI', 'shifti');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const result = b.limbs('r', record.rdValue);
  const rd = writeRd(b, row, result);
  const { flags, k, powerK, powerRest, q } = shift(b, row, rs1.value, result, record.imm);
  const moves = b.sum(q.map((bit, i) => bit.mul(MOVE_WEIGHTS[i]!)));
  decode(b, row, 'shifti', { flags: flags.add(moves), rd, rs1: rs1.index, d: [k, powerK, powerRest] });
  step(b, row, row.pc.add(1));
  return b.buildChip();
}
