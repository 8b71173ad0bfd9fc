/**
 * ADD, SUB, ADDW, SUBW: rd = rs1 +- rs2, for W the low 32 bits sign-extended. RISC-V unprivileged ISA, sections 2.4, 4.2.
 *
 * Subtraction is the addition r + b = a. Per limb there are two carry expressions, one for each reading; the flag of the
 * instruction says which of them must be a bit. A flag per instruction, not "isSub, isWord": the upper limbs' constraints
 * (long add, long subtract) then stay at degree 3.
 *
 * Soundness: at most one flag is set, as their sum is a bit, and DECODE forces which. Result limbs are below 2^16 and the carry
 * that counts is a bit: as |sum + carry - limb| is below p, they are those of the integer sum.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, flaggedRow, range16, readRs1, readRs2, record, step, writeRd } from '../../gadgets/instruction.ts';
import { signExtendedWord } from '../../gadgets/word-form.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { ADDW, SUB, SUBW } from './decode.ts';

export function addChip() {
  const b = new ChipBuilder('ADD', 'add');
  const isAdd = b.bit('isAdd', record.opcode.eq(opcodes.add));
  const isSub = b.bit('isSub', record.opcode.eq(opcodes.sub));
  const isAddw = b.bit('isAddw', record.opcode.eq(opcodes.addw));
  const isSubw = b.bit('isSubw', record.opcode.eq(opcodes.subw));
  const isReal = b.sum([isAdd, isSub, isAddw, isSubw]);
  b.assertBit(isReal, 'at most one flag is set');
  const row = flaggedRow(b, isReal);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const result = b.limbs('r', record.rdValue);
  const isWord = isAddw.add(isSubw);
  const wordForm = record.opcode.eq(opcodes.addw).or(record.opcode.eq(opcodes.subw));
  const doubled = record.rdValue.limb(1).shl(1).and(0xffff);
  const check = b.column('check', wordForm.select(doubled, record.rdValue.limb(2)));
  const rd = writeRd(b, row, result);
  const flags = b.sum([isSub.mul(SUB), isAddw.mul(ADDW), isSubw.mul(SUBW)]);
  decode(b, row, 'add', { flags, rd, rs1: rs1.index, rs2: rs2.index });
  step(b, row, row.pc.add(1));

  // carry of a + b = r, and of r + b = a; limbs 2 and 3 count in the long forms only.
  let carry = b.constant(0);
  let borrow = b.constant(0);
  for (let i = 0; i < 4; i++) {
    const [a, c, r] = [rs1.value[i]!, rs2.value[i]!, result[i]!];
    carry = a.add(c).add(carry).sub(r).div(65536);
    borrow = r.add(c).add(borrow).sub(a).div(65536);
    const [adds, subtracts] = i < 2 ? [isAdd.add(isAddw), isSub.add(isSubw)] : [isAdd, isSub];
    b.assertZero(adds.mul(carry).mul(carry.sub(1)), `carry out of limb ${i} is a bit`);
    b.assertZero(subtracts.mul(borrow).mul(borrow.sub(1)), `borrow out of limb ${i} is a bit`);
  }

  b.assertEqual(check, signExtendedWord(b, isWord, result), 'check is limb 2, or in W form limb 1 without its sign');
  for (const limb of [result[0], result[1], check, result[3]]) range16(b, row.isReal, limb);
  return b.buildChip();
}
