/**
 * SHA256_SCHEDULE: four words of the message schedule of sha256_compress per row (FIPS 180-4, section 6.2.2, step 1), 16 rows per call:
 * W_t = sigma1(W_t-2) + W_t-7 + sigma0(W_t-15) + W_t-16 for t = 16..63. A word is there as bits once; what the later words take from it
 * travels along the rows as limbs that are added up on the way: `first` (sigma0(W_t+1) + W_t) is moved one row on as `second`, then `third`,
 * and with W_t+9 as `fourth` it is what W_t+16 takes besides sigma1.
 *
 * Soundness:
 * - Which rows: `is0`..`is15` are bits; on the row behind `is`<i> stands `is`<i+1> and nothing else stands there but perhaps `is0`: so a call's rows follow one
 *   another, with one ts, the table's first row is none but `is0`, and its last one none but `is15`. Of rows 0..3 each receives its words from
 *   chip SHA256, which sends them once for each index; so there is one row 0 for each ts, and all rows belong to the 16 behind a row 0. Each sends its
 *   inputs to SHA256_ROUNDS. Two of `is0`..`is15` at once would send and take tuples with an index (their sum) that is another row's, and
 *   are excluded: their sum is a bit.
 * - Bits are bits, so sums of them are the integers that they say. `sigma1_`, `first` and `start` are what they are in every row. Along the rows of a call sums are
 *   copied or a word is added, so `fourth` is three numbers of 16 bits, a limb of sigma1 and carry one more: the sum is below 4 * 2^16 and its
 *   carry 2 t or 2 t + 1, t a bit.
 * - Words of the message: the limbs received are memory's, equal to sums of 16 bits; the order of bytes is a matter of weights.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { type Int, int } from '../../air/integer.ts';
import { SHA256_STEPS } from '../../executor/precompiles/sha256-layout.ts';
import { sha256ScheduleRecord as record } from '../../executor/precompiles/sha256-records.ts';
import {
  addLimbs,
  bitColumns,
  limbsOf,
  memoryLimbsOf,
  nextBits,
  ROUND_CONSTANTS,
  SIGMA0,
  SIGMA1,
  sigma,
  sigmaWitness,
} from '../../gadgets/sha256.ts';
import { type Word, wordColumns } from '../../gadgets/word32.ts';
import { SHA256_INPUT, SHA256_MESSAGE } from '../../machine/buses.ts';

type IntWord = readonly [Int, Int];
const LIMB = 65536;
const MESSAGE_ROWS = 4;
const four = [0, 1, 2, 3] as const;
const limbs = (word: Int): IntWord => [word.limb(0), word.limb(1)];
const addInts = (...words: readonly IntWord[]): IntWord =>
  words.reduce((sum, word) => [sum[0].add(word[0]), sum[1].add(word[1])]);
/** Witness of W_t, t counted from the first of this row's four. */
const word = (t: number): Int => record.words[12 + t]!;
/** Witness of sigma0(W_t+1) + W_t. */
const pair = (t: number): IntWord => addInts(limbs(sigmaWitness(SIGMA0, word(t + 1))), limbs(word(t)));

