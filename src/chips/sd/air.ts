/**
 * SD to an 8-byte aligned address: the cell = rs2. Misaligned addresses are STOREX's. RISC-V unprivileged ISA, section
 * 4.3.
 *
 * Soundness: the address has offset 0 (src/gadgets/address.ts); the limbs written are those of the consumed register
 * token. The cell's old value only has to match its token.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { effectiveAddress, firstCell } from '../../gadgets/address.ts';
import { access, decode, instructionRow, readRs1, readRs2, step } from '../../gadgets/instruction.ts';
import { MEMORY } from '../../machine/buses.ts';

export function sdChip() {
  const b = new ChipBuilder('SD', 'sd');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const { immediate, cell } = effectiveAddress(b, row, rs1.value);
  const memory = firstCell(b);
  access(b, MEMORY, row.isReal, cell, memory.prevTs, row.ts, memory.value, rs2.value);
  decode(b, row, 'sd', { rs1: rs1.index, rs2: rs2.index, d: [immediate] });
  step(b, row, row.pc.add(1));
  return b.buildChip();
}
