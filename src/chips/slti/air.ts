/**
 * SLTI and SLTIU: rd = 1 if rs1 < imm, else 0; the immediate is sign-extended in both. RISC-V unprivileged ISA, section 2.4.
 *
 * Soundness: `isSigned` and the immediate, its top limb already flipped where signed, are forced by DECODE; the order by
 * src/gadgets/compare.ts; the result is a bit, so its limbs are in range.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { compare, flippedTop, orderWitness, withTop } from '../../gadgets/compare.ts';
import { decode, instructionRow, range16, readRs1, record, step, writeRd } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';

export function sltiChip() {
  const b = new ChipBuilder('SLTI', 'slti');
  const row = instructionRow(b);
  const signedForm = record.opcode.eq(opcodes.slti);
  const isSigned = b.bit('isSigned', signedForm);
  const rs1 = readRs1(b, row);
  const bound = orderWitness(record.imm, signedForm);
  const immLow = b.column('immLow', bound.limb(0));
  const immHigh = b.column('immHigh', bound.limb(1));
  const immTop = b.column('immTop', bound.limb(3));
  const topA = flippedTop(b, row, 'flipA', rs1.value[3], isSigned, signedForm.and(record.rs1Value.bit(63)));
  const { isLess, check } = compare(
    b,
    row,
    withTop(rs1.value, topA),
    [immLow, immHigh, immHigh, immTop],
    orderWitness(record.rs1Value, signedForm),
    bound,
  );
  const rd = writeRd(b, row, [isLess, 0, 0, 0]);
  decode(b, row, 'slti', { flags: isSigned, rd, rs1: rs1.index, d: [immLow, immHigh, immTop] });
  step(b, row, row.pc.add(1));
  // Perf: 11 interactions; the odd one has room for the check's degree 2.
  range16(b, row.isReal, check);
  return b.buildChip();
}
