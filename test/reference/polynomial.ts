/** Polynomials over F for tiny tables: evaluation and interpolation on cosets in natural order, by a recursive transform. */
import { add, type E, ext, type F, inverseF, lift, mod, mul, omega, powF, ZERO } from './field.ts';

function transform(coefficients: readonly F[], root: F): F[] {
  const n = coefficients.length;
  if (n === 1) return [coefficients[0]!];
  const square = mod(root * root);
  const even = transform(
    coefficients.filter((_, i) => i % 2 === 0),
    square,
  );
  const odd = transform(
    coefficients.filter((_, i) => i % 2 === 1),
    square,
  );
  const out = new Array<F>(n);
  let power = 1n;
  for (let i = 0; i < n / 2; i++) {
    const t = power * odd[i]!;
    out[i] = mod(even[i]! + t);
    out[i + n / 2] = mod(even[i]! - t);
    power = mod(power * root);
  }
  return out;
}

/** Values at shift * ω_log^i, i = 0 .. 2^log - 1. The degree must be below 2^log. */
export function evaluateOnCoset(coefficients: readonly F[], shift: F, log: number): F[] {
  const padded = Array.from({ length: 2 ** log }, (_, i) => mod((coefficients[i] ?? 0n) * powF(shift, i)));
  return transform(padded, omega(log));
}

/** Coefficients of the polynomial with these values at shift * ω^i. */
export function interpolateOnCoset(values: readonly F[], shift: F): F[] {
  const n = values.length;
  const scaled = transform(values, inverseF(omega(Math.log2(n))));
  const inverseShift = inverseF(shift);
  return scaled.map((v, i) => mod(v * inverseF(BigInt(n)) * powF(inverseShift, i)));
}

/** Horner at a point of E. */
export function evaluateAt(coefficients: readonly F[], point: E): E {
  let acc = ZERO;
  for (const c of [...coefficients].reverse()) acc = add(mul(acc, point), lift(c));
  return acc;
}

/** Five base vectors of a vector over E. */
export function splitExt(values: readonly E[]): F[][] {
  return [0, 1, 2, 3, 4].map((i) => values.map((v) => v[i]!));
}

/** The inverse of splitExt. */
export function zipExt(columns: readonly (readonly F[])[]): E[] {
  return columns[0]!.map((_, j) => ext(columns.map((c) => c[j]!)));
}
