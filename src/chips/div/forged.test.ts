/**
 * Division with everything consistent but the numbers: a cheat picks signs, flags, quotient and remainder, and fills
 * every helper column so that all equations that can be made to hold do. Only true results may pass.
 */
import { describe, expect, it } from 'vitest';
import { falsehood } from '../../../test/support/chip-oracle.ts';
import { type ChipRows, limbs } from '../../../test/support/chip-rows.ts';
import { Random } from '../../../test/support/random.ts';
import { type RegisterCase, rowsOf } from '../../../test/support/register-chip-tests.ts';
import { inverseModP, P } from '../../air/expression.ts';
import { divChip } from './air.ts';
import { decodeFields } from './decode.ts';

const mnemonics = ['div', 'divu', 'rem', 'remu', 'divw', 'divuw', 'remw', 'remuw'] as const;
const MIN = 1n << 63n;
const MIN_WORD = 0xffff_ffff_8000_0000n;
const MINUS_1 = 0xffff_ffff_ffff_ffffn;

const pairs: readonly (readonly [bigint, bigint])[] = [
  [7n, 2n],
  [-7n, 2n],
  [7n, -2n],
  [-7n, -2n],
  [-65537n, 65536n],
  [-6n, 3n],
  [5n, 0n],
  [-5n, 0n],
  [0n, 0n],
  [0n, -5n],
  [MIN, MINUS_1],
  [MIN_WORD, MINUS_1],
  [MIN, 1n],
  [0x8000_0000n, MINUS_1],
  [0xffff_ffffn, 1n],
  [0x1234_5678_9abc_def0n, 0x1_0000n],
  [-0x1_0000_0000n, 0x1_0000n],
  [MINUS_1, MIN],
  [3n, 0x1_0000_0000n],
].map(([a, b]) => [BigInt.asUintN(64, a!), BigInt.asUintN(64, b!)] as const);

interface Choice {
  sign1: bigint;
  sign2: bigint;
  isZero: bigint;
  signQ: bigint;
  signR: bigint;
  extension: bigint;
  /** Deciding limb. */
  decides: number;
  /** Values held, q' and r', below 2^64. */
  quotient: bigint;
  remainder: bigint;
}

/** All columns that follow from a choice, with every equation solved mod p. */
function columnsOf(rows: ChipRows, row: number, a: bigint, b: bigint, c: Choice): Record<string, bigint> {
  const p = BigInt(P);
  const flag = (name: string) => BigInt(rows.value(name, row));
  const [isWord, isRemainder] = [flag('isWord'), flag('isRemainder')];
  const bits = isWord === 1n ? 32 : 64;
  const reduce = (x: bigint, sign: bigint) => BigInt.asUintN(bits, sign === 1n ? ~x : x);
  const [n, d] = [reduce(a, c.sign1), reduce(b, c.sign2)];
  const l = (x: bigint) => limbs(x).map(BigInt);
  const [nl, dl, ql, rl] = [l(n), l(d), l(c.quotient), l(c.remainder)] as [bigint[], bigint[], bigint[], bigint[]];
  const bytes = (x: bigint) => Array.from({ length: 8 }, (_, i) => (x >> BigInt(8 * i)) & 0xffn);
  const [qb, db] = [bytes(c.quotient), bytes(d)];
  const columns: Record<string, bigint> = {
    sign1: c.sign1,
    sign2: c.sign2,
    isZero: c.isZero,
    signQ: c.signQ,
    signR: c.signR,
    extension: c.extension,
    quotientSign: (c.sign1 ^ c.sign2) + c.isZero * (1n - c.sign1),
  };
  for (let i = 0; i < 8; i++) {
    columns[`quotientByte${i}`] = qb[i]!;
    columns[`divisorByte${i}`] = db[i]!;
  }
  let carry = c.signQ * c.sign2 + c.signR - c.sign1;
  for (let k = 0; k < 4; k++) {
    columns[`remainder${k}`] = rl[k]!;
    if (k === 3) break;
    let sum = carry + c.signQ * dl[k]! + c.sign2 * ql[k]! + rl[k]! - nl[k]!;
    for (let i = 0; i < 8; i++) {
      if (2 * k - i >= 0 && 2 * k - i < 8) sum += qb[i]! * db[2 * k - i]!;
      if (2 * k + 1 - i >= 0 && 2 * k + 1 - i < 8) sum += 256n * qb[i]! * db[2 * k + 1 - i]!;
    }
    carry = (((sum % p) + p) * inverseModP(65536)) % p;
    columns[`carry${k}`] = carry + 1n;
  }
  for (let k = 1; k < 4; k++) columns[`decides${k}`] = c.isZero === 0n && c.decides === k ? 1n : 0n;
  const distance = (k: number) => dl[k]! - rl[k]!;
  const atZero = c.decides === 0 ? 1n : 0n;
  const difference = c.isZero === 1n ? 0n : distance(c.decides) - 1n + atZero * (c.sign2 - c.signR);
  let gap = c.isZero === 1n ? 0n : difference + atZero;
  for (let k = 0; k < c.decides && c.isZero === 0n; k++) gap += distance(k) + 65535n;
  gap = ((gap % p) + p) % p;
  columns.difference = difference;
  columns.gapInverse = gap === 0n ? 0n : c.signR * (1n - c.sign2 - c.isZero) * inverseModP(gap);
  const output = isRemainder === 1n ? rl : ql;
  columns.wordTop = isWord * (2n * output[1]! - 65536n * c.extension);
  return columns;
}

