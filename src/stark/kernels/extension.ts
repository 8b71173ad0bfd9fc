/**
 * The extension E = F[x]/(x^5 - 2) on plain numbers (canonical, coefficient of x^0 first), for the handful of constants that the host
 * prepares for kernels. Per-row work is in the kernels.
 */
import { addMod, fromWord, mulMod, subMod, toWord } from '../../air/modular.ts';

export type E = readonly [number, number, number, number, number];

export const ZERO: E = [0, 0, 0, 0, 0];
export const ONE: E = [1, 0, 0, 0, 0];

export function lift(x: number): E {
  return [x, 0, 0, 0, 0];
}

export function addE(a: E, b: E): E {
  return [addMod(a[0], b[0]), addMod(a[1], b[1]), addMod(a[2], b[2]), addMod(a[3], b[3]), addMod(a[4], b[4])];
}

export function subE(a: E, b: E): E {
  return [subMod(a[0], b[0]), subMod(a[1], b[1]), subMod(a[2], b[2]), subMod(a[3], b[3]), subMod(a[4], b[4])];
}

export function scaleE(a: E, x: number): E {
  return [mulMod(a[0], x), mulMod(a[1], x), mulMod(a[2], x), mulMod(a[3], x), mulMod(a[4], x)];
}

export function mulE(a: E, b: E): E {
  const product: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const term = mulMod(a[i]!, b[j]!);
      const k = (i + j) % 5;
      // x^5 = 2.
      product[k] = addMod(product[k]!, i + j < 5 ? term : addMod(term, term));
    }
  }
  return product;
}

/** 1, a, a^2, ..., as many as asked for. */
export function powersE(a: E, count: number): E[] {
  const powers: E[] = [];
  for (let power = ONE; powers.length < count; power = mulE(power, a)) powers.push(power);
  return powers;
}

export function wordsToE(words: ArrayLike<number>, offset = 0): E {
  const at = (k: number) => fromWord(words[offset + k]!);
  return [at(0), at(1), at(2), at(3), at(4)];
}

export function eToWords(a: E): number[] {
  return a.map(toWord);
}
