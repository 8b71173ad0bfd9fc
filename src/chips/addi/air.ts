/**
 * ADDI and ADDIW (and FENCE, which decodes to addi dummy, x0, 0): rd = rs1 + imm, for W the low 32 bits sign-extended.
 * RISC-V unprivileged ISA, sections 2.4 and 4.2.
 *
 * Soundness: `isWord`, the registers and the immediate are forced by DECODE; rs1's limbs by the register bus. Each result limb is
 * below 2^16 and each carry, an expression of the limbs, a bit: as |sum + carry - limb| is below p, limb and carry are those of the
 * integer sum. In W form limbs 2 and 3 follow from the sign (src/gadgets/word-form.ts).
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, instructionRow, range16, readRs1, record, step, writeRd } from '../../gadgets/instruction.ts';
import { signExtendedWord } from '../../gadgets/word-form.ts';
import { opcodes } from '../../isa/rv64im.ts';

export function addiChip() {
  const b = new ChipBuilder('ADDI', 'addi');
  const row = instructionRow(b);
  const isWord = b.bit('isWord', record.opcode.eq(opcodes.addiw));
  const rs1 = readRs1(b, row);
  // The immediate as two limbs: the low one, and the one that the three upper ones repeat (0 or 0xffff).
  const immLow = b.column('immLow', record.imm.limb(0));
  const immHigh = b.column('immHigh', record.imm.limb(1));
  const result = b.limbs('r', record.rdValue);
  const rd = writeRd(b, row, result);
  decode(b, row, 'addi', { flags: isWord, rd, rs1: rs1.index, d: [immLow, immHigh] });
  step(b, row, row.pc.add(1));

  // Carries out of each limb; those of limbs 2 and 3 mean nothing in W form.
  const carry0 = rs1.value[0].add(immLow).sub(result[0]).div(65536);
  const carry1 = rs1.value[1].add(immHigh).add(carry0).sub(result[1]).div(65536);
  const carry2 = rs1.value[2].add(immHigh).add(carry1).sub(result[2]).div(65536);
  const carry3 = rs1.value[3].add(immHigh).add(carry2).sub(result[3]).div(65536);
  b.assertBit(carry0, 'carry out of limb 0 is a bit');
  b.assertBit(carry1, 'carry out of limb 1 is a bit');
  const isLong = row.isReal.sub(isWord);
  b.assertZero(isLong.mul(carry2).mul(carry2.sub(1)), 'carry out of limb 2 is a bit');
  b.assertZero(isLong.mul(carry3).mul(carry3.sub(1)), 'carry out of limb 3 is a bit');

  const check = signExtendedWord(b, isWord, result);
  // Perf: 13 interactions; the odd one has room for the check's degree 2.
  for (const limb of [result[0], result[1], result[3], check]) range16(b, row.isReal, limb);
  return b.buildChip();
}
