/**
 * SB, SH, SW to naturally aligned addresses (a byte always is). RISC-V unprivileged ISA, section 2.6.
 *
 * Which limbs change is one-hot: `isLimb_k` for a byte or half in limb k, `isWord0`, `isWord1` for the lower and upper
 * word. With that the new limbs are expressions of degree 2, and they go into the last, single interaction, so they
 * need no columns.
 *
 * Soundness: the six selectors are bits that sum to isReal, so the others' limbs stay as consumed. DECODE forces
 * `isByte` and the width: words are those with isWord0 or isWord1; a half has offset bit 0 zero. For bytes the old limb
 * is split into `old`, the byte replaced, and `other`, and rs2's limb 0 into `byte` and the rest, all looked up as
 * bytes. `piece`, the limb written, is rs2's limb 0, or for bytes `byte` and `other` in their order: below 2^16, as
 * every emitted limb must be, and the neighbour keeps its value.
 */

import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { memoryInstructionRecord as record } from '../../executor/records.ts';
import { effectiveAddress, firstCell } from '../../gadgets/address.ts';
import { decode, instructionRow, range16, readRs1, readRs2, step } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { BYTE_PAIR, MEMORY } from '../../machine/buses.ts';
import { BYTE, HALF } from './decode.ts';

export function storeChip() {
  const b = new ChipBuilder('STORE', 'store');
  const row = instructionRow(b);
  const byteForm = record.opcode.eq(opcodes.sb);
  const wordForm = record.opcode.eq(opcodes.sw);
  const isByte = b.bit('isByte', byteForm);
  const chosenIndex = record.byteOffset.shrU(1);
  const isLimb = [0, 1, 2, 3].map((k) => b.bit(`isLimb${k}`, chosenIndex.eq(k).and(wordForm.xor(1))));
  const isWord0 = b.bit('isWord0', wordForm.and(chosenIndex.eq(0)));
  const isNarrow = b.sum(isLimb);
  const isWord1 = row.isReal.sub(isNarrow).sub(isWord0);
  b.assertBit(isWord1, 'one part of the cell is written');
  const o0 = b.bit('offset0', record.byteOffset.bit(0));
  b.assertZero(row.isReal.sub(isByte).mul(o0), 'halves and words have even addresses');

  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const offset = b.sum([o0, isWord1.mul(4), ...isLimb.map((bit, k) => bit.mul(2 * k))]);
  const { immediate, cell } = effectiveAddress(b, row, rs1.value, offset);
  const { prevTs, value: v } = firstCell(b);
  b.receive(MEMORY, row.isReal, [cell, prevTs, ...v]);
  range16(b, row.isReal, row.ts.sub(prevTs).sub(1));
  const isHalf = isNarrow.sub(isByte);
  const flags = isByte.mul(BYTE).add(isHalf.mul(HALF));
  decode(b, row, 'store', { flags, rs1: rs1.index, rs2: rs2.index, d: [immediate] });
  step(b, row, row.pc.add(1));

  const limb = record.cellValue.shrU(chosenIndex.shl(4)).and(0xffff);
  const shift = record.byteOffset.and(1).shl(3);
  const [oldValue, otherValue] = [limb.shrU(shift).and(0xff), limb.shrU(shift.xor(8)).and(0xff)];
  const byteValue = record.rs2Value.byte(0);
  const byte = b.column('byte', byteForm.select(byteValue, 0));
  const old = b.column('old', byteForm.select(oldValue, 0));
  const other = b.column('other', byteForm.select(otherValue, 0));
  const pieceValue = byteForm.select(byteValue.shl(shift).or(otherValue.shl(shift.xor(8))), record.rs2Value.limb(0));
  const piece = b.column('piece', wordForm.select(0, pieceValue));
  // `at` in its place beside `other`.
  const pair = (at: Expr) => at.add(other.mul(256)).add(o0.mul(at.sub(other)).mul(255));
  const chosen = b.sum(isLimb.map((bit, k) => bit.mul(v[k]!)));
  b.assertZero(isByte.mul(chosen.sub(pair(old))), 'old and other are the bytes of the limb');
  b.assertZero(isByte.mul(piece.sub(pair(byte))), 'a byte is written beside the other one');
  b.assertZero(isHalf.mul(piece.sub(rs2.value[0])), 'a half is written whole');
  b.send(BYTE_PAIR, isByte, [old, other]);
  b.send(BYTE_PAIR, isByte, [byte, rs2.value[0].sub(byte).div(256)]);

  const written = v.map((limb, k) => {
    const isWord = k < 2 ? isWord0 : isWord1;
    return b.sum([limb, isLimb[k]!.mul(piece.sub(limb)), isWord.mul(rs2.value[k % 2]!.sub(limb))]);
  });
  // Perf: 15 interactions; the odd one has room for degree 2.
  b.send(MEMORY, row.isReal, [cell, row.ts, ...written]);
  return b.buildChip();
}
