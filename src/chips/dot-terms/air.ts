/**
 * Two terms of a field_dot, or the last one of an odd number: one cell of words, five cells of weights (two elements; three cells for
 * one), and a step on the chain of the DOT bus, which chip DOT starts and ends.
 *
 * Soundness:
 * - Every live row receives exactly one chain tuple and sends one, with this call's ts; so no row is outside the chain of a call (see
 *   DOT), each is in one chain, and the position gives the order.
 * - The words' cell is half the position: it is a column, received as 2 wordsCell and needs a memory token, so it is a number below
 *   0x0f00_0000. After a row with one term the position is odd, no cell's double; so only the last row has one term. The first
 *   position is twice DOT's quotient address / 8, which must then be an integer: misaligned pointers have no row.
 * - The weights' cell is lane + 5 wordsCell and has a token likewise. A word and its weight are paired by their place in the row.
 * - Words are read at ts, weights at ts + 1. The touched cells of the weights are consumed with one common time `weightsPrevTs` (the
 *   executor refreshes older ones: it costs 25 cells, and is seldom, where a vector of weights is used again and again). The gap ts -
 *   weightsPrevTs is below 2^28: the low limb and the 12 bits above are checked. Times of tokens are below p / 2 (src/gadgets/instruction.ts:
 *   ticks of the execution chain), so the difference does not wrap and time moves forward.
 * - A row with one term reads neither the second word (`secondWord` is 0 then) nor the cells behind the third: their columns are
 *   multiplied by 0 and checked against nothing.
 * - Words and weights that count are canonical; sums are field elements, and DOT makes them canonical.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { int } from '../../air/integer.ts';
import { dotTermsRecord as record } from '../../executor/precompiles/field-records.ts';
import { readCell, signedWitness } from '../../gadgets/address.ts';
import { canonical, halfWitness, halvesOf, WORD_OF_PRODUCT, wordOf } from '../../gadgets/field-element.ts';
import { range16 } from '../../gadgets/instruction.ts';
import { DOT, MEMORY, RANGE_BITS } from '../../machine/buses.ts';

export function dotTermsChip() {
  const b = new ChipBuilder('DOT_TERMS', 'dotTerms');
  const isReal = b.bit('isReal', 1);
  const isPair = b.bit('isPair', record.isPair);
  b.assertZero(isPair.mul(isReal.not()), 'only live rows have two terms');
  const ts = b.column('ts', record.ts);
  const lane = b.column('lane', signedWitness(record.weightsCell.sub(record.wordsCell.mul(5))));
  const wordsCell = b.column('wordsCell', record.wordsCell);
  const sum = record.sum.map((word, k) => b.column(`sum${k}`, word));
  const position = wordsCell.mul(2);
  b.receive(DOT, isReal, [ts, lane, position, ...sum]);

  const words = b.limbs('words', record.words);
  readCell(b, ts, isReal, wordsCell, { prevTs: b.column('wordsPrevTs', record.wordsPrevTs), value: words });

  const weightsPrevTs = b.column('weightsPrevTs', record.weightsPrevTs);
  const weights = record.weights.map((value, i) => b.limbs(`weights${i}Limb`, value));
  const weightsCell = lane.add(wordsCell.mul(5));
  for (const [i, value] of weights.entries()) {
    const isTouched = i < 3 ? isReal : isPair;
    b.receive(MEMORY, isTouched, [weightsCell.add(i), weightsPrevTs, ...value]);
    b.send(MEMORY, isTouched, [weightsCell.add(i), ts.add(1), ...value]);
  }
  const gapHigh = b.column('weightsGapHigh', record.ts.sub(record.weightsPrevTs).shrU(16));
  range16(b, isReal, ts.sub(weightsPrevTs).sub(gapHigh.mul(65536)));
  b.send(RANGE_BITS, isReal, [12, gapHigh, 1 << 12]);

  const wordHalves = halvesOf(words);
  const weightHalves = weights.flatMap(halvesOf);
  for (const [i, half] of wordHalves.entries()) {
    const [isChecked, live] = i === 0 ? [isReal, int(1)] : [isPair, record.isPair];
    canonical(b, `word${i}Top`, isChecked, half, halfWitness([record.words], i), live);
  }
  for (const [i, half] of weightHalves.entries()) {
    const [isChecked, live] = i < 5 ? [isReal, int(1)] : [isPair, record.isPair];
    canonical(b, `weight${i}Top`, isChecked, half, halfWitness(record.weights, i), live);
  }

  const firstWord = wordOf(wordHalves[0]);
  const secondWord = b.column('secondWord', record.isPair.select(halfWitness([record.words], 1), 0));
  b.assertEqual(secondWord, isPair.mul(wordOf(wordHalves[1])), 'the second word is 0 where there is one term');
  const sumAfter = sum.map((before, k) => {
    const first = firstWord.mul(wordOf(weightHalves[k]!));
    const second = secondWord.mul(wordOf(weightHalves[k + 5]!));
    return before.add(first.add(second).mul(WORD_OF_PRODUCT));
  });
  // Perf: of degree 2, so it stands alone in its group and comes last.
  b.send(DOT, isReal, [ts, lane, position.add(1).add(isPair), ...sumAfter]);
  return b.buildChip();
}
