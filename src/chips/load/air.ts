/**
 * LB, LBU, LH, LHU, LW, LWU from naturally aligned addresses (a byte always is). RISC-V unprivileged ISA, sections 2.6
 * and 4.3.
 *
 * The offset in the cell is three bits; the upper two choose a 16-bit limb. The result is limb 0, limb 1 (for words the
 * limb after the chosen one, else the extension) and the extension twice.
 *
 * Soundness: DECODE forces the flags. Words have offset bits 0 and 1 zero, halves bit 0. For bytes the chosen limb is
 * split into the byte loaded, an expression of limb 0, and `other`, both looked up as bytes: limb = low + 256 high over
 * the integers. `sign` is 0 unless the load is signed; then 2 top - 65536 sign < 2^16, where `top` is the highest limb
 * loaded (256 times the byte for bytes), below 2^16, makes it the top bit.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { memoryInstructionRecord as record } from '../../executor/records.ts';
import { effectiveAddress, firstCell, readCell } from '../../gadgets/address.ts';
import { decode, destination, instructionRow, range16, readRs1, step } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { BYTE_PAIR } from '../../machine/buses.ts';
import { BYTE, HALF, SIGNED } from './decode.ts';

export function loadChip() {
  const b = new ChipBuilder('LOAD', 'load');
  const row = instructionRow(b);
  const is = (a: number, c: number) => record.opcode.eq(a).or(record.opcode.eq(c));
  const [byteForm, halfForm] = [is(opcodes.lb, opcodes.lbu), is(opcodes.lh, opcodes.lhu)];
  const isByte = b.bit('isByte', byteForm);
  const isHalf = b.bit('isHalf', halfForm);
  const isSigned = b.bit('isSigned', is(opcodes.lb, opcodes.lh).or(record.opcode.eq(opcodes.lw)));
  const isWord = row.isReal.sub(isByte).sub(isHalf);
  const o0 = b.bit('offset0', record.byteOffset.bit(0));
  const o1 = b.bit('offset1', record.byteOffset.bit(1));
  const o2 = b.bit('offset2', record.byteOffset.bit(2));
  b.assertZero(row.isReal.sub(isByte).mul(o0), 'halves and words have even addresses');
  b.assertZero(isWord.mul(o1), 'words have addresses that are multiples of 4');

  const rs1 = readRs1(b, row);
  const offset = o0.add(o1.mul(2)).add(o2.mul(4));
  const { immediate, cell } = effectiveAddress(b, row, rs1.value, offset);
  const memory = firstCell(b);
  const v = memory.value;
  readCell(b, row.ts, row.isReal, cell, memory);

  const limb0 = b.column('r0', record.rdValue.limb(0));
  const limb1 = b.column('r1', record.rdValue.limb(1));
  const sign = b.bit('sign', record.rdValue.bit(63));
  const chosenLimb = record.cellValue.shrU(record.byteOffset.shrU(1).shl(4)).and(0xffff);
  const otherByte = chosenLimb.shrU(record.byteOffset.and(1).xor(1).shl(3)).and(0xff);
  const other = b.column('other', byteForm.select(otherByte, 0));
  b.assertZero(row.isReal.sub(isSigned).mul(sign), 'unsigned loads extend with 0');

  // The chosen limb is limb 0, but for bytes the byte and the other one in their order.
  const byte = limb0.sub(sign.mul(0xff00));
  const pair = byte.add(other.mul(256)).add(o0.mul(byte.sub(other)).mul(255));
  const choose = (low: number) => {
    const half = o1
      .not()
      .mul(v[low]!)
      .add(o1.mul(v[low + 1]!));
    return half;
  };
  const chosen = o2
    .not()
    .mul(choose(0))
    .add(o2.mul(choose(2)));
  b.assertZero(row.isReal.sub(isByte).mul(limb0).add(isByte.mul(pair)).sub(chosen), 'limb 0 is what was chosen');
  const extension = sign.mul(65535);
  const second = o2.not().mul(v[1]).add(o2.mul(v[3]));
  b.assertEqual(
    limb1,
    isWord.mul(second).add(row.isReal.sub(isWord).mul(extension)),
    "limb 1 is the word's or the extension",
  );

  const rd = destination(b, row);
  rd.consume();
  rd.emit([limb0, limb1, extension, extension]);
  const flags = b.sum([isByte.mul(BYTE), isHalf.mul(HALF), isSigned.mul(SIGNED)]);
  decode(b, row, 'load', { flags, rd: rd.index, rs1: rs1.index, d: [immediate] });
  step(b, row, row.pc.add(1));
  b.send(BYTE_PAIR, isByte, [byte, other]);
  // Perf: 15 interactions; the odd one has room for degree 2.
  const top = b.sum([isWord.mul(limb1), isHalf.mul(limb0), isByte.mul(byte).mul(256)]);
  range16(b, isSigned, top.mul(2).sub(sign.mul(65536)));
  return b.buildChip();
}
