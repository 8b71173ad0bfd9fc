// The constraints at zeta (docs/protocol.md, section 5): an interpreter of the tables' constraint programs. A register is a pointer:
// to an opening in the archive, to a selector, or to a computed value, so that loads of columns copy nothing. description.ts
// has checked every operand, so nothing is checked here.
import {
  CLOSES_GROUP,
  IS_SEND,
  OP_ADD,
  OP_ASSERT_ZERO,
  OP_CONSTANT,
  OP_INTERACTION,
  OP_MAIN,
  OP_MAIN_NEXT,
  OP_MUL,
  OP_PREPROCESSED,
  OP_SELECTOR,
  OP_SUB,
} from './description';
import { E, F, HALF, INVERSE_ROOTS, ONE } from './field';
import { dot, extMul } from './imports';
import * as S from './state';

/**
 * Prepares 1 / (u - zeta) for u in F. With zeta_k the conjugates and m = prod (u - zeta_k) in F[u] it is
 * prod_{k>0} (u - zeta_k) / m(u): a polynomial of degree 4 over E, whose coefficients are computed here, and a base field
 * inversion. Zeta is not in F, so its degree is 5, m is its minimal polynomial and has no root in F.
 */
export function prepareInverses(s: usize): void {
  const zeta = s + S.ZETA;
  const c = s + S.CONJUGATE_PRODUCT;
  const conjugate = s + S.T0;
  const product = s + S.T1;
  // c = 1, then c = c (u - conjugate) four times: c_j = c_(j-1) - conjugate c_j, from the top.
  E.set(c, ONE);
  for (let i: usize = 1; i < 5; i++) E.set(c + S.E_BYTES * i, 0);
  for (let k: u32 = 1; k < 5; k++) {
    E.frobenius(conjugate, zeta, k);
    for (let j: usize = k; j > 0; j--) {
      extMul(product, conjugate, c + S.E_BYTES * j);
      E.sub(c + S.E_BYTES * j, c + S.E_BYTES * (j - 1), product);
    }
    extMul(product, conjugate, c);
    E.set(c, 0);
    E.sub(c, c, product);
  }
  // m = c (u - zeta): m_0 = -zeta c_0, m_j = c_(j-1) - zeta c_j; they lie in F, so only the first words matter.
  for (let j: usize = 0; j < 5; j++) {
    extMul(product, zeta, c + S.E_BYTES * j);
    const previous: u32 = j == 0 ? 0 : load<u32>(c + S.E_BYTES * (j - 1));
    store<u32>(s + S.MINIMAL_POLYNOMIAL + 4 * j, F.sub(previous, load<u32>(product)));
  }
}

/** m(u). */
export function normAt(s: usize, u: u32): u32 {
  const m = s + S.MINIMAL_POLYNOMIAL;
  const u2 = F.mul(u, u);
  const u3 = F.mul(u2, u);
  const u4 = F.mul(u2, u2);
  // Safety: each sum is of two products, below 2^32 p.
  const low = F.reduce((load<u32>(m, 4) as u64) * (u as u64) + (load<u32>(m, 8) as u64) * (u2 as u64));
  const high = F.reduce((load<u32>(m, 12) as u64) * (u3 as u64) + (load<u32>(m, 16) as u64) * (u4 as u64));
  return F.add(F.add(load<u32>(m), F.mul(u4, u)), F.add(low, high));
}

/** dst = 1 / (u - zeta), given 1 / m(u), which goes into the powers of u. */
export function inverseDifference(s: usize, dst: usize, u: u32, inverseNorm: u32): void {
  const powers = s + S.POWERS_OF_U;
  const u2 = F.mul(u, u);
  const v = F.mul(u, inverseNorm);
  const v2 = F.mul(u2, inverseNorm);
  store<u32>(powers, inverseNorm);
  store<u32>(powers, v, 4);
  store<u32>(powers, v2, 8);
  store<u32>(powers, F.mul(v, u2), 12);
  store<u32>(powers, F.mul(v2, u2), 16);
  dot(dst, powers, s + S.CONJUGATE_PRODUCT, 5);
}

