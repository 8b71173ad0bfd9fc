/**
 * ADDI and ADDIW (and FENCE, which decodes to addi dummy, x0, 0): rd = rs1 + imm, for W the low 32 bits sign-extended.
 * RISC-V unprivileged ISA, sections 2.4 and 4.2.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, instructionRow, range16, readRs1, record, step, writeRd } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';

export function addiChip() {
  const b = new ChipBuilder('ADDI', 'addi');
  const row = instructionRow(b);
  const wordForm = record.opcode.eq(opcodes.addiw);
  const isWord = b.bit('isWord', wordForm);
  const rs1 = readRs1(b, row);
  // The immediate as two limbs: the low one, and the one that the three upper ones repeat (0 or 0xffff).
  const immLow = b.column('immLow', record.imm.limb(0));
  const immHigh = b.column('immHigh', record.imm.limb(1));
  const result = b.limbs('r', record.rdValue);
  const sign = b.bit('sign', wordForm.and(record.rdValue.bit(31)));
  // What the third range check sees: limb 2, or in W form twice limb 1 without its top bit, which pins `sign`.
  const doubled = record.rdValue.limb(1).shl(1).and(0xffff);
  const check = b.column('check', wordForm.select(doubled, record.rdValue.limb(2)));
  const rd = writeRd(b, row, result);
  decode(b, row, 'addi', { flags: isWord, rd, rs1: rs1.index, d: [immLow, immHigh] });
  step(b, row, row.pc.add(1));

  // Carries are expressions; each must be a bit. Soundness: limbs are below 2^16, so sum + carry - limb is below p in size.
  const carry0 = rs1.value[0].add(immLow).sub(result[0]).div(65536);
  const carry1 = rs1.value[1].add(immHigh).add(carry0).sub(result[1]).div(65536);
  b.assertBit(carry0, 'carry out of limb 0 is a bit');
  b.assertBit(carry1, 'carry out of limb 1 is a bit');
  const isLong = row.isReal.sub(isWord);
  const carry2 = rs1.value[2].add(immHigh).add(carry1).sub(result[2]).div(65536);
  const carry3 = rs1.value[3].add(immHigh).add(carry2).sub(result[3]).div(65536);
  b.assertZero(isLong.mul(carry2).mul(carry2.sub(1)), 'carry out of limb 2 is a bit');
  b.assertZero(isLong.mul(carry3).mul(carry3.sub(1)), 'carry out of limb 3 is a bit');

  // W: the upper limbs repeat the sign of limb 1.
  b.assertZero(isWord.mul(result[2].sub(sign.mul(65535))), 'W: limb 2 is the sign');
  b.assertZero(isWord.mul(result[3].sub(sign.mul(65535))), 'W: limb 3 is the sign');

  b.assertZero(
    check.sub(result[2]).sub(isWord.mul(result[1].mul(2).sub(sign.mul(65536)).sub(result[2]))),
    'check is limb 2, or in W form twice limb 1 without its sign',
  );

  for (const limb of [result[0], result[1], check, result[3]]) range16(b, row.isReal, limb);
  return b.buildChip();
}
