/**
 * Misaligned SD, SW, SH, within a cell or across two. RISC-V unprivileged ISA, section 2.6, with Zicclsm.
 *
 * `written0..4` is the window of five limbs after the store. At an odd offset limb 0 is (before, s0), limb i is
 * (s_2i-1, s_2i) and limb n, for n limbs of rs2, (s_2n-1, after), with s the bytes of rs2 and `before`, `after` the
 * bytes of memory that stay. At an even offset they are rs2's limbs, and limb n stays; it is then (beforeEnd, after).
 * Limbs behind stay.
 *
 * Soundness: all bytes are looked up, limbs are below 2^16: (before, first) are the bytes of the old window limb 0 and
 * (beforeEnd, after) those of the old limb n, over the integers. So what is written is below 2^16 and bytes outside the
 * access keep their value. Limbs outside the window are emitted as consumed. Those of the second cell are bound, and
 * emitted, only where it is touched (src/gadgets/misaligned.ts): where it is not, the changed limbs lie in the first
 * cell.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { type Int, int } from '../../air/integer.ts';
import { memoryInstructionRecord as record } from '../../executor/records.ts';
import { bytesOf } from '../../gadgets/bytes.ts';
import { instructionRow, type LimbOperands, readRs1, readRs2, step } from '../../gadgets/instruction.ts';
import { accessCell, accessWindow, isOneOf, widths } from '../../gadgets/misaligned.ts';
import { BYTE_PAIR, DECODE } from '../../machine/buses.ts';
import { families } from '../../machine/families.ts';
import { HALF } from '../store/decode.ts';

export function storexChip() {
  const b = new ChipBuilder('STOREX', 'storex');
  const row = instructionRow(b);
  const width = widths(b, row, ['sh'], ['sw']);
  const { isHalf, isWord, isDouble } = width;
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const window = accessWindow(b, row, rs1.value, width);
  const { isOdd, starts, limbs, address } = window;
  const family = isDouble.mul(families.sd - families.store).add(row.isReal.mul(families.store));
  const zeros = [0, 0, 0];
  const flags = isHalf.mul(HALF);
  b.receive(DECODE, row.isReal, [row.pc, family, flags, 0, rs1.index, rs2.index, address.immediate, ...zeros]);
  step(b, row, row.pc.add(1));

  const s = bytesOf(b, row.isReal, 'b', rs2.value, record.rs2Value);
  // Limb i of the window before the store, and after it.
  const [halfForm, wordForm] = [isOneOf(['sh']), isOneOf(['sw'])];
  const shift = record.byteOffset.and(6).shl(3);
  const numBytes = halfForm.select(2, wordForm.select(4, 8));
  const mask = halfForm.select(0xffff, wordForm.select(0xffff_ffff, -1n));
  const bits = record.byteOffset.shl(3);
  const isShifted = record.byteOffset.ne(0);
  const newFirst = record.cellValue.and(mask.shl(bits).xor(-1n)).or(record.rs2Value.and(mask).shl(bits));
  // What of a value lies in the second cell; a shift by 64 would be none.
  const spill = (value: Int) => isShifted.select(value.shrU(int(64).sub(bits)), 0);
  const newSecond = record.secondCellValue.and(spill(mask).xor(-1n)).or(spill(record.rs2Value.and(mask)));
  const limbAt = (first: Int, second: Int, i: number) => {
    const at = shift.add(16 * i);
    return at
      .ltU(64)
      .select(first.shrU(at), second.shrU(at.sub(64)))
      .and(0xffff);
  };
  const written = [0, 1, 2, 3, 4].map((i) => b.column(`written${i}`, limbAt(newFirst, newSecond, i)));
  const oldLimb = (i: number) => limbAt(record.cellValue, record.secondCellValue, i);
  const lastLimb = numBytes.eq(2).select(oldLimb(1), numBytes.eq(4).select(oldLimb(2), oldLimb(4)));
  const before = b.column('before', oldLimb(0).and(0xff));
  const first = b.column('first', oldLimb(0).shrU(8));
  const beforeEnd = b.column('beforeEnd', lastLimb.and(0xff));
  const after = b.column('after', lastLimb.shrU(8));
  b.send(BYTE_PAIR, row.isReal, [before, first]);
  b.send(BYTE_PAIR, row.isReal, [beforeEnd, after]);

  const pair = (low: Expr, high: Expr) => low.add(high.mul(256));
  // Odd offsets take the first, even ones the second.
  const either = (odd: Expr, even: Expr) => even.add(isOdd.mul(odd.sub(even)));
  const inside = (i: number) => either(pair(s[2 * i - 1]!, s[2 * i]!), rs2.value[i]!);
  const last = (n: number) => either(pair(s[2 * n - 1]!, after), pair(beforeEnd, after));
  b.assertEqual(limbs[0]!, pair(before, first), 'window limb 0 before the store');
  for (const [flag, n] of [
    [isHalf, 1],
    [isWord, 2],
    [isDouble, 4],
  ] as const) {
    b.assertZero(flag.mul(limbs[n]!.sub(pair(beforeEnd, after))), `window limb ${n} before a store of ${n} limbs`);
  }
  b.assertEqual(written[0]!, either(pair(before, s[0]!), rs2.value[0]), 'written limb 0');
  b.assertZero(isHalf.mul(written[1]!.sub(pair(s[1]!, after))), 'written limb 1 of halves');
  b.assertZero(isWord.add(isDouble).mul(written[1]!.sub(inside(1))), 'written limb 1 of words and doubles');
  b.assertZero(isHalf.mul(written[2]!.sub(limbs[2]!)), 'limb 2 stays for halves');
  b.assertZero(isWord.mul(written[2]!.sub(last(2))), 'written limb 2 of words');
  b.assertZero(isDouble.mul(written[2]!.sub(inside(2))), 'written limb 2 of doubles');
  const isNarrow = isHalf.add(isWord);
  b.assertZero(isNarrow.mul(written[3]!.sub(limbs[3]!)), 'limb 3 stays for halves and words');
  b.assertZero(isDouble.mul(written[3]!.sub(inside(3))), 'written limb 3 of doubles');
  b.assertZero(isNarrow.mul(written[4]!.sub(limbs[4]!)), 'limb 4 stays for halves and words');
  b.assertZero(isDouble.mul(written[4]!.sub(last(4))), 'written limb 4 of doubles');

  // The cells after the store: window limb i lies at limb s + i.
  const both = window.cells.flatMap(({ value }) => value);
  const stored = both.map((limb, j) =>
    b.sum([
      limb,
      ...starts.flatMap((bit, start) => (written[j - start] ? [bit.mul(written[j - start]!.sub(limb))] : [])),
    ]),
  );
  accessCell(b, row, window, 0, stored.slice(0, 4) as unknown as LimbOperands);
  accessCell(b, row, window, 1, stored.slice(4) as unknown as LimbOperands);
  return b.buildChip();
}