export function sha256ScheduleChip() {
  const b = new ChipBuilder('SHA256_SCHEDULE', 'sha256Schedule');
  const ts = b.column('ts', record.ts);
  const is = Array.from({ length: SHA256_STEPS }, (_, i) => b.bit(`is${i}`, record.index.eq(i)));
  const isReal = b.sum(is);
  b.assertBit(isReal, 'a row has one index');
  const index = b.sum(is.map((bit, i) => bit.mul(i)));

  // Rows of a call.
  const isTransition = b.selector('isTransition');
  const isLinked = b.sum(is.slice(0, -1));
  for (const [i, bit] of is.slice(0, -1).entries()) {
    b.assertZero(isTransition.mul(b.next(is[i + 1]!).sub(bit)), `row ${i + 1} follows row ${i}`);
  }
  b.assertZero(b.selector('isFirst').mul(isReal.sub(is[0]!)), "the table's first row follows none");
  b.assertZero(b.selector('isLast').mul(isLinked), "the table's last row has none behind it");
  b.assertZero(isLinked.mul(b.next(ts).sub(ts)), 'the rows of a call have one ts');

  const bits = four.map((i) => bitColumns(b, `w${i}`, word(i)));
  const words = bits.map((word) => limbsOf(b, word));
  const nextWords = bits.map((word) => limbsOf(b, nextBits(b, word)));
  /** Two columns for each word. */
  const columns = (name: string, witness: (i: number) => IntWord) =>
    four.map((i): Word => {
      const [low, high] = witness(i);
      return [b.column(`${name}${i}Limb0`, low), b.column(`${name}${i}Limb1`, high)];
    });
  const next = ([low, high]: Word): Word => [b.next(low), b.next(high)];
  const assertEqual = (gate: Expr | 1, x: Word, y: Word, message: string) => {
    for (const k of [0, 1] as const) b.assertZero(x[k].sub(y[k]).mul(gate), `${message}, limb ${k}`);
  };

  // Functions of this row's words.
  const sigmas = columns('sigma1_', (i) => limbs(sigmaWitness(SIGMA1, word(i))));
  for (const i of four) assertEqual(1, sigmas[i]!, sigma(b, SIGMA1, bits[i]!), `sigma1 of word ${i}`);
  const first = [0, 1, 2].map((i): Word => {
    const [low, high] = pair(i);
    const columns: Word = [b.column(`first${i}Limb0`, low), b.column(`first${i}Limb1`, high)];
    const value = addLimbs(sigma(b, SIGMA0, bits[i + 1]!), words[i]!);
    assertEqual(1, columns, value, `sigma0 of word ${i + 1}, and word ${i}`);
    return columns;
  });
  const start = wordColumns(b, 'start', sigmaWitness(SIGMA0, word(0)));
  assertEqual(1, start, sigma(b, SIGMA0, bits[0]!), 'sigma0 of word 0');

  // What later words take, on its way.
  const second = columns('second', (i) => pair(i - 4));
  const third = columns('third', (i) => pair(i - 8));
  const fourth = columns('fourth', (i) => addInts(pair(i - 12), limbs(word(i - 3))));
  for (const i of four) {
    const made = i < 3 ? first[i]! : addLimbs(next(start), words[3]!);
    assertEqual(isLinked, next(second[i]!), made, `second sum ${i}`);
    assertEqual(isLinked, next(third[i]!), second[i]!, `third sum ${i}`);
    const added = i < 3 ? words[i + 1]! : nextWords[0]!;
    assertEqual(isLinked, next(fourth[i]!), addLimbs(third[i]!, added), `fourth sum ${i}`);
  }

  // The next row's words, unless they are the message's.
  const isComputed = b.sum(is.slice(MESSAGE_ROWS - 1, -1));
  for (const i of four) {
    const mixed = i < 2 ? sigmas[i + 2]! : next(sigmas[i - 2]!);
    const terms = [addInts(pair(i - 12), limbs(word(i - 3))), limbs(sigmaWitness(SIGMA1, word(i + 2)))];
    let carry: Expr = b.constant(0);
    let carryWitness: Int = int(0);
    for (const k of [0, 1] as const) {
      const sumWitness = terms[0]![k].add(terms[1]![k]).add(carryWitness);
      carryWitness = sumWitness.shrU(16);
      const half = b.bit(`carry${i}Limb${k}`, sumWitness.shrU(17));
      const sum = addLimbs(fourth[i]!, mixed)[k].add(carry);
      carry = sum.sub(nextWords[i]![k]).div(LIMB);
      const rest = carry.sub(half.mul(2));
      b.assertZero(isComputed.mul(rest).mul(rest.sub(1)), `next word ${i}, limb ${k}`);
    }
  }

  const isMessage = b.sum(is.slice(0, MESSAGE_ROWS));
  b.assertBit(isMessage, 'a row is of the message or not');
  b.receive(SHA256_MESSAGE, isMessage, [ts, index, ...bits.flatMap((word) => memoryLimbsOf(b, word))]);
  const inputs = words.flatMap((word, i) =>
    word.map((limb, k) => {
      const constants = is.map((bit, row) => bit.mul((ROUND_CONSTANTS[4 * row + i]! >>> (16 * k)) & 0xffff));
      return limb.add(b.sum(constants));
    }),
  );
  b.send(SHA256_INPUT, isReal, [ts, index, ...inputs]);
  return b.buildChip();
}
