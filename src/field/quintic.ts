// The extension E = F[x]/(x^5 - 2) on the host: arrays of five words, coefficient of x^0 first. For challenges and claims; vectors are
// the kernels' business (assembly/field). Inverse by Frobenius and norm (Itoh and Tsujii 1988), as in the kernels.
import { add, inv, mul, ONE, sub } from './babybear.ts';

/** Five words. */
export type E = readonly [number, number, number, number, number];

export const EXT_ZERO: E = [0, 0, 0, 0, 0];
export const EXT_ONE: E = [ONE, 0, 0, 0, 0];
/** Bytes of an element in memory. */
export const EXT_BYTES = 20;

/** z^k as words, z = 2^((p-1)/5): Frobenius multiplies the coefficient of x^k by z^k. */
const Z = [ONE, 0x405ce03b, 0x327d6570, 0x5f3cbd45, 0x0de8fd14] as const;

export function extAdd(a: E, b: E): E {
  return [add(a[0], b[0]), add(a[1], b[1]), add(a[2], b[2]), add(a[3], b[3]), add(a[4], b[4])];
}

export function extSub(a: E, b: E): E {
  return [sub(a[0], b[0]), sub(a[1], b[1]), sub(a[2], b[2]), sub(a[3], b[3]), sub(a[4], b[4])];
}

/** c a for a word c. */
export function extScale(a: E, c: number): E {
  return [mul(a[0], c), mul(a[1], c), mul(a[2], c), mul(a[3], c), mul(a[4], c)];
}

export function extMul(a: E, b: E): E {
  const r: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const product = mul(a[i] as number, b[j] as number);
      const k = (i + j) % 5;
      const term = i + j < 5 ? product : add(product, product);
      r[k] = add(r[k] as number, term);
    }
  }
  return r;
}

/** a^exponent for an integer exponent in [0, 2^53). */
export function extPow(a: E, exponent: number): E {
  let result = EXT_ONE;
  let base = a;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = extMul(result, base);
    base = extMul(base, base);
  }
  return result;
}

/** a^(p^times). */
export function extFrobenius(a: E, times: number): E {
  const z = (k: number): number => Z[(k * times) % 5] as number;
  return [a[0], mul(a[1], z(1)), mul(a[2], z(2)), mul(a[3], z(3)), mul(a[4], z(4))];
}

/** a^-1, and 0 for 0. */
export function extInv(a: E): E {
  const half = extMul(extFrobenius(a, 1), extFrobenius(a, 2));
  const conjugates = extMul(half, extFrobenius(half, 2));
  const norm = extMul(a, conjugates)[0];
  return extScale(conjugates, inv(norm));
}

export function extEquals(a: E, b: E): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3] && a[4] === b[4];
}

/** The element whose first word is words[index]. */
export function loadExt(words: ArrayLike<number>, index: number): E {
  const at = (k: number): number => {
    const word = words[index + k];
    if (word === undefined) throw new RangeError(`loadExt: word ${index + k} of ${words.length}`);
    return word;
  };
  return [at(0), at(1), at(2), at(3), at(4)];
}

/** Writes the five words from words[index] on. */
export function storeExt(words: Uint32Array, index: number, a: E): void {
  words.set(a, index);
}
