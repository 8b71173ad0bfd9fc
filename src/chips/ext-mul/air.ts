/**
 * The precompiles ext_mul (a7 = 0x1000_0004) and ext_div (0x1000_0005): the element at a0 becomes the product, or the quotient, of the
 * elements at a1 and a2 in E = F[x]/(x^5 - 2). docs/precompiles.md describes the field precompiles. One row per call, nothing outside it.
 *
 * Soundness:
 * - Input: a's cells are read at ts, b's at ts + 1, the result's are replaced at ts + 2. An instruction owns these three ticks, and within
 *   one of them the three cells are distinct; so operands may overlap in any way, and what is read is what was there before the
 *   call. This deviates from precompiles whose operands are touched once: those have no second time to read at.
 * - The words of a and b are the halves that their pointers' bits pick; all ten are canonical.
 * - `left` times b is `a` for a division and the result else, with `left` the result for a division and a else. A divisor is not 0, so
 *   there is one quotient: the sum of its ten limbs, which as an integer is below p and 0 only if all are, has an inverse. Which of the two
 *   calls it is stands in a7's token.
 * - The product of words is the word of the product times 2^32. The result's limbs are 16-bit and canonical, so they are the only
 *   ones for their value, and may be emitted to memory.
 * - `isShifted` bits are bits and 0 on padding, so all multiplicities are bits.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { SYSCALL_EXT_DIV, SYSCALL_EXT_MUL } from '../../executor/layout.ts';
import { extMulRecord as record } from '../../executor/precompiles/field-records.ts';
import {
  elementCells,
  elementPointer,
  halfWitness,
  pick,
  readElement,
  resultElement,
  WORD_OF_PRODUCT,
  wordOf,
  writeElement,
} from '../../gadgets/field-element.ts';
import { precompileCall, wordArgument } from '../../gadgets/precompile.ts';

const indices = [0, 1, 2, 3, 4] as const;

export function extMulChip() {
  const b = new ChipBuilder('EXT_MUL', 'extMul');
  if (SYSCALL_EXT_DIV !== SYSCALL_EXT_MUL + 1) throw new Error('EXT_MUL takes two numbers that follow each other.');
  const isDivision = b.bit('isDivision', record.isDivision);
  const row = precompileCall(b, record, SYSCALL_EXT_MUL, 1, isDivision);
  const x10 = wordArgument(b, row, 10, record.x10PrevTs, record.x10Value);
  const x11 = wordArgument(b, row, 11, record.x11PrevTs, record.x11Value);
  const x12 = wordArgument(b, row, 12, record.x12PrevTs, record.x12Value);
  const outPointer = elementPointer(b, row, 'outIsShifted', x10, record.x10Value);
  const aPointer = elementPointer(b, row, 'aIsShifted', x11, record.x11Value);
  const bPointer = elementPointer(b, row, 'bIsShifted', x12, record.x12Value);

  const aCells = elementCells(b, 'a', record.aPrevTs, record.aCells);
  readElement(b, row, 'a', aPointer, aCells, row.ts, { cells: record.aCells, address: record.x11Value });
  const bCells = elementCells(b, 'b', record.bPrevTs, record.bCells);
  readElement(b, row, 'b', bPointer, bCells, row.ts.add(1), { cells: record.bCells, address: record.x12Value });
  const outCells = elementCells(b, 'out', record.outPrevTs, record.outCells);

  const result = resultElement(b, row, record.result);
  const factors = indices.map((k) => {
    const a = pick(aPointer, wordOf(aCells.halves[k]!), wordOf(aCells.halves[k + 1]!));
    const aWitness = record.x11Value.bit(2).select(halfWitness(record.aCells, k + 1), halfWitness(record.aCells, k));
    const left = b.column(`left${k}`, record.isDivision.select(record.result[k]!, aWitness));
    const change = isDivision.mul(wordOf(result[k]!).sub(a));
    b.assertEqual(left, a.add(change), `word ${k} of the left factor is that of a, or of a quotient`);
    const right = pick(bPointer, wordOf(bCells.halves[k]!), wordOf(bCells.halves[k + 1]!));
    return { left, right, product: wordOf(result[k]!).sub(change) };
  });
  for (const k of indices) {
    // x^5 = 2.
    const terms = indices.map((i) => factors[i]!.left.mul(factors[(k - i + 5) % 5]!.right).mul(i <= k ? 1 : 2));
    const product = b.sum(terms).mul(WORD_OF_PRODUCT);
    b.assertEqual(factors[k]!.product, product, `word ${k} of the product is right`);
  }
  const limbSum = (from: number) => b.sum(bCells.halves.slice(from, from + 5).flatMap(({ low, high }) => [low, high]));
  const limbSumWitness = [0, 1, 2, 3, 4]
    .map((k) => record.x12Value.bit(2).select(halfWitness(record.bCells, k + 1), halfWitness(record.bCells, k)))
    .flatMap((word) => [word.limb(0), word.limb(1)])
    .reduce((sum, limb) => sum.add(limb));
  const inverse = b.column('divisorHint', record.isDivision.select(limbSumWitness.fieldInverse(), 0));
  const nonZero = pick(bPointer, limbSum(0), limbSum(1)).mul(inverse);
  b.assertEqual(nonZero, isDivision, 'a divisor is not 0');
  writeElement(b, row, outPointer, outCells, result, row.ts.add(2));
  return b.buildChip();
}