/** zeta^n, selectors and what else depends on a height alone. */
export function prepareHeights(s: usize): void {
  const numHeights = load<u32>(s, S.NUM_HEIGHTS);
  const power = s + S.T0;
  const numerator = s + S.T1;
  const one = s + S.T2;
  const shifted = s + S.T3;
  E.copy(power, s + S.ZETA);
  E.set(one, ONE);
  inverseDifference(s, shifted, ONE, F.inverse(normAt(s, ONE)));
  let logLength: u32 = 0;
  let inverseN: u32 = ONE;
  // Ascending heights, so that zeta^n is squared on.
  for (let i = numHeights; i > 0; i--) {
    const height = s + S.HEIGHTS + <usize>(i - 1) * S.HEIGHT_BYTES;
    const logHeight = load<u32>(height, S.H_LOG_HEIGHT);
    for (; logLength < logHeight; logLength++) {
      extMul(power, power, power);
      inverseN = F.mul(inverseN, HALF);
    }
    const inverseOmega = load<u32>(INVERSE_ROOTS + (<usize>logHeight << 2));
    store<u32>(height, inverseN, S.H_INVERSE_N);
    store<u32>(height, inverseOmega, S.H_INVERSE_OMEGA);
    E.copy(height + S.H_ZETA_N, power);
    E.sub(numerator, power, one);
    E.scale(numerator, numerator, inverseN);
    // isFirst = (zeta^n - 1) / (n (zeta - 1)); the denominator is -(1 - zeta).
    extMul(height + S.H_IS_FIRST, numerator, shifted);
    E.scale(height + S.H_IS_FIRST, height + S.H_IS_FIRST, F.sub(0, ONE));
    // isLast = (zeta^n - 1) / (n (zeta omega - 1)); zeta omega - 1 = -omega (1/omega - zeta).
    inverseDifference(s, height + S.H_IS_LAST, inverseOmega, F.inverse(normAt(s, inverseOmega)));
    extMul(height + S.H_IS_LAST, height + S.H_IS_LAST, numerator);
    E.scale(height + S.H_IS_LAST, height + S.H_IS_LAST, F.sub(0, inverseOmega));
    // isTransition = zeta - 1/omega.
    E.copy(height + S.H_IS_TRANSITION, s + S.ZETA);
    store<u32>(height, F.sub(load<u32>(s, S.ZETA), inverseOmega), S.H_IS_TRANSITION);
    E.set(height + S.H_ACCUMULATOR, 0);
  }
}

/** All tables' constraints folded with alpha, per height, against the quotients: OK or an error. */
export function checkConstraints(s: usize): i32 {
  const numTables = load<u32>(s, S.NUM_TABLES);
  prepareInverses(s);
  prepareHeights(s);
  let table = s + S.TABLES;
  for (let i: u32 = 0; i < numTables; i++, table += S.TABLE_BYTES) {
    if (load<u32>(table, S.T_LOG_HEIGHT) != 0) evaluate(s, table);
  }
  // acc(zeta) = (zeta^n - 1) (q_0 + zeta^n q_1).
  let height = s + S.HEIGHTS;
  const left = s + S.T0;
  const right = s + S.T1;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_HEIGHTS); i++, height += S.HEIGHT_BYTES) {
    const quotient = <usize>load<u32>(height, S.H_OPENED_QUOTIENT);
    extMul(right, height + S.H_ZETA_N, quotient + S.E_BYTES);
    E.add(right, right, quotient);
    E.copy(left, height + S.H_ZETA_N);
    store<u32>(left, F.sub(load<u32>(left), ONE));
    extMul(right, left, right);
    if (!E.equal(right, height + S.H_ACCUMULATOR)) {
      return S.fail(s, S.CONSTRAINT_MISMATCH, load<u32>(height, S.H_LOG_HEIGHT), 0);
    }
  }
  return S.OK;
}

class Value {
  @inline static of(registers: usize, register: u32): usize {
    return <usize>load<u32>(registers + (<usize>register << 2));
  }
}

