/** Roots in F of polynomials of small degree, by the greatest common divisor with x^p - x and random splitting. */
import { P } from '../../src/air/expression.ts';
import { addMod, inverseMod, mulMod, subMod } from '../../src/air/modular.ts';

type Polynomial = readonly number[];

function trim(f: number[]): number[] {
  while (f.length > 0 && f.at(-1) === 0) f.pop();
  return f;
}

function remainder(f: Polynomial, g: Polynomial): number[] {
  const rest = trim([...f]);
  const inverse = inverseMod(g.at(-1)!);
  while (rest.length >= g.length) {
    const factor = mulMod(rest.at(-1)!, inverse);
    const shift = rest.length - g.length;
    g.forEach((c, i) => {
      rest[i + shift] = subMod(rest[i + shift]!, mulMod(factor, c));
    });
    trim(rest);
  }
  return rest;
}

function product(f: Polynomial, g: Polynomial): number[] {
  const result = new Array<number>(Math.max(0, f.length + g.length - 1)).fill(0);
  f.forEach((a, i) => {
    g.forEach((b, j) => {
      result[i + j] = addMod(result[i + j]!, mulMod(a, b));
    });
  });
  return result;
}

function power(base: Polynomial, exponent: number, modulus: Polynomial): number[] {
  let result = [1];
  let square = remainder(base, modulus);
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = remainder(product(result, square), modulus);
    square = remainder(product(square, square), modulus);
  }
  return result;
}

function gcd(f: Polynomial, g: Polynomial): Polynomial {
  return g.length === 0 ? f : gcd(g, remainder(f, g));
}

function minus(f: Polynomial, g: Polynomial): number[] {
  return trim(Array.from({ length: Math.max(f.length, g.length) }, (_, i) => subMod(f[i] ?? 0, g[i] ?? 0)));
}

const cache = new Map<string, number[]>();

/** All roots of a polynomial that is not zero, lowest coefficient first, without multiplicity. */
export function rootsIn(coefficients: Polynomial): number[] {
  const f = trim([...coefficients]);
  if (f.length === 0) throw new Error('Every element is a root of 0.');
  if (f.length === 1) return [];
  if (f.length === 2) return [mulMod(f[0] === 0 ? 0 : P - f[0]!, inverseMod(f[1]!))];
  const key = f.join();
  const known = cache.get(key);
  if (known) return known;
  const linear = gcd(f, minus(power([0, 1], P, f), [0, 1]));
  const roots = split(linear, 1);
  if (cache.size < 100_000) cache.set(key, roots);
  return roots;
}

/** Roots of a product of different linear factors. */
function split(f: Polynomial, shift: number): number[] {
  if (f.length <= 1) return [];
  if (f.length === 2) return rootsIn(f);
  const half = gcd(f, minus(power([shift, 1], (P - 1) / 2, f), [1]));
  if (half.length <= 1 || half.length === f.length) return split(f, shift + 1);
  const other: number[] = [];
  let rest: number[] = [...f];
  const inverse = inverseMod(half.at(-1)!);
  while (rest.length >= half.length) {
    const at = rest.length - half.length;
    const factor = mulMod(rest.at(-1)!, inverse);
    other[at] = factor;
    half.forEach((c, i) => {
      rest[i + at] = subMod(rest[i + at]!, mulMod(factor, c));
    });
    rest = trim(rest);
  }
  for (let i = 0; i < other.length; i++) other[i] ??= 0;
  return [...split(half, shift + 1), ...split(other, shift + 1)];
}
