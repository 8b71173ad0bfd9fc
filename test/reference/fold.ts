/** One FRI fold of docs/protocol.md section 6, step 6c, at one leaf. */
import { add, bitReverse, type E, type F, inverseF, mod, mul, ONE, omega, powF, scale, ZERO } from './field.ts';

/** y of position j in the bit-reversed domain H_l. */
export function pointY(l: number, j: number): F {
  return powF(omega(l), bitReverse(j, l));
}

/**
 * f'(y^a) = sum_i beta^i f_i(y^a) from the a values of leaf `leafIndex` of a layer of log length l. On the leaf f equals
 * the polynomial sum_i Y^i f_i of degree < a, whose coefficients an inverse transform of size a gives.
 */
export function foldLeaf(values: readonly E[], logLength: number, leafIndex: number, beta: E): E {
  const a = values.length;
  const k = Math.log2(a);
  const y0 = pointY(logLength, a * leafIndex);
  const inverseRoot = inverseF(omega(k));
  let folded: E = ZERO;
  let betaPower: E = ONE;
  for (let i = 0; i < a; i++) {
    let coefficient: E = ZERO;
    // Position m of the leaf lies at y0 * ω_k^bitrev_k(m).
    for (const [m, value] of values.entries()) {
      coefficient = add(coefficient, scale(value, powF(inverseRoot, i * bitReverse(m, k))));
    }
    const normalise = mod(inverseF(BigInt(a)) * inverseF(powF(y0, i)));
    folded = add(folded, mul(betaPower, scale(coefficient, normalise)));
    betaPower = mul(betaPower, beta);
  }
  return folded;
}
