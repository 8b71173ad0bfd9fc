/**
 * The precompile field_dot (a7 = 0x1000_0003): the element at a0 becomes the sum of a3 products of the words at a1 with the elements
 * at a2. docs/precompiles.md describes the field precompiles. This row starts a chain on the DOT bus with the sum 0 and receives its
 * end, where all terms are added; the terms are DOT_TERMS's.
 *
 * Soundness:
 * - The chain's tuple carries ts, which is this instruction's alone, so chains of different calls do not mix; `lane`, the cell of the
 *   weights minus five times that of the words, which stays; the position, twice the cell of the words plus the terms of a started
 *   cell; and the sum. A row of DOT_TERMS moves the position forward by 1 or 2, and a chain that
 *   goes once around p, or a closed loop of rows, would need p / 2 of them; so between start and end there are exactly `count` terms, in order.
 *   For count 0 a chain would have to lead back to its position, which is such a loop; so start and end cancel each other and the sum is 0.
 * - count is below 2^20 (limb 1 below 2^4, upper limbs 0). Pointers are below 0x7800_0000; that they are multiples of 8 is decided by
 *   the cells of DOT_TERMS, which need tokens.
 * - The result is written at ts + 2, after the words at ts and the weights at ts + 1; so operands may overlap in any way. Its limbs are
 *   16-bit and canonical, so they are the only ones for their value.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { MAX_DOT_TERMS, SYSCALL_FIELD_DOT } from '../../executor/layout.ts';
import { dotRecord as record } from '../../executor/precompiles/field-records.ts';
import { elementCells, elementPointer, resultElement, wordOf, writeElement } from '../../gadgets/field-element.ts';
import { pointerCell, precompileCall, wordArgument } from '../../gadgets/precompile.ts';
import { DOT, RANGE_BITS } from '../../machine/buses.ts';

export function dotChip() {
  const b = new ChipBuilder('DOT', 'dot');
  const row = precompileCall(b, record, SYSCALL_FIELD_DOT);
  const x10 = wordArgument(b, row, 10, record.x10PrevTs, record.x10Value);
  const x11 = wordArgument(b, row, 11, record.x11PrevTs, record.x11Value);
  const x12 = wordArgument(b, row, 12, record.x12PrevTs, record.x12Value);
  const [countLow, countHigh] = wordArgument(b, row, 13, record.x13PrevTs, record.x13Value);
  const words = pointerCell(b, row, x11);
  const weights = pointerCell(b, row, x12);
  const limit = MAX_DOT_TERMS / 65536;
  b.send(RANGE_BITS, row.isReal, [Math.log2(limit), countHigh, limit]);
  const count = countLow.add(countHigh.mul(65536));

  const outPointer = elementPointer(b, row, 'outIsShifted', x10, record.x10Value);
  const outCells = elementCells(b, 'out', record.outPrevTs, record.outCells);
  const result = resultElement(b, row, record.result);
  const lane = weights.sub(words.mul(5));
  const position = words.mul(2);
  b.send(DOT, row.isReal, [row.ts, lane, position, 0, 0, 0, 0, 0]);
  b.receive(DOT, row.isReal, [row.ts, lane, position.add(count), ...result.map(wordOf)]);
  writeElement(b, row, outPointer, outCells, result, row.ts.add(2));
  return b.buildChip();
}
