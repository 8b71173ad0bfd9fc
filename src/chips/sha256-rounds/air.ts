/**
 * SHA256_ROUNDS: four rounds of sha256_compress per row (FIPS 180-4, section 6.2.2). A round makes one new a and one new e; b, c, d and
 * f, g, h are those of the three rounds before. So the last four a's and e's are the whole state; a row has them as bits, and the next row's
 * are the four that its rounds make. A call is 16 rows (steps) and one more with the final words. docs/precompiles.md has the alternatives.
 *
 * Soundness:
 * - Bits are bits in every row, so sums of them are the integers that they say. `mixA` and `mixE` are what they are in every row but the table's last,
 *   which is no step: integers below 2^17 per limb.
 * - Equations of steps, over the integers (all terms far below p), for each limb: d + h + mixE + input - e = 2^16 c with c = 2 t or 2 t + 1, t = 0, 1, 2
 *   (the sum is below 6 * 2^16); mixA + e - d - a = 2^16 c with c = 2 t - 1 or 2 t, t a bit (between -2 * 2^16 and 3 * 2^16). The low limb's carry is
 *   added to the high limb, the high limb's is dropped.
 * - input is SHA256_SCHEDULE's W + K, two numbers below 2^17, received from there with (ts, index).
 * - Which rows: a live row follows a step or is `isFirst`, and behind a step there is a live row that is not first, with the same ts and the next index. A first row
 *   is a step, has index 0 and receives the words that chip SHA256 sent for its ts, once; so there is one first row for each call and the chain behind it.
 *   The chain ends in a final row, which sends (ts, index, words); that is received by chip SHA256 once, with index 16 only (a first row takes index
 *   0, which behind a step would need p rows). So a chain has 16 steps; all live rows are in chains, since the table's first row, if live, is a
 *   first one. No row is dropped, doubled, exchanged or shared.
 * - Only a, e of the *next* row are used by a step; behind a final row nothing but `mixA`, `mixE` depends on them.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { type Int, int } from '../../air/integer.ts';
import { SHA256_STEPS } from '../../executor/precompiles/sha256-layout.ts';
import { sha256RoundsRecord as record } from '../../executor/precompiles/sha256-records.ts';
import {
  addLimbs,
  bitColumns,
  choose,
  chooseWitness,
  limbsOf,
  majority,
  majorityWitness,
  nextBits,
  SUM0,
  SUM1,
  sigma,
  sigmaWitness,
} from '../../gadgets/sha256.ts';
import type { Word } from '../../gadgets/word32.ts';
import { SHA256_INPUT, SHA256_WORDS } from '../../machine/buses.ts';

type IntWord = readonly [Int, Int];
const LIMB = 65536;
const limbs = (word: Int): IntWord => [word.limb(0), word.limb(1)];
const addInts = (a: IntWord, b: IntWord): IntWord => [a[0].add(b[0]), a[1].add(b[1])];
/** a..d or e..h, oldest first, of this row and the next. */
const history = (first: number): readonly Int[] =>
  [record.words, record.next].flatMap((words) => [3, 2, 1, 0].map((i) => words[first + i]!));

