/**
 * The precompile ext_mul (a7 = 0x1000_0004): the element at a0 becomes the product of the elements at a1 and a2 in E = F[x]/(x^5 - 2).
 * docs/precompiles.md describes the field precompiles. One row per call, and nothing outside it.
 *
 * Soundness:
 * - Input: a's cells are read at ts, b's at ts + 1, the result's are replaced at ts + 2. An instruction owns these three ticks, and within
 *   one of them the three cells are distinct; so operands may overlap in any way, and what is read is what was there before the
 *   call. This deviates from precompiles whose operands are touched once: those have no second time to read at.
 * - a's words are columns, forced to the halves that the pointer's bit picks; b's are picked where they are used. All ten are canonical.
 * - The product of words is the word of the product times 2^32. The result's limbs are 16-bit and canonical, so they are the only
 *   ones for their value, and may be emitted to memory.
 * - `isShifted` bits are bits and 0 on padding, so all multiplicities are bits.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { SYSCALL_EXT_MUL } from '../../executor/layout.ts';
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
  const row = precompileCall(b, record, SYSCALL_EXT_MUL);
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

  const left = indices.map((k) => {
    const isShifted = record.x11Value.bit(2);
    const [aligned, shifted] = [halfWitness(record.aCells, k), halfWitness(record.aCells, k + 1)];
    const word = b.column(`aWord${k}`, isShifted.select(shifted, aligned));
    const picked = pick(aPointer, wordOf(aCells.halves[k]!), wordOf(aCells.halves[k + 1]!));
    b.assertEqual(word, picked, `word ${k} of a is where the pointer says`);
    return word;
  });
  const right = indices.map((k) => pick(bPointer, wordOf(bCells.halves[k]!), wordOf(bCells.halves[k + 1]!)));

  const result = resultElement(b, row, record.result);
  for (const k of indices) {
    // x^5 = 2.
    const products = indices.map((i) => left[i]!.mul(right[(k - i + 5) % 5]!).mul(i <= k ? 1 : 2));
    const product = b.sum(products).mul(WORD_OF_PRODUCT);
    b.assertEqual(wordOf(result[k]!), product, `word ${k} of the result is that of the product`);
  }
  writeElement(b, row, outPointer, outCells, result, row.ts.add(2));
  return b.buildChip();
}