const bit = [0n, 1n];
const cases: RegisterCase[] = pairs.flatMap(([a, b]) => mnemonics.map((mnemonic) => ({ mnemonic, a, b })));

describe('forged divisions', () => {
  it('pass only with the true result', () => {
    const rows = rowsOf(divChip(), cases);
    const random = new Random(11);
    let accepted = 0;
    for (const [row, { mnemonic, a, b }] of cases.entries()) {
      const isWord = mnemonic.endsWith('w');
      const width = isWord ? 32 : 64;
      for (let i = 0; i < 150; i++) {
        const [sign1, sign2, isZero, extension] = [
          random.pick(bit),
          random.pick(bit),
          random.pick(bit),
          random.pick(bit),
        ];
        const [signQ, signR] = random.pick([
          [0n, 0n],
          [1n, 0n],
          [0n, 1n],
        ] as const);
        const magnitude = (x: bigint, sign: bigint) => BigInt.asUintN(width, sign === 1n ? ~x : x) + sign;
        const [n, d] = [magnitude(a, sign1), magnitude(b, sign2)];
        const trueQuotient = d === 0n ? 0n : n / d;
        const q = random.pick([
          trueQuotient,
          trueQuotient,
          trueQuotient + 1n,
          trueQuotient - 1n,
          0n,
          1n,
          MINUS_1,
          1n << 32n,
        ]);
        const quotient = BigInt.asUintN(64, q - signQ);
        const remainder = BigInt.asUintN(64, n - q * d - signR);
        const choice = { sign1, sign2, isZero, signQ, signR, extension, decides: random.below(4), quotient, remainder };
        const report = rows.report(row, columnsOf(rows, row, a, b, choice));
        if (!report.isAccepted) continue;
        accepted++;
        expect(falsehood(report, { div: decodeFields }), `${mnemonic} ${a} ${b}`).toBeNull();
      }
    }
    // The honest choice is among those tried.
    expect(accepted).toBeGreaterThan(cases.length / 4);
  });

  const named = (mnemonic: RegisterCase['mnemonic'], a: bigint, b: bigint) =>
    rowsOf(divChip(), [{ mnemonic, a: BigInt.asUintN(64, a), b: BigInt.asUintN(64, b) }]);

  it('by 0 have quotient -1', () => {
    const rows = named('divu', 5n, 0n);
    expect(rows.report(0, { quotientByte0: 1 }).constraints).toEqual(['the quotient by 0 is -1']);
    expect(rows.report(0, { signQ: 0 }).constraints).toContain('the quotient by 0 is negative');
    expect(rows.report(0, { remainder0: 4 }).constraints).not.toEqual([]);
  });

  it('by -1 are not taken for divisions by 0', () => {
    const rows = named('div', 5n, -1n);
    expect(rows.value('divisorByte0')).toBe(0);
    const forged = columnsOf(rows, 0, 5n, MINUS_1, {
      sign1: 0n,
      sign2: 1n,
      isZero: 1n,
      signQ: 1n,
      signR: 0n,
      extension: 0n,
      decides: 0,
      quotient: 0n,
      remainder: 5n,
    });
    expect(rows.report(0, forged).constraints).toContain('isZero means a divisor of 0');
  });

  it('keep the remainder below the divisor, with its sign', () => {
    // -65536 = 0 * 65536 - 65536: the remainder as large as the divisor, across limbs.
    const rows = named('rem', -65536n, 65536n);
    const forged = columnsOf(rows, 0, BigInt.asUintN(64, -65536n), 65536n, {
      sign1: 1n,
      sign2: 0n,
      isZero: 0n,
      signQ: 0n,
      signR: 1n,
      extension: 0n,
      decides: 1,
      quotient: 0n,
      remainder: 65535n,
    });
    expect(rows.report(0, forged)).toMatchObject({
      constraints: ['a negative remainder is not minus the divisor'],
      lookups: [],
    });
    const positive = named('rem', -7n, 2n);
    expect(positive.value('signR')).toBe(1);
    expect(positive.report(0, { signR: 0, remainder0: 1 }).constraints).toContain('a negative remainder has its sign');
  });

  it('do not wrap at 2^64', () => {
    // 3 * q = 1 mod 2^64.
    const q = 0xaaaa_aaaa_aaaa_aaabn;
    const rows = named('divu', 1n, 3n);
    const forged = columnsOf(rows, 0, 1n, 3n, {
      sign1: 0n,
      sign2: 0n,
      isZero: 0n,
      signQ: 0n,
      signR: 0n,
      extension: 0n,
      decides: 0,
      quotient: q,
      remainder: 0n,
    });
    expect(rows.report(0, forged)).toMatchObject({
      constraints: ["limb 3 of the product and sum is the dividend's"],
      lookups: [],
    });
  });
});
