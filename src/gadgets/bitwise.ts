/**
 * and, or, xor from the exclusive or: with `op` = -1, 1, 2 the result is ((4 - op^2) / 6) (a + b) + (op / 2) (a xor b), as
 * a + b = 2 (a and b) + (a xor b) = 2 (a or b) - (a xor b).
 */
import { type Expr, P } from '../air/expression.ts';
import { opcodes } from '../isa/rv64im.ts';

/** The result of degree 3 for `sum` = a + b and `exclusive` = a xor b of degree 1. */
export function bitwiseResult(op: Expr, sum: Expr, exclusive: Expr): Expr {
  const weight = op.mul(op).sub(4).div(-6);
  return weight.mul(sum).add(op.mul(exclusive).div(2));
}

/** `op` by opcode, as canonical element. */
export const bitwiseOps: ReadonlyMap<number, number> = new Map([
  [opcodes.and, P - 1],
  [opcodes.andi, P - 1],
  [opcodes.or, 1],
  [opcodes.ori, 1],
  [opcodes.xor, 2],
  [opcodes.xori, 2],
]);
