/**
 * LD from an 8-byte aligned address: rd = the cell. Misaligned addresses are LOADX's. RISC-V unprivileged ISA, section
 * 4.3.
 *
 * Soundness: the address has offset 0 (src/gadgets/address.ts); the limbs written are those of the consumed memory
 * token, which were range-checked where they came from.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { effectiveAddress, firstCell, readCell } from '../../gadgets/address.ts';
import { decode, instructionRow, readRs1, step, writeRd } from '../../gadgets/instruction.ts';

export function ldChip() {
  const b = new ChipBuilder('LD', 'ld');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const { immediate, cell } = effectiveAddress(b, row, rs1.value);
  const memory = firstCell(b);
  readCell(b, row.ts, row.isReal, cell, memory);
  const rd = writeRd(b, row, memory.value);
  decode(b, row, 'ld', { rd, rs1: rs1.index, d: [immediate] });
  step(b, row, row.pc.add(1));
  return b.buildChip();
}