export function sha256RoundsChip() {
  const b = new ChipBuilder('SHA256_ROUNDS', 'sha256Rounds');
  const stepWitness = record.index.ltU(SHA256_STEPS);
  const isFirst = b.bit('isFirst', record.index.eq(0));
  const isStep = b.bit('isStep', stepWitness);
  const isFinal = b.bit('isFinal', record.index.eq(SHA256_STEPS));
  const ts = b.column('ts', record.ts);
  const index = b.column('index', record.index);

  // Chains.
  const isTransition = b.selector('isTransition');
  b.assertZero(isFirst.mul(isStep.not()), 'a first row is a step');
  b.assertZero(isStep.mul(isFinal), 'a final row is no step');
  b.assertZero(isFirst.mul(index), 'a first row has index 0');
  const isLive = isStep.add(isFinal);
  const follows = b.next(isStep).add(b.next(isFinal)).sub(b.next(isFirst));
  b.assertZero(isTransition.mul(follows.sub(isStep)), 'live rows follow steps, or are first');
  b.assertZero(b.selector('isFirst').mul(isLive.sub(isFirst)), "the table's first row follows none");
  b.assertZero(b.selector('isLast').mul(isStep), "the table's last row is no step");
  b.assertZero(isStep.mul(b.next(ts).sub(ts)), 'a chain has one ts');
  b.assertZero(isStep.mul(b.next(index).sub(index).sub(1)), 'index counts the rows of a chain');

  // Words of this row, oldest first, and of the next.
  const [aWitness, eWitness] = [history(0), history(4)];
  const a = [0, 1, 2, 3].map((i) => bitColumns(b, `a${i}`, aWitness[i]!));
  const e = [0, 1, 2, 3].map((i) => bitColumns(b, `e${i}`, eWitness[i]!));
  const state = [...a].reverse().concat([...e].reverse());
  a.push(...a.map((bits) => nextBits(b, bits)));
  e.push(...e.map((bits) => nextBits(b, bits)));
  const words = (bits: readonly (readonly Expr[])[]) => bits.map((word) => limbsOf(b, word));
  const [aWords, eWords] = [words(a), words(e)];

  const inputs = [0, 1, 2, 3].map((i): Word => {
    const witness = addInts(limbs(record.input[i]!), limbs(record.constants[i]!));
    return [b.column(`input${i}Limb0`, witness[0]), b.column(`input${i}Limb1`, witness[1])];
  });

  for (let i = 0; i < 4; i++) {
    const round = `round ${i}`;
    const input = addInts(limbs(record.input[i]!), limbs(record.constants[i]!));
    /** Two columns, which are this expression of bits in every row. */
    const column = (name: string, witness: IntWord, value: Word): Word => {
      const limb = (k: 0 | 1) => {
        const result = b.column(`${name}${i}Limb${k}`, witness[k]);
        b.assertZero(isTransition.mul(result.sub(value[k])), `${name} of ${round}, limb ${k}`);
        return result;
      };
      return [limb(0), limb(1)];
    };
    const mixEWitness = addInts(
      limbs(sigmaWitness(SUM1, eWitness[i + 3]!)),
      limbs(chooseWitness(eWitness[i + 3]!, eWitness[i + 2]!, eWitness[i + 1]!)),
    );
    const mixE = column(
      'mixE',
      mixEWitness,
      addLimbs(sigma(b, SUM1, e[i + 3]!), choose(b, e[i + 3]!, e[i + 2]!, e[i + 1]!)),
    );
    const mixAWitness = addInts(
      limbs(sigmaWitness(SUM0, aWitness[i + 3]!)),
      limbs(majorityWitness(aWitness[i + 3]!, aWitness[i + 2]!, aWitness[i + 1]!)),
    );
    const mixA = column(
      'mixA',
      mixAWitness,
      addLimbs(sigma(b, SUM0, a[i + 3]!), majority(b, a[i + 3]!, a[i + 2]!, a[i + 1]!)),
    );

    const oldest = addInts(limbs(aWitness[i]!), limbs(eWitness[i]!));
    let [carryE, carryA] = [b.constant(0), b.constant(0)];
    let [carryEWitness, carryAWitness]: [Int, Int] = [int(0), int(0)];
    for (const k of [0, 1] as const) {
      // e = d + h + mixE + input.
      const sumWitness = oldest[k].add(mixEWitness[k]).add(input[k]).add(carryEWitness);
      carryEWitness = sumWitness.shrU(16);
      const half = b.column(`carryE${i}Limb${k}`, stepWitness.select(sumWitness.shrU(17), 0));
      b.assertZero(half.mul(half.sub(1)).mul(half.sub(2)), `half the carry of e of ${round}, limb ${k}, is 0, 1 or 2`);
      const terms = [aWords[i]![k], eWords[i]![k], mixE[k], inputs[i]![k], carryE];
      carryE = b
        .sum(terms)
        .sub(eWords[i + 4]![k])
        .div(LIMB);
      const rest = carryE.sub(half.mul(2));
      b.assertZero(isStep.mul(rest).mul(rest.sub(1)), `e of ${round}, limb ${k}`);

      // a = mixA + e - d; sums here are 2 * 2^16 too large, so that they are not negative.
      const newE = eWitness[i + 4]!.limb(k);
      const difference = mixAWitness[k]
        .add(newE)
        .add(carryAWitness)
        .add(2 * LIMB)
        .sub(aWitness[i]!.limb(k));
      carryAWitness = difference.shrU(16).sub(2);
      const halfA = b.bit(`carryA${i}Limb${k}`, stepWitness.select(difference.shrU(16).sub(1).shrU(1), 0));
      carryA = mixA[k]
        .add(eWords[i + 4]![k])
        .add(carryA)
        .sub(aWords[i]![k])
        .sub(aWords[i + 4]![k])
        .div(LIMB);
      const restA = carryA.sub(halfA.mul(2));
      b.assertZero(isStep.mul(restA).mul(restA.add(1)), `a of ${round}, limb ${k}`);
    }
  }

  const stateLimbs = words(state).flat();
  b.receive(SHA256_WORDS, isFirst, [ts, index, ...stateLimbs]);
  b.send(SHA256_WORDS, isFinal, [ts, index, ...stateLimbs]);
  b.receive(SHA256_INPUT, isStep, [ts, index, ...inputs.flat()]);
  return b.buildChip();
}
