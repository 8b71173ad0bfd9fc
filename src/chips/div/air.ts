/**
 * DIV, DIVU, REM, REMU and their W forms. RISC-V unprivileged ISA, section 12.2.
 *
 * A number x is held as its sign s and a reduced value x' >= 0: x = x' for s = 0, x = -(x' + 1) for s = 1. In two's
 * complement x' is x or, limb by limb, 65535 - x: no carries. |x| = x' + s. The chip proves |n| = |q| |d| + |r| with
 * |r| < |d|, for dividend n, divisor d, and emits q or r. In q and r only the emitted one has a sign column that may be
 * 1, `signQ` or `signR`; the other one is held as its magnitude (which is what s = 0 means).
 *
 * Soundness:
 * - Operands. DECODE forces the flags. n' and d' are those of all 64 bits, or in W form of the low 32 with upper limbs
 *   0. Signs are 0 in unsigned forms. In signed ones `sign1` is the top bit: top - 32768 sign1 < 2^15, `top` being the
 *   highest limb of the form; and `sign2` too: the highest byte of d' is offset by 128 in its lookup, so d' < 2^63
 *   (2^31), which is true for one sign only (src/gadgets/bytes.ts).
 * - The equation. Bytes of q' and d' are looked up, limbs of r' are below 2^16, carries + 1 below 2^12: each limb
 *   equation holds over the integers (both sides between -2^16 - 2 and 2^29). Byte products of weight 2^64 and more are
 *   each 0, for their sum, below 2^21, is; and nothing is carried out of limb 3. So (q' + signQ) (d' + sign2) + r' +
 *   signR = n' + sign1 over the integers.
 * - |r| < |d|, unless d = 0. One limb decides (`decides_k`; limb 0 by an expression): limbs above it are equal, and at
 *   it r'_k < d'_k, by `difference` < 2^16; at limb 0, r'_0 + signR < d'_0 + sign2. So r' + signR < d' + sign2 but for
 *   one case: signR = 1, sign2 = 0, k > 0 and r' + 1 = d', that is, lower limbs of r' 65535, of d' 0, and difference 0.
 *   Then `gap`, a sum of non-negative numbers below 2^19, is 0; it has an inverse. Hence |q| and |r| are unique.
 * - Signs. q' = 0 and r' = 0 as values of q and r are right for either sign of the operands. Otherwise signQ =
 *   `quotientSign`: it may not be 1 where that is 0, and where it is 0 against quotientSign 1, q' is 0. Likewise signR
 *   and sign1: the remainder has the sign of the dividend.
 * - d = 0 (`isZero`): d' = 0 and sign2 = 0 then; without it |r| < |d| holds and d is not 0. q' = 0 with signQ = 1 is
 *   the quotient -1, all ones in every form; the equation makes |r| = |n|.
 * - MIN / -1: |q| = 2^63 (2^31) with signQ = 0, which is MIN's bit pattern, and r = 0.
 * - W form. |q| and |r| are at most |n| < 2^32, so upper limbs of q' and r' are 0 (r'_3 explicitly). The result is
 *   sign-extended: 65535 in the upper limbs if a sign is set or bit 31 of the reduced output is (`extension`):
 *   `wordTop` = 2 limb - 65536 extension, checked in r'_3's lookup, as r'_3 is 0 in W form and wordTop in the others.
 *   Not both: with a sign the output is at most 2^31 - 1, or the 0 of a division by 0.
 * - Limbs emitted are x'_k or 65535 - x'_k, below 2^16.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { byteProducts, limbProducts, rangeBits } from '../../gadgets/bytes.ts';
import {
  decode,
  destination,
  instructionRow,
  type LimbOperands,
  type Limbs,
  range16,
  readRs1,
  readRs2,
  step,
} from '../../gadgets/instruction.ts';
import { BYTE_PAIR } from '../../machine/buses.ts';
import { REMAINDER, SIGNED_LONG, SIGNED_WORD, WORD } from './decode.ts';
import { divisionWitness } from './witness.ts';

const CARRY_BITS = 12;

export function divChip() {
  const w = divisionWitness();
  const b = new ChipBuilder('DIV', 'div');
  const row = instructionRow(b);
  const isSignedLong = b.bit('isSignedLong', w.isSignedLong);
  const isSignedWord = b.bit('isSignedWord', w.isSignedWord);
  const isWord = b.bit('isWord', w.isWord);
  const isRemainder = b.bit('isRemainder', w.isRemainder);
  const isLong = row.isReal.sub(isWord);
  const isQuotient = row.isReal.sub(isRemainder);
  const isUnsigned = row.isReal.sub(isSignedLong).sub(isSignedWord);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const rd = destination(b, row);
  rd.consume();
  const flags = b.sum([
    isSignedLong.mul(SIGNED_LONG),
    isSignedWord.mul(SIGNED_WORD),
    isWord.mul(WORD),
    isRemainder.mul(REMAINDER),
  ]);
  decode(b, row, 'div', { flags, rd: rd.index, rs1: rs1.index, rs2: rs2.index });
  step(b, row, row.pc.add(1));

  // Signs of the operands; n' as expressions, d' and q' as bytes, r' as limbs.
  const sign1 = b.bit('sign1', w.sign1);
  const sign2 = b.bit('sign2', w.sign2);
  b.assertZero(isUnsigned.mul(sign1), 'unsigned dividends have no sign');
  b.assertZero(isUnsigned.mul(sign2), 'unsigned divisors have no sign');
  const top = b.column('top', w.top);
  b.assertEqual(top, isSignedLong.mul(rs1.value[3]).add(isSignedWord.mul(rs1.value[1])), 'top is the highest limb');
  rangeBits(b, row.isReal, 15, top.sub(sign1.mul(32768)));
  const reduce = (value: Limbs, sign: Expr) =>
    value.map((limb, k) => {
      const reduced = limb.add(sign.mul(b.expressions.sub(65535, limb.mul(2))));
      return k < 2 ? reduced : isLong.mul(reduced);
    });
  const dividend = reduce(rs1.value, sign1);

  const bytes = (name: string, value: typeof w.quotient, offsets: readonly (Expr | number)[]) =>
    offsets.flatMap((offset, k) => {
      const low = b.column(`${name}Byte${2 * k}`, value.byte(2 * k));
      const high = b.column(`${name}Byte${2 * k + 1}`, value.byte(2 * k + 1));
      b.send(BYTE_PAIR, row.isReal, [low, high.add(offset)]);
      return [low, high];
    });
  const limbsOf = (values: readonly Expr[]) => [0, 2, 4, 6].map((i) => values[i]!.add(values[i + 1]!.mul(256)));
  const divisorBytes = bytes('divisor', w.divisor, [0, isSignedWord.mul(128), 0, isSignedLong.mul(128)]);
  const divisor = limbsOf(divisorBytes);
  for (const [k, reduced] of reduce(rs2.value, sign2).entries()) {
    b.assertEqual(divisor[k]!, reduced, `limb ${k} of the divisor is rs2's, reduced`);
  }
  const quotientBytes = bytes('quotient', w.quotient, [0, 0, 0, 0]);
  const quotient = limbsOf(quotientBytes);
  const remainder = b.limbs('remainder', w.remainder);

  // Signs of the results.
  const isZero = b.bit('isZero', w.isZero);
  const quotientSign = b.column('quotientSign', w.quotientSign);
  const signQ = b.bit('signQ', w.signQ);
  const signR = b.bit('signR', w.signR);
  b.assertZero(isZero.mul(b.sum(divisor).add(sign2)), 'isZero means a divisor of 0');
  const differ = sign1.add(sign2).sub(sign1.mul(sign2).mul(2));
  b.assertEqual(quotientSign, differ.add(isZero.mul(sign1.not())), 'the quotient is negative if signs differ, or by 0');
  b.assertZero(signQ.mul(isRemainder), 'a remainder instruction has no quotient sign');
  b.assertZero(signQ.mul(quotientSign.not()), 'signQ is set for negative quotients only');
  b.assertZero(isQuotient.mul(quotientSign.sub(signQ)).mul(b.sum(quotient)), 'a negative quotient has its sign');
  b.assertZero(isZero.mul(signQ.add(isRemainder).sub(1)), 'the quotient by 0 is negative');
  b.assertZero(isZero.mul(b.sum(quotient)), 'the quotient by 0 is -1');
  b.assertZero(signR.mul(isQuotient), 'a quotient instruction has no remainder sign');
  b.assertZero(signR.mul(sign1.not()), 'signR is set for negative dividends only');
  b.assertZero(isRemainder.mul(sign1.sub(signR)).mul(b.sum(remainder)), 'a negative remainder has its sign');

  // |q| |d| + |r| = |n|, limb by limb.
  let carry = b.sum([signQ.mul(sign2), signR, b.expressions.sub(0, sign1)]);
  for (let k = 0; k < 4; k++) {
    const products = limbProducts(b, quotientBytes, divisorBytes, k);
    const mixed = signQ.mul(divisor[k]!).add(sign2.mul(quotient[k]!));
    const sum = b.sum([products, mixed, remainder[k]!, carry]).sub(dividend[k]!);
    if (k === 3) {
      b.assertZero(sum, "limb 3 of the product and sum is the dividend's");
      break;
    }
    // The column is the carry plus 1, so that it is not negative.
    const column = b.column(`carry${k}`, w.carries[k]!.add(1));
    rangeBits(b, row.isReal, CARRY_BITS, column);
    carry = column.sub(row.isReal);
    b.assertEqual(sum, carry.mul(65536), `limb ${k} of the product and sum is the dividend's`);
  }
  const beyond = Array.from({ length: 7 }, (_, i) => byteProducts(b, quotientBytes, divisorBytes, 8 + i));
  b.assertZero(b.sum(beyond), 'no partial product reaches 2^64');

  // |r| < |d|.
  const upper = [1, 2, 3].map((k) => b.bit(`decides${k}`, w.decides[k]!));
  const decides = [row.isReal.sub(isZero).sub(b.sum(upper)), ...upper];
  b.assertBit(decides[0]!, 'one limb decides, unless the divisor is 0');
  const distance = (k: number) => divisor[k]!.sub(remainder[k]!);
  for (const k of [1, 2, 3]) {
    b.assertZero(b.sum(decides.slice(0, k)).mul(distance(k)), `limb ${k} is equal if a lower one decides`);
  }
  const difference = b.column('difference', w.difference);
  const growth = b.sum(decides.map((bit, k) => bit.mul(distance(k).sub(1))));
  b.assertEqual(difference, growth.add(decides[0]!.mul(sign2.sub(signR))), 'difference is that of the deciding limb');
  range16(b, row.isReal, difference);
  const gap = b.sum([
    difference,
    decides[0]!,
    ...[0, 1, 2].map((k) => b.sum(decides.slice(k + 1)).mul(distance(k).add(65535))),
  ]);
  const needsGap = signR.mul(sign2.add(isZero).not());
  b.assertEqual(
    gap.mul(b.column('gapInverse', w.gapInverse)),
    needsGap,
    'a negative remainder is not minus the divisor',
  );

  // Limbs of the remainder, and in W form the sign of limb 1 of the output.
  const extension = b.bit('extension', w.extension);
  const wordTop = b.column('wordTop', w.wordTop);
  b.assertZero(isLong.mul(extension), '64-bit results are not extended');
  b.assertZero(isWord.mul(remainder[3]), 'W: limb 3 of the remainder is 0');
  const output = quotient.map((limb, k) => limb.add(isRemainder.mul(remainder[k]!.sub(limb))));
  b.assertEqual(
    wordTop,
    isWord.mul(output[1]!.mul(2).sub(extension.mul(65536))),
    'W: wordTop is limb 1 without its sign',
  );
  for (const limb of [remainder[0], remainder[1], remainder[2], remainder[3].add(wordTop)])
    range16(b, row.isReal, limb);

  // Perf: 29 interactions; the odd one has room for limbs of degree 2.
  const emitted = output.map((limb, k) => {
    const complement = signQ.mul(quotient[k]!).add(signR.mul(remainder[k]!)).mul(2);
    const ones = b.sum([signQ, signR, ...(k < 2 ? [] : [extension])]).mul(65535);
    return limb.add(ones).sub(complement);
  });
  rd.emit(emitted as unknown as LimbOperands);
  return b.buildChip();
}
