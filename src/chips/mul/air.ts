/**
 * MUL and MULW: the low 64 bits of rs1 * rs2, or the low 32 sign-extended. RISC-V unprivileged ISA, section 12.1.
 *
 * Soundness: byte sums (src/gadgets/bytes.ts) and the carry before make limb + 65536 carry, with the limb below 2^16
 * and the carry below 2^12: both sides are below 2^28 + 2^16 < p, so the equation holds over the integers and limb and
 * carry are those of the product mod 2^64. The last carry is dropped. In W form limbs 2 and 3 are 65535 times a sign,
 * limb 3 / 65535; carry 2's column then holds limb 1 without its top bit, 15 bits wide: limb 1 - 32768 sign < 2^15
 * makes sign that bit.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { bytesOf, limbProducts, limbProductsWitness, rangeBits } from '../../gadgets/bytes.ts';
import { decode, instructionRow, range16, readRs1, readRs2, record, step, writeRd } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { RANGE_BITS } from '../../machine/buses.ts';

const CARRY_BITS = 12;
const SIGN_BITS = 15;

export function mulChip() {
  const b = new ChipBuilder('MUL', 'mul');
  const row = instructionRow(b);
  const wordForm = record.opcode.eq(opcodes.mulw);
  const isWord = b.bit('isWord', wordForm);
  const isLong = row.isReal.sub(isWord);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const result = b.limbs('r', record.rdValue);
  const rd = writeRd(b, row, result);
  decode(b, row, 'mul', { flags: isWord, rd, rs1: rs1.index, rs2: rs2.index });
  step(b, row, row.pc.add(1));
  const x = bytesOf(b, row.isReal, 'a', rs1.value, record.rs1Value);
  const y = bytesOf(b, row.isReal, 'b', rs2.value, record.rs2Value);
  for (const limb of result) range16(b, row.isReal, limb);

  const sums = limbProductsWitness(record.rs1Value, record.rs2Value);
  let carryValue = sums[0]!.and(0);
  let carry = b.constant(0);
  for (const [k, limb] of result.entries()) {
    carryValue = sums[k]!.add(carryValue).shrU(16);
    const inWordForm = k === 2 ? record.rdValue.limb(1).and(0x7fff) : 0;
    const column = b.column(`carry${k}`, k < 2 ? carryValue : wordForm.select(inWordForm, carryValue));
    const equation = limbProducts(b, x, y, k).add(carry).sub(limb).sub(column.mul(65536));
    b.assertZero(k < 2 ? equation : isLong.mul(equation), `limb ${k} and carry ${k} are those of the product`);
    if (k !== 2) rangeBits(b, row.isReal, CARRY_BITS, column);
    else {
      const bits = isWord.mul(SIGN_BITS - CARRY_BITS).add(CARRY_BITS);
      const power = isWord.mul(2 ** SIGN_BITS - 2 ** CARRY_BITS).add(2 ** CARRY_BITS);
      b.send(RANGE_BITS, row.isReal, [bits, column, power]);
      const sign = result[3].div(65535);
      b.assertZero(isWord.mul(sign).mul(sign.sub(1)), 'W: limb 3 is 0 or 65535');
      b.assertZero(isWord.mul(result[2].sub(result[3])), 'W: limb 2 is limb 3');
      b.assertZero(isWord.mul(column.sub(result[1]).add(sign.mul(32768))), 'W: carry 2 is limb 1 without its sign');
    }
    if (k === 3) b.assertZero(isWord.mul(column), 'W: carry 3 is 0');
    carry = column;
  }
  return b.buildChip();
}