/** Runs one table's program and folds its constraints into its height's accumulator. */
function evaluate(s: usize, table: usize): void {
  const height = <usize>load<u32>(table, S.T_HEIGHT);
  const accumulator = height + S.H_ACCUMULATOR;
  const alpha = s + S.ALPHA;
  const numInstructions = load<u32>(table, S.T_NUM_INSTRUCTIONS);
  const registers = <usize>load<u32>(s, S.FREE);
  let define = registers;
  let value = registers + (<usize>numInstructions << 2);
  let at = <usize>load<u32>(table, S.T_INSTRUCTIONS);
  const end = at + (<usize>numInstructions << 3);

  const fingerprint = s + S.T0;
  const firstFingerprint = s + S.T1;
  const term = s + S.T2;
  const product = s + S.T3;
  const runningSum = s + S.T4;
  let firstMultiplicity: usize = 0;
  let firstIsSend = false;
  // Until the last group, minus the sum of the columns before; then D.
  let column = <usize>load<u32>(table, S.T_OPENED_PERMUTATION);
  const lastColumn = column + <usize>(load<u32>(table, S.T_NUM_GROUPS) - 1) * S.E_BYTES;
  E.set(runningSum, 0);

  while (at < end) {
    const word = load<u32>(at);
    const b = load<u32>(at, 4);
    const a = word >> 8;
    const op = word & 0xff;
    at += 8;
    if (op == OP_MAIN) {
      store<u32>(define, load<u32>(table, S.T_OPENED_MAIN) + b * 20);
    } else if (op == OP_MUL) {
      extMul(value, Value.of(registers, a), Value.of(registers, b));
      store<u32>(define, value as u32);
    } else if (op == OP_ADD) {
      E.add(value, Value.of(registers, a), Value.of(registers, b));
      store<u32>(define, value as u32);
    } else if (op == OP_SUB) {
      E.sub(value, Value.of(registers, a), Value.of(registers, b));
      store<u32>(define, value as u32);
    } else if (op == OP_CONSTANT) {
      E.set(value, b);
      store<u32>(define, value as u32);
    } else if (op == OP_PREPROCESSED) {
      store<u32>(define, load<u32>(table, S.T_OPENED_PREPROCESSED) + b * 20);
    } else if (op == OP_MAIN_NEXT) {
      store<u32>(define, load<u32>(table, S.T_OPENED_NEXT) + b * 20);
    } else if (op == OP_SELECTOR) {
      store<u32>(define, (height + S.H_IS_FIRST) as u32 + b * 20);
    } else if (op == OP_ASSERT_ZERO) {
      extMul(accumulator, accumulator, alpha);
      E.add(accumulator, accumulator, Value.of(registers, a));
    } else if (op == OP_INTERACTION) {
      // f = theta + bus + sum delta^(i+1) v_i.
      E.copy(fingerprint, s + S.THETA);
      store<u32>(fingerprint, F.add(load<u32>(fingerprint), F.fromInteger(b & 0xffff)));
      const elementsEnd = at + (<usize>(b >> 24) << 3);
      for (let power = s + S.DELTA_POWERS; at < elementsEnd; at += 8, power += S.E_BYTES) {
        extMul(product, power, Value.of(registers, load<u32>(at) >> 8));
        E.add(fingerprint, fingerprint, product);
        define += 4;
        value += S.E_BYTES;
      }
      const multiplicity = Value.of(registers, a);
      const isSend = (b & IS_SEND) != 0;
      if ((b & CLOSES_GROUP) == 0) {
        firstMultiplicity = multiplicity;
        firstIsSend = isSend;
        E.copy(firstFingerprint, fingerprint);
      } else {
        // The group's column, or D = S(next) - S - sum of the columns before + c / n.
        let factor = column;
        if (column == lastColumn) {
          E.scale(product, <usize>load<u32>(table, S.T_CUMULATIVE_SUM), load<u32>(height, S.H_INVERSE_N));
          E.add(runningSum, runningSum, product);
          E.sub(runningSum, runningSum, column);
          E.add(runningSum, runningSum, <usize>load<u32>(table, S.T_OPENED_SUM_NEXT));
          factor = runningSum;
        } else {
          E.sub(runningSum, runningSum, column);
        }
        column += S.E_BYTES;
        if (firstMultiplicity == 0) {
          extMul(term, factor, fingerprint);
          Signed.subtract(term, multiplicity, isSend);
        } else {
          // (factor f - sign m) f' - sign' m' f.
          extMul(term, factor, firstFingerprint);
          Signed.subtract(term, firstMultiplicity, firstIsSend);
          extMul(term, term, fingerprint);
          extMul(product, multiplicity, firstFingerprint);
          Signed.subtract(term, product, isSend);
          firstMultiplicity = 0;
        }
        extMul(accumulator, accumulator, alpha);
        E.add(accumulator, accumulator, term);
      }
    }
    define += 4;
    value += S.E_BYTES;
  }
}

class Signed {
  /** dst -= a for a send, += a for a receive. */
  @inline static subtract(dst: usize, a: usize, isSend: bool): void {
    if (isSend) E.sub(dst, dst, a);
    else E.add(dst, dst, a);
  }
}
