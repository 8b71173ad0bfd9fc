/** The DEEP batches of docs/protocol.md section 6, step 5, at one point of one height. */
import { add, type E, inverse, mul, ONE, omega, pow, scale, sub, ZERO } from './field.ts';

/** Everything of one table that is opened, at one point: `here` at zeta or x, `next` at zeta*ω or, again, x. */
export interface TableValues {
  /** Preprocessed, main, permutation as elements of E. */
  here: readonly E[];
  /** The columns that are opened at the next row too, then S if there are interactions. */
  next: readonly E[];
}

export interface DeepTable {
  coefficient: E;
  opened: TableValues;
  /** Values at x of the same columns. */
  atX: TableValues;
}

export interface DeepInput {
  x: E;
  zeta: E;
  logHeight: number;
  gamma: E;
  tables: readonly DeepTable[];
  quotientCoefficient: E;
  quotientOpened: readonly E[];
  quotientAtX: readonly E[];
}

export function deepBatchAt(input: DeepInput): E {
  const { x, zeta, gamma } = input;
  let hereSum = ZERO;
  let nextSum = ZERO;
  for (const { coefficient, opened, atX } of input.tables) {
    const here = differences(atX.here, opened.here, gamma, 0);
    const next = differences(atX.next, opened.next, gamma, opened.here.length);
    hereSum = add(hereSum, mul(coefficient, here));
    nextSum = add(nextSum, mul(coefficient, next));
  }
  const quotient = differences(input.quotientAtX, input.quotientOpened, gamma, 0);
  hereSum = add(hereSum, mul(input.quotientCoefficient, quotient));
  const zetaNext = scale(zeta, omega(input.logHeight));
  return add(mul(hereSum, inverse(sub(x, zeta))), mul(nextSum, inverse(sub(x, zetaNext))));
}

/** sum_j gamma^(first + j) (atX_j - opened_j). */
function differences(atX: readonly E[], opened: readonly E[], gamma: E, first: number): E {
  let power = first === 0 ? ONE : pow(gamma, first);
  let acc = ZERO;
  for (const [j, value] of opened.entries()) {
    acc = add(acc, mul(power, sub(atX[j]!, value)));
    power = mul(power, gamma);
  }
  return acc;
}
