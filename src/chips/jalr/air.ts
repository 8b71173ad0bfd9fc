/**
 * JALR: rd = pc + 4, pc = (rs1 + imm) & ~1. RISC-V unprivileged ISA, section 2.5. A target that is not 4-aligned or not below
 * 2^31 traps and has no row here.
 *
 * The sum's low limb is 4 quotient + lowBit, its limb 1 is an expression, its limbs 2 and 3 are 0; the next pc as a word
 * index is quotient + 2^14 limb1.
 *
 * Soundness: lowBit is a bit and quotient below 2^14, so limb 0 of the sum is any 16-bit number without bit 1; carry0 must be a
 * bit, so both are the true ones. limb1 = a1 + immHigh + carry0 - 65536 carry1 is not range-checked; instead:
 * - a2 + immHigh + carry1 and, with its carry, a3 + immHigh + carry2 are 0 or 2^16; so carry1 is determined by a2.
 * - immHigh = 0: if carry1 is not the true carry, limb1 is 2^16 (carry1 = 0), or negative and at least -2^16 (carry1 = 1). The next pc
 *   is then 2^30 or more, or at least p - 2^30 > 2^29: no program has an instruction there.
 * - immHigh = 2^16 - 1: carry1 = 1 is demanded (the true carry is 1 for every target below 2^32 that is a base minus at most
 *   2048; without it the target lies beyond memory). A false carry leaves limb1 = -1, and the next pc near p: no instruction.
 * - With the true carry limb1 is the sum's limb 1, and the next pc is the true target, below 2^30, an instruction or unprovable.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { decode, instructionRow, readRs1, record, step, writeRd } from '../../gadgets/instruction.ts';
import { RANGE_BITS } from '../../machine/buses.ts';

export function jalrChip() {
  const b = new ChipBuilder('JALR', 'jalr');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const immLow = b.column('immLow', record.imm.limb(0));
  const immHigh = b.column('immHigh', record.imm.limb(1));
  const sum = record.rs1Value.add(record.imm);
  const quotient = b.column('quotient', sum.limb(0).shrU(2));
  const lowBit = b.bit('lowBit', sum.bit(0));
  const lowSum = record.rs1Value.and(0xffffffff).add(record.imm.and(0xffffffff));
  const carry1 = b.bit('carry1', lowSum.bit(32));
  // The link pc + 4 has two limbs; DECODE gives the upper one, the lower one follows.
  const linkHigh = b.column('linkHigh', record.rdValue.limb(1));
  const linkLow = row.pc.mul(4).add(4).sub(linkHigh.mul(65536));
  const rd = writeRd(b, row, [linkLow, linkHigh, 0, 0]);
  decode(b, row, 'jalr', { rd, rs1: rs1.index, d: [immLow, immHigh, linkHigh] });

  const carry0 = rs1.value[0].add(immLow).sub(quotient.mul(4)).sub(lowBit).div(65536);
  b.assertBit(carry0, 'carry out of limb 0 is a bit');
  const limb1 = rs1.value[1].add(immHigh).add(carry0).sub(carry1.mul(65536));
  const carry2 = rs1.value[2].add(immHigh).add(carry1).div(65536);
  const carry3 = rs1.value[3].add(immHigh).add(carry2).div(65536);
  b.assertBit(carry2, 'limb 2 of the target is 0 and its carry a bit');
  b.assertBit(carry3, 'limb 3 of the target is 0 and its carry a bit');
  b.assertZero(immHigh.mul(row.isReal.sub(carry1)), 'a negative immediate carries out of limb 1');
  step(b, row, quotient.add(limb1.mul(1 << 14)));
  b.send(RANGE_BITS, row.isReal, [14, quotient, 1 << 14]);
  return b.buildChip();
}
