/**
 * SLL, SRL, SRA, SLLW, SRLW, SRAW: rd = rs1 shifted by the low 6 (W: 5) bits of rs2. RISC-V unprivileged ISA, sections 2.4, 4.2.
 *
 * Soundness: flags are forced by DECODE, the shift by src/gadgets/shift.ts. The amount: limb 0 of rs2 is k + 16 q + 64 rest, and one
 * 16-bit check of 4160 k + rest, rest being the expression (b0 - k - 16 q) / 64, forces k <= 15 and the true k and q:
 * RANGE_BITS gives k <= 16, so b0 - k - 16 q lies in [-64, 2^16). If 64 does not divide it, rest mod p lies between p / 64 - 1 and
 * p - p / 64 + 1024 and no k brings the sum below 2^16. Else rest >= -1, and k = 16 gives at least 66559. With k <= 15 rest = -1 is
 * impossible, so rest >= 0 and k + 16 q is b0 mod 64.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, instructionRow, range16, readRs1, readRs2, record, step, writeRd } from '../../gadgets/instruction.ts';
import { shift } from '../../gadgets/shift.ts';

export function shiftChip() {
  const b = new ChipBuilder('SHIFT', 'shift');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const result = b.limbs('r', record.rdValue);
  const rd = writeRd(b, row, result);
  const { flags, k, q } = shift(b, row, rs1.value, result, record.rs2Value);
  decode(b, row, 'shift', { flags, rd, rs1: rs1.index, rs2: rs2.index });
  step(b, row, row.pc.add(1));
  const limbsMoved = q[0].add(q[1].mul(2)).add(q[2].mul(3));
  const rest = rs2.value[0].sub(k).sub(limbsMoved.mul(16)).div(64);
  range16(b, row.isReal, k.mul(4160).add(rest));
  return b.buildChip();
}
