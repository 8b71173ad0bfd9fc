/**
 * MULH, MULHU, MULHSU: the high 64 bits of rs1 * rs2. RISC-V unprivileged ISA, section 12.1.
 *
 * A negative operand is its unsigned value minus 2^64: high = unsigned high - sign1 * rs2 - sign2 * rs1 mod 2^64.
 *
 * Soundness: as in MUL, each limb equation holds over the integers: limb < 2^16, carry (plus 2, in the upper half,
 * where up to two limbs are subtracted) < 2^12, byte sums < 2^27. So the low limbs and carries are exact and the last
 * carry is dropped. Signs: `sign1` is 0 unless rs1 is signed; then the top byte, offset by 128 - 256 sign1 in its
 * lookup, makes it the top bit (src/gadgets/bytes.ts); likewise `sign2`.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { bytesOf, limbProducts, limbProductsWitness, rangeBits } from '../../gadgets/bytes.ts';
import { decode, instructionRow, range16, readRs1, readRs2, record, step, writeRd } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { SIGNED_RS1, SIGNED_RS2 } from './decode.ts';

const CARRY_BITS = 12;
/** What makes a carry of the upper half non-negative. */
const CARRY_OFFSET = 2;

export function mulhChip() {
  const b = new ChipBuilder('MULH', 'mulh');
  const row = instructionRow(b);
  const rs2IsSigned = record.opcode.eq(opcodes.mulh);
  const rs1IsSigned = rs2IsSigned.or(record.opcode.eq(opcodes.mulhsu));
  const isSigned1 = b.bit('isSigned1', rs1IsSigned);
  const isSigned2 = b.bit('isSigned2', rs2IsSigned);
  const [sign1Value, sign2Value] = [
    rs1IsSigned.and(record.rs1Value.bit(63)),
    rs2IsSigned.and(record.rs2Value.bit(63)),
  ] as const;
  const sign1 = b.bit('sign1', sign1Value);
  const sign2 = b.bit('sign2', sign2Value);
  b.assertZero(row.isReal.sub(isSigned1).mul(sign1), 'unsigned rs1 has no sign');
  b.assertZero(row.isReal.sub(isSigned2).mul(sign2), 'unsigned rs2 has no sign');

  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const low = b.limbs('low', record.rs1Value.mul(record.rs2Value));
  const high = b.limbs('r', record.rdValue);
  const rd = writeRd(b, row, high);
  const flags = isSigned1.mul(SIGNED_RS1).add(isSigned2.mul(SIGNED_RS2));
  decode(b, row, 'mulh', { flags, rd, rs1: rs1.index, rs2: rs2.index });
  step(b, row, row.pc.add(1));
  const x = bytesOf(b, row.isReal, 'a', rs1.value, record.rs1Value, isSigned1.mul(128).sub(sign1.mul(256)));
  const y = bytesOf(b, row.isReal, 'b', rs2.value, record.rs2Value, isSigned2.mul(128).sub(sign2.mul(256)));

  const sums = limbProductsWitness(record.rs1Value, record.rs2Value);
  let carryValue = sums[0]!.and(0);
  let carry = b.constant(0);
  for (const [k, limb] of [...low, ...high].entries()) {
    range16(b, row.isReal, limb);
    let sum = limbProducts(b, x, y, k).add(carry);
    let sumValue = sums[k]!.add(carryValue);
    if (k >= 4) {
      sum = sum.sub(sign1.mul(rs2.value[k - 4]!)).sub(sign2.mul(rs1.value[k - 4]!));
      sumValue = sumValue
        .sub(sign1Value.mul(record.rs2Value.limb(k - 4)))
        .sub(sign2Value.mul(record.rs1Value.limb(k - 4)));
    }
    carryValue = sumValue.shrS(16);
    // Columns of the upper half hold the carry plus the offset, so that they are not negative.
    const offset = k < 4 ? 0 : CARRY_OFFSET;
    const column = b.column(`carry${k}`, carryValue.add(offset));
    rangeBits(b, row.isReal, CARRY_BITS, column);
    carry = offset === 0 ? column : column.sub(row.isReal.mul(offset));
    b.assertEqual(sum, limb.add(carry.mul(65536)), `limb ${k} and carry ${k} are those of the product`);
  }
  return b.buildChip();
}
