/** The field precompiles in BigInt, and programs that call them on given memory. */

import { loadElf, type Program } from '../../src/elf/index.ts';
import { SYSCALL_EXT_DIV, SYSCALL_EXT_MUL, SYSCALL_FIELD_DOT } from '../../src/executor/layout.ts';
import { decodeWord, type E, encodeWord, ext, inverse, mul } from '../reference/field.ts';
import { elfFromAssembly } from './elf.ts';
import type { Random } from './random.ts';

export const P_MINUS_1 = 0x78000000;

/** A canonical word: 0, 1, p - 1, one with a zero limb, or any. */
export function randomWord(random: Random): number {
  const any = random.below(P_MINUS_1 + 1);
  return random.pick([0, 1, P_MINUS_1, 0x77ffffff, 0x77ff0000, any & 0xffff, any, any, any, any, any]);
}

export function randomWords(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => randomWord(random));
}

const element = (words: readonly number[]): E => ext(words.map(decodeWord));

export function productWords(a: readonly number[], b: readonly number[]): number[] {
  return mul(element(a), element(b)).map(encodeWord);
}

export function quotientWords(a: readonly number[], b: readonly number[]): number[] {
  return mul(element(a), inverse(element(b))).map(encodeWord);
}

/** @param weights five words for each of `words` */
export function dotWords(words: readonly number[], weights: readonly number[]): number[] {
  const sums = [0, 1, 2, 3, 4].map((k) =>
    words.reduce((sum, word, i) => sum + decodeWord(word) * decodeWord(weights[5 * i + k]!), 0n),
  );
  return ext(sums).map(encodeWord);
}

export const extMulCall = (out: number | string, a: number | string, b: number | string) => `
  li a0, ${out}
  li a1, ${a}
  li a2, ${b}
  li a7, ${SYSCALL_EXT_MUL}
  ecall
`;

export const extDivCall = (out: number | string, a: number | string, b: number | string) =>
  extMulCall(out, a, b).replace(`${SYSCALL_EXT_MUL}`, `${SYSCALL_EXT_DIV}`);

export const fieldDotCall = (
  out: number | string,
  words: number | string,
  weights: number | string,
  count: number | string,
) => `
  li a0, ${out}
  li a1, ${words}
  li a2, ${weights}
  li a3, ${count}
  li a7, ${SYSCALL_FIELD_DOT}
  ecall
`;

/** A program that makes calls on memory that holds these words, then exits with 0. */
export function callProgram(calls: string, memory: Readonly<Record<number, readonly number[]>> = {}): Program {
  const segments = Object.entries(memory).map(([address, words]) => ({
    address: Number(address),
    bytes: new Uint8Array(Uint32Array.from(words).buffer),
  }));
  return loadElf(elfFromAssembly(`${calls}\n li a0, 0\n li a7, 93\n ecall`, segments));
}
