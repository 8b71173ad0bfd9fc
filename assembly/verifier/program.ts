// The constraints at zeta (docs/protocol.md, section 5): an interpreter of the tables' constraint programs. A register is a pointer:
// to an opening in the archive, to a selector, or to a computed value, so that loads of columns copy nothing. description.ts
// has checked every operand, so nothing is checked here.
import {
  CLOSES_GROUP,
  COMMITS_FINGERPRINT,
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
import { dot, extDiv, extMul } from './imports';
import * as S from './state';

/** u - zeta for u in F. */
export class Difference {
  @inline static prepare(s: usize): void {
    E.set(s + S.DIFFERENCE, 0);
    E.sub(s + S.DIFFERENCE, s + S.DIFFERENCE, s + S.ZETA);
  }

  /** Only the first word depends on u; zeta is not in F, so the difference is not zero. */
  @inline static at(s: usize, u: u32): usize {
    store<u32>(s, F.sub(u, load<u32>(s, S.ZETA)), S.DIFFERENCE);
    return s + S.DIFFERENCE;
  }
}

/** zeta^n, selectors and what else depends on a height alone. */
export function prepareHeights(s: usize): void {
  const numHeights = load<u32>(s, S.NUM_HEIGHTS);
  const power = s + S.T0;
  const numerator = s + S.T1;
  E.copy(power, s + S.ZETA);
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
    E.copy(numerator, power);
    store<u32>(numerator, F.sub(load<u32>(numerator), ONE));
    // isFirst = (zeta^n - 1) / (n (zeta - 1)); the denominator is -n (1 - zeta).
    E.scale(numerator, numerator, F.sub(0, inverseN));
    extDiv(height + S.H_IS_FIRST, numerator, Difference.at(s, ONE));
    // isLast = (zeta^n - 1) / (n (zeta omega - 1)); zeta omega - 1 = -omega (1/omega - zeta).
    E.scale(numerator, numerator, inverseOmega);
    extDiv(height + S.H_IS_LAST, numerator, Difference.at(s, inverseOmega));
    // isTransition = zeta - 1/omega.
    E.copy(height + S.H_IS_TRANSITION, s + S.ZETA);
    store<u32>(height, F.sub(load<u32>(s, S.ZETA), inverseOmega), S.H_IS_TRANSITION);
    E.set(height + S.H_ACCUMULATOR, 0);
  }
}

/** Weights of a tuple's words: theta of the word 1, 1 of the bus, and for each element five. */
function prepareFingerprints(s: usize): void {
  store<u32>(s, ONE, S.FINGERPRINT_WORDS);
  let weights = s + S.FINGERPRINT_WEIGHTS;
  E.copy(weights, s + S.THETA);
  E.set(weights + S.E_BYTES, ONE);
  weights += 2 * S.E_BYTES;
  let power = s + S.DELTA_POWERS;
  for (let i: u32 = 0; i < S.MAX_EXPANDED; i++, power += S.E_BYTES) weights = E.expand(weights, power);
}

/** All tables' constraints folded with alpha, per height, against the quotients: OK or an error. */
export function checkConstraints(s: usize): i32 {
  const numTables = load<u32>(s, S.NUM_TABLES);
  Difference.prepare(s);
  prepareHeights(s);
  prepareFingerprints(s);
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
  // The next LogUp column. Every one has a constraint, and they are folded in this order.
  let column = <usize>load<u32>(table, S.T_OPENED_PERMUTATION);
  const lastColumn = column + <usize>(load<u32>(table, S.T_NUM_LOGUP_COLUMNS) - 1) * S.E_BYTES;
  // Until the last group, minus the sum of the groups' columns before; then D.
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
      const arity = b >> 24;
      const elementsEnd = at + (<usize>arity << 3);
      define += <usize>arity << 2;
      value += <usize>arity * S.E_BYTES;
      if (arity <= S.MAX_EXPANDED) {
        store<u32>(s, F.fromInteger(b & 0xffff), S.FINGERPRINT_WORDS + 4);
        let words = s + S.FINGERPRINT_WORDS + 8;
        for (; at < elementsEnd; at += 8, words += S.E_BYTES) E.copy(words, Value.of(registers, load<u32>(at) >> 8));
        dot(fingerprint, s + S.FINGERPRINT_WORDS, s + S.FINGERPRINT_WEIGHTS, 2 + 5 * arity);
      } else {
        E.copy(fingerprint, s + S.THETA);
        store<u32>(fingerprint, F.add(load<u32>(fingerprint), F.fromInteger(b & 0xffff)));
        for (let power = s + S.DELTA_POWERS; at < elementsEnd; at += 8, power += S.E_BYTES) {
          extMul(product, power, Value.of(registers, load<u32>(at) >> 8));
          E.add(fingerprint, fingerprint, product);
        }
      }
      if ((b & COMMITS_FINGERPRINT) != 0) {
        // psi - f, and from here on psi stands for f.
        E.sub(term, column, fingerprint);
        extMul(accumulator, accumulator, alpha);
        E.add(accumulator, accumulator, term);
        E.copy(fingerprint, column);
        column += S.E_BYTES;
      }
      const multiplicity = Value.of(registers, a);
      const isSend = (b & IS_SEND) != 0;
      if ((b & CLOSES_GROUP) == 0) {
        firstMultiplicity = multiplicity;
        firstIsSend = isSend;
        E.copy(firstFingerprint, fingerprint);
      } else {
        // The group's column, or D = S(next) - S - sum of the groups' columns before + c / n.
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
