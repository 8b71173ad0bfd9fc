/**
 * SLT and SLTU: rd = 1 if rs1 < rs2, else 0. RISC-V unprivileged ISA, section 2.4.
 *
 * Soundness: `isSigned` is forced by DECODE, the order by src/gadgets/compare.ts; the result is a bit, so its limbs are in range.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { compare, flippedTop, orderWitness, withTop } from '../../gadgets/compare.ts';
import { decode, instructionRow, range16, readRs1, readRs2, record, step, writeRd } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';

export function sltChip() {
  const b = new ChipBuilder('SLT', 'slt');
  const row = instructionRow(b);
  const signedForm = record.opcode.eq(opcodes.slt);
  const isSigned = b.bit('isSigned', signedForm);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const topA = flippedTop(b, row, 'flipA', rs1.value[3], isSigned, signedForm.and(record.rs1Value.bit(63)));
  const topB = flippedTop(b, row, 'flipB', rs2.value[3], isSigned, signedForm.and(record.rs2Value.bit(63)));
  const { isLess, check } = compare(
    b,
    row,
    withTop(rs1.value, topA),
    withTop(rs2.value, topB),
    orderWitness(record.rs1Value, signedForm),
    orderWitness(record.rs2Value, signedForm),
  );
  const rd = writeRd(b, row, [isLess, 0, 0, 0]);
  decode(b, row, 'slt', { flags: isSigned, rd, rs1: rs1.index, rs2: rs2.index });
  step(b, row, row.pc.add(1));
  // Perf: 15 interactions; the odd one has room for the check's degree 2.
  range16(b, row.isReal, check);
  return b.buildChip();
}
