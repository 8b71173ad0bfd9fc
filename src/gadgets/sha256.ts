/**
 * Words of 32 bits as columns of bits, and SHA-256's functions of them (FIPS 180-4, section 4.1.2) as pairs of limbs that are expressions of degree
 * 3 at most: bit by bit, weighed and added up. As bits are constrained, an expression is the integer that it says.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr, Operand } from '../air/expression.ts';
import type { Int } from '../air/integer.ts';
import { rotateRight, type Word } from './word32.ts';

/** Bit 0 first. */
export type Bits = readonly Expr[];

/** Round constants (section 4.2.2). */
export const ROUND_CONSTANTS: readonly number[] = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
];

/** 32 columns `name`_0.., each a bit. */
export function bitColumns(b: ChipBuilder, name: string, witness: Int): Bits {
  return Array.from({ length: 32 }, (_, i) => b.bit(`${name}_${i}`, witness.bit(i)));
}

/** The next row's. */
export function nextBits(b: ChipBuilder, bits: Bits): Bits {
  return bits.map((bit) => b.next(bit));
}

/** Two 16-bit limbs. */
export function limbsOf(b: ChipBuilder, bits: Bits): Word {
  const limb = (from: number) => b.sum(bits.slice(from, from + 16).map((bit, i) => bit.mul(2 ** i)));
  return [limb(0), limb(16)];
}

/** The limbs as they lie in memory of a word that is big-endian there. */
export function memoryLimbsOf(b: ChipBuilder, bits: Bits): Word {
  return limbsOf(b, [...bits.slice(24), ...bits.slice(16, 24), ...bits.slice(8, 16), ...bits.slice(0, 8)]);
}

/** A function that xors the word rotated right by two numbers, and by a third or (sigma) shifted right. */
export interface Sigma {
  readonly rotations: readonly number[];
  readonly shift?: number;
}

export const SUM0: Sigma = { rotations: [2, 13, 22] };
export const SUM1: Sigma = { rotations: [6, 11, 25] };
export const SIGMA0: Sigma = { rotations: [7, 18], shift: 3 };
export const SIGMA1: Sigma = { rotations: [17, 19], shift: 10 };

export function sigma(b: ChipBuilder, { rotations, shift }: Sigma, bits: Bits): Word {
  const result = bits.map((_, i) => {
    const inputs = rotations.map((count) => bits[(i + count) % 32]!);
    if (shift !== undefined && i + shift < 32) inputs.push(bits[i + shift]!);
    return inputs.reduce(xor);
  });
  return limbsOf(b, result);
}

export function sigmaWitness({ rotations, shift }: Sigma, word: Int): Int {
  const rotated = rotations.map((count) => rotateRight(word, count));
  if (shift !== undefined) rotated.push(word.shrU(shift));
  return rotated.reduce((a, b) => a.xor(b));
}

/** Bits of y where x is 1, of z where it is 0. */
export function choose(b: ChipBuilder, x: Bits, y: Bits, z: Bits): Word {
  return limbsOf(
    b,
    x.map((bit, i) => z[i]!.add(bit.mul(y[i]!.sub(z[i]!)))),
  );
}

export function chooseWitness(x: Int, y: Int, z: Int): Int {
  return z.xor(x.and(y.xor(z)));
}

/** What at least two of three bits are. */
export function majority(b: ChipBuilder, x: Bits, y: Bits, z: Bits): Word {
  const bits = x.map((bit, i) => {
    const both = bit.mul(y[i]!);
    return both.add(z[i]!.mul(bit.add(y[i]!).sub(both.mul(2))));
  });
  return limbsOf(b, bits);
}

export function majorityWitness(x: Int, y: Int, z: Int): Int {
  return x.and(y).or(z.and(x.or(y)));
}

export function addLimbs(...words: readonly (readonly [Operand, Operand])[]): Word {
  const [first, ...others] = words as readonly [Word, ...(readonly [Operand, Operand])[]];
  return others.reduce<Word>(([low, high], word) => [low.add(word[0]), high.add(word[1])], first);
}

function xor(x: Expr, y: Expr): Expr {
  return x.add(y).sub(x.mul(y).mul(2));
}
