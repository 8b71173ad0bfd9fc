/** What the columns of DIV hold; the names are explained in air.ts. */
import { type Int, int } from '../../air/integer.ts';
import { limbProductsWitness } from '../../gadgets/bytes.ts';
import { record } from '../../gadgets/instruction.ts';
import { type Mnemonic, opcodes } from '../../isa/rv64im.ts';

const isOneOf = (...names: Mnemonic[]): Int =>
  names.map((name) => record.opcode.eq(opcodes[name])).reduce((a, b) => a.or(b));

const isWord = isOneOf('divw', 'divuw', 'remw', 'remuw');
const isSigned = isOneOf('div', 'rem', 'divw', 'remw');
const isRemainder = isOneOf('rem', 'remu', 'remw', 'remuw');

/** The operand as its instruction takes it, in 64 bits, its sign, and the reduced value. */
function operand(value: Int): { sign: Int; reduced: Int; magnitude: Int } {
  const taken = isWord.select(isSigned.select(value.signExtend32(), value.and(0xffff_ffff)), value);
  const sign = isSigned.and(taken.bit(63));
  const reduced = taken.xor(int(0).sub(sign));
  return { sign, reduced, magnitude: reduced.add(sign) };
}

export function divisionWitness() {
  const dividend = operand(record.rs1Value);
  const divisor = operand(record.rs2Value);
  const isZero = divisor.magnitude.eq(0);
  const quotientMagnitude = dividend.magnitude.divU(divisor.magnitude);
  const remainderMagnitude = isZero.select(dividend.magnitude, dividend.magnitude.remU(divisor.magnitude));
  const quotientSign = isZero.select(1, dividend.sign.xor(divisor.sign));
  const signQ = isRemainder.xor(1).and(isZero.or(quotientSign.and(quotientMagnitude.ne(0))));
  const signR = isRemainder.and(dividend.sign).and(remainderMagnitude.ne(0));
  const quotient = isZero.select(0, quotientMagnitude.sub(signQ));
  const remainder = remainderMagnitude.sub(signR);

  const carries: Int[] = [];
  let carry = signQ.and(divisor.sign).add(signR).sub(dividend.sign);
  for (const [k, products] of limbProductsWitness(quotient, divisor.reduced).slice(0, 3).entries()) {
    carry = products
      .add(signQ.mul(divisor.reduced.limb(k)))
      .add(divisor.sign.mul(quotient.limb(k)))
      .add(remainder.limb(k))
      .sub(dividend.reduced.limb(k))
      .add(carry)
      .shrS(16);
    carries.push(carry);
  }

  // The most significant limb that differs decides, else limb 0.
  const differing = divisor.reduced.xor(remainder);
  const decides = [0, 1, 2, 3].map((k) => {
    const isHighEqual = k === 3 ? int(1) : differing.shrU(16 * (k + 1)).eq(0);
    const isHere = k === 0 ? isHighEqual : isHighEqual.and(differing.limb(k).ne(0));
    return isHere.and(isZero.xor(1));
  });
  const distance = (k: number) => divisor.reduced.limb(k).sub(remainder.limb(k));
  const growth = decides.map((bit, k) => bit.mul(distance(k).sub(1))).reduce((a, b) => a.add(b));
  const difference = growth.add(decides[0]!.mul(divisor.sign.sub(signR)));
  const isBelow = (j: number) => decides.slice(j + 1).reduce((a, b) => a.or(b));
  const gap = [0, 1, 2]
    .map((j) => isBelow(j).mul(distance(j).add(65535)))
    .reduce((a, b) => a.add(b), difference.add(decides[0]!));
  const needsGap = signR.and(divisor.sign.xor(1)).and(isZero.xor(1));

  const output = isRemainder.select(remainder, quotient);
  return {
    isWord,
    isRemainder,
    isSignedLong: isSigned.and(isWord.xor(1)),
    isSignedWord: isSigned.and(isWord),
    sign1: dividend.sign,
    sign2: divisor.sign,
    divisor: divisor.reduced,
    isZero,
    quotientSign,
    signQ,
    signR,
    quotient,
    remainder,
    carries,
    decides,
    difference,
    gapInverse: needsGap.select(gap.fieldInverse(), 0),
    top: isSigned.select(isWord.select(record.rs1Value.limb(1), record.rs1Value.limb(3)), 0),
    extension: isWord.and(output.bit(31)),
    wordTop: isWord.select(output.limb(1).shl(1).and(0xffff), 0),
  };
}
