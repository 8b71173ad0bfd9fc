/**
 * Misaligned LD, LW, LWU, LH, LHU, within a cell or across two. RISC-V unprivileged ISA, section 2.6, with Zicclsm.
 *
 * The eight bytes y0..y7 of the result are columns, so its limbs are y0 + 256 y1 and so on at any offset; what they are
 * the bytes of depends on it. At an odd offset window limb 0 is (before, y0), limb i is (y_2i-1, y_2i), and the last
 * one, limb n for n result limbs, (y_2n-1, after). At an even offset limb i is (y_2i, y_2i+1); there `before` and
 * `after` are the two bytes of limb n, which keeps the equations at degree 3. Bytes beyond the width are the extension.
 *
 * Soundness: all ten bytes are looked up, and window limbs are below 2^16, so each equation holds over the integers and
 * the bytes are the limb's; those of the second cell count only where it is touched (src/gadgets/misaligned.ts). DECODE
 * forces width and sign flag. `sign` is 0 unless the load is signed; then y7, which is free below 8 bytes, is 2 top -
 * 256 sign for the top byte loaded: its lookup makes sign the top bit.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import type { IntOperand } from '../../air/integer.ts';
import { memoryInstructionRecord as record } from '../../executor/records.ts';
import { destination, instructionRow, readRs1, step } from '../../gadgets/instruction.ts';
import { accessCell, accessWindow, isOneOf, widths } from '../../gadgets/misaligned.ts';
import { BYTE_PAIR, DECODE } from '../../machine/buses.ts';
import { families } from '../../machine/families.ts';
import { HALF, SIGNED } from '../load/decode.ts';

export function loadxChip() {
  const b = new ChipBuilder('LOADX', 'loadx');
  const row = instructionRow(b);
  const width = widths(b, row, ['lh', 'lhu'], ['lw', 'lwu']);
  const { isHalf, isWord, isDouble } = width;
  const [halfForm, wordForm, doubleForm] = [isOneOf(['lh', 'lhu']), isOneOf(['lw', 'lwu']), isOneOf(['ld'])];
  const signedForm = isOneOf(['lh', 'lw']);
  const isSigned = b.bit('isSigned', signedForm);
  const rs1 = readRs1(b, row);
  const window = accessWindow(b, row, rs1.value, width);
  const { isOdd, limbs, address } = window;
  const rd = destination(b, row);
  rd.consume();
  accessCell(b, row, window, 0, window.cells[0]!.value);
  accessCell(b, row, window, 1, window.cells[1]!.value);
  const family = isDouble.mul(families.ld - families.load).add(row.isReal.mul(families.load));
  const flags = isHalf.mul(HALF).add(isSigned.mul(SIGNED));
  const zeros = [0, 0, 0];
  b.receive(DECODE, row.isReal, [row.pc, family, flags, rd.index, rs1.index, 0, address.immediate, ...zeros]);
  step(b, row, row.pc.add(1));

  const signValue = doubleForm.select(0, record.rdValue.bit(63));
  const sign = b.bit('sign', signValue);
  b.assertZero(row.isReal.sub(isSigned).mul(sign), 'unsigned loads extend with 0');
  const topValue = halfForm.select(record.rdValue.byte(1), record.rdValue.byte(3));
  const signCheck = signedForm.select(topValue.shl(1).and(0xff), 0);
  const y = Array.from({ length: 8 }, (_, i) => {
    const byte = record.rdValue.byte(i);
    return b.column(`y${i}`, i === 7 ? doubleForm.select(byte, signCheck) : byte);
  });
  // Byte i of the window, which is byte 2 s + i of the two cells.
  const windowByte = (i: IntOperand) => {
    const at = record.byteOffset.and(6).add(i);
    const second = record.secondCellValue.shrU(at.sub(8).shl(3));
    return at
      .ltU(8)
      .select(record.cellValue.shrU(at.shl(3)), at.ltU(16).select(second, 0))
      .and(0xff);
  };
  const numBytes = halfForm.select(2, wordForm.select(4, 8));
  const oddForm = record.byteOffset.bit(0);
  const before = b.column('before', windowByte(oddForm.select(0, numBytes)));
  const after = b.column('after', windowByte(numBytes.add(1)));

  const pair = (low: Expr, high: Expr) => low.add(high.mul(256));
  // Odd offsets take the first pair, even ones the second.
  const either = (odd: Expr, even: Expr) => even.add(isOdd.mul(odd.sub(even)));
  const inside = (i: number) => either(pair(y[2 * i - 1]!, y[2 * i]!), pair(y[2 * i]!, y[2 * i + 1]!));
  const last = (n: number) => either(pair(y[2 * n - 1]!, after), pair(before, after));
  b.assertEqual(limbs[0]!, either(pair(before, y[0]!), pair(y[0]!, y[1]!)), 'window limb 0');
  b.assertZero(isWord.add(isDouble).mul(limbs[1]!.sub(inside(1))), 'window limb 1 of words and doubles');
  b.assertZero(isHalf.mul(limbs[1]!.sub(pair(y[1]!, after))), 'window limb 1 of halves');
  b.assertZero(isDouble.mul(limbs[2]!.sub(inside(2))), 'window limb 2 of doubles');
  b.assertZero(isWord.mul(limbs[2]!.sub(last(2))), 'window limb 2 of words');
  b.assertZero(isDouble.mul(limbs[3]!.sub(inside(3))), 'window limb 3 of doubles');
  b.assertZero(isDouble.mul(limbs[4]!.sub(last(4))), 'window limb 4 of doubles');

  const extension = sign.mul(65535);
  const isNarrow = isHalf.add(isWord);
  b.assertZero(isHalf.mul(pair(y[2]!, y[3]!).sub(extension)), 'limb 1 of a half is its extension');
  b.assertZero(isNarrow.mul(pair(y[4]!, y[5]!).sub(extension)), 'limb 2 of halves and words is the extension');
  const signCheckOf = (top: Expr) => y[7]!.sub(top.mul(2)).add(sign.mul(256));
  b.assertZero(isHalf.mul(isSigned).mul(signCheckOf(y[1]!)), 'y7 shows the sign of a half');
  b.assertZero(isWord.mul(isSigned).mul(signCheckOf(y[3]!)), 'y7 shows the sign of a word');
  const bytes = [...y, before, after];
  for (let i = 0; i < 10; i += 2) b.send(BYTE_PAIR, row.isReal, [bytes[i]!, bytes[i + 1]!]);
  // Perf: 21 interactions; the odd one has room for a limb of degree 2.
  const limb3 = isDouble.mul(pair(y[6]!, y[7]!)).add(isNarrow.mul(extension));
  rd.emit([pair(y[0]!, y[1]!), pair(y[2]!, y[3]!), pair(y[4]!, y[5]!), limb3]);
  return b.buildChip();
}
