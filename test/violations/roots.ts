/** Roots in F of polynomials of degree up to 3: by gcd with x^p - x and equal-degree splitting (Cantor and Zassenhaus). */
import { P } from '../../src/air/expression.ts';
import { addMod, inverseMod, mulMod, subMod } from '../../src/air/modular.ts';

/** Coefficients, that of x^0 first, without leading zeros. */
type Polynomial = readonly number[];

/** All roots of the polynomial of degree up to 3 that has these values at 0, 1, 2, 3; none if it is 0 everywhere. */
export function rootsOf(values: readonly [number, number, number, number]): number[] {
  const f = interpolate(values);
  if (f.length <= 1) return [];
  // Frobenius: x^p - x is the product of all x - a.
  const linearFactors = gcd(f, trim(subtract(power([0, 1], P, f), [0, 1])));
  return split(linearFactors, 1);
}

/** Newton's forward differences. */
function interpolate([v0, v1, v2, v3]: readonly [number, number, number, number]): Polynomial {
  const d1 = subMod(v1, v0);
  const d2 = subMod(subMod(v2, v1), d1);
  const d3 = subMod(subMod(subMod(v3, v2), subMod(v2, v1)), d2);
  const half = mulMod(d2, inverseMod(2));
  const sixth = mulMod(d3, inverseMod(6));
  // v0 + d1 x + d2 x (x - 1) / 2 + d3 x (x - 1) (x - 2) / 6
  return trim([v0, addMod(subMod(d1, half), mulMod(2, sixth)), subMod(half, mulMod(3, sixth)), sixth]);
}

function split(f: Polynomial, shift: number): number[] {
  if (f.length <= 1) return [];
  if (f.length === 2) return [mulMod(subMod(0, f[0]!), inverseMod(f[1]!))];
  // A random half of the roots makes x + shift a square.
  const part = gcd(f, trim(subtract(power([shift, 1], (P - 1) / 2, f), [1])));
  if (part.length <= 1 || part.length === f.length) return split(f, shift + 1);
  return [...split(part, shift + 1), ...split(divide(f, part).quotient, shift + 1)];
}

function trim(f: Polynomial): Polynomial {
  let { length } = f;
  while (length > 0 && f[length - 1] === 0) length--;
  return f.slice(0, length);
}

function subtract(f: Polynomial, g: Polynomial): Polynomial {
  return Array.from({ length: Math.max(f.length, g.length) }, (_, i) => subMod(f[i] ?? 0, g[i] ?? 0));
}

function multiply(f: Polynomial, g: Polynomial): Polynomial {
  const product = new Array<number>(Math.max(0, f.length + g.length - 1)).fill(0);
  for (const [i, a] of f.entries()) {
    for (const [j, b] of g.entries()) product[i + j] = addMod(product[i + j]!, mulMod(a, b));
  }
  return trim(product);
}

function divide(f: Polynomial, g: Polynomial): { quotient: Polynomial; remainder: Polynomial } {
  const remainder = [...f];
  const inverse = inverseMod(g.at(-1)!);
  const quotient = new Array<number>(Math.max(0, f.length - g.length + 1)).fill(0);
  for (let i = quotient.length - 1; i >= 0; i--) {
    const factor = mulMod(remainder[i + g.length - 1]!, inverse);
    quotient[i] = factor;
    for (const [j, b] of g.entries()) remainder[i + j] = subMod(remainder[i + j]!, mulMod(factor, b));
  }
  return { quotient, remainder: trim(remainder) };
}

function gcd(f: Polynomial, g: Polynomial): Polynomial {
  return g.length === 0 ? f : gcd(g, divide(f, g).remainder);
}

function power(base: Polynomial, exponent: number, modulus: Polynomial): Polynomial {
  let result: Polynomial = [1];
  let square = divide(base, modulus).remainder;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = divide(multiply(result, square), modulus).remainder;
    square = divide(multiply(square, square), modulus).remainder;
  }
  return divide(result, modulus).remainder;
}
