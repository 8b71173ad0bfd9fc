/**
 * BLT, BGE, BLTU, BGEU: the next pc depends on whether rs1 < rs2. RISC-V unprivileged ISA, section 2.5.
 *
 * DECODE gives the next pc if less and the one if not, so BGE is BLT with the two exchanged.
 * Soundness: `isSigned` and both pcs are forced by DECODE, the order by src/gadgets/compare.ts.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { branchWitness } from '../../gadgets/branch-target.ts';
import { compare, flippedTop, orderWitness, withTop } from '../../gadgets/compare.ts';
import { decode, instructionRow, range16, readRs1, readRs2, record, step } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';

export function bltChip() {
  const b = new ChipBuilder('BLT', 'blt');
  const row = instructionRow(b);
  const isBlt = record.opcode.eq(opcodes.blt);
  const signedForm = isBlt.or(record.opcode.eq(opcodes.bge));
  const isSigned = b.bit('isSigned', signedForm);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const pcs = branchWitness(isBlt.or(record.opcode.eq(opcodes.bltu)));
  const ifLess = b.column('ifLess', pcs.ifTrue);
  const ifNot = b.column('ifNot', pcs.ifFalse);
  const nextPc = b.column('nextPc', record.nextPc);
  decode(b, row, 'blt', { flags: isSigned, rs1: rs1.index, rs2: rs2.index, d: [ifLess, ifNot] });
  step(b, row, nextPc);

  const topA = flippedTop(b, row, 'flipA', rs1.value[3], isSigned, signedForm.and(record.rs1Value.bit(63)));
  const topB = flippedTop(b, row, 'flipB', rs2.value[3], isSigned, signedForm.and(record.rs2Value.bit(63)));
  const { isLess, check, checkWitness } = compare(
    b,
    row,
    withTop(rs1.value, topA),
    withTop(rs2.value, topB),
    orderWitness(record.rs1Value, signedForm),
    orderWitness(record.rs2Value, signedForm),
  );
  b.assertEqual(nextPc, ifNot.add(isLess.mul(ifLess.sub(ifNot))), 'the next pc is that of the order');
  // Perf: a column, as an even number of interactions leaves no room for the check's degree 2.
  const distance = b.column('distance', checkWitness);
  b.assertEqual(distance, check, 'distance is that of the deciding limbs');
  range16(b, row.isReal, distance);
  return b.buildChip();
}
