/** Selector columns and the division by x^n - 1 on the quotient's coset s*H_(h+1) (docs/protocol.md, section 5). */

import { P } from '../../air/expression.ts';
import { inverseMod, mulMod, powMod, rootOfUnity, subMod, toWord } from '../../air/modular.ts';
import { SELECTOR_PARAMETERS as AT, SELECTOR_PARAMETERS_BYTES } from '../../emit/common.ts';
import { SCRATCH, type Task } from '../../wasm/tasks.ts';
import { COMMON } from './compile.ts';
import { TASK_ROWS } from './tasks.ts';

export const COSET_SHIFT = 31;
const MAX_LOG_ORDER = 27;

/** Words behind the `parameters` pointer of the selector tasks. */
export function selectorParameters(logHeight: number): Uint32Array {
  const words = new Uint32Array(SELECTOR_PARAMETERS_BYTES / 4);
  const set = (at: number, value: number) => {
    words[at / 4] = toWord(value);
  };
  const quarter = rootOfUnity(2);
  const minusShift = P - COSET_SHIFT;
  [COSET_SHIFT, minusShift, mulMod(COSET_SHIFT, quarter), mulMod(minusShift, quarter)].forEach((x, lane) => {
    set(AT.lanes + 4 * lane, x);
  });
  const root = rootOfUnity(logHeight);
  set(AT.root, root);
  set(AT.inverseRoot, inverseMod(root));
  const perRow = inverseMod(2 ** logHeight);
  const { lower, upper } = zerofier(logHeight);
  set(AT.lower, mulMod(lower, perRow));
  set(AT.upper, mulMod(upper, perRow));
  words[AT.height / 4] = 2 ** logHeight;
  let below = 1;
  for (let k = 0; k < 32; k++) {
    // Bit k of position / 4 is bit k + 2 of the position, which contributes ω_(k + 3).
    const bit = k + 3 <= MAX_LOG_ORDER ? rootOfUnity(k + 3) : 1;
    set(AT.bits + 4 * k, bit);
    set(AT.steps + 4 * k, mulMod(bit, inverseMod(below)));
    below = mulMod(below, bit);
  }
  return words;
}

/** x^n - 1 on the lower and the upper half of the positions of s*H_(h+1). */
export function zerofier(logHeight: number): { lower: number; upper: number } {
  const power = powMod(COSET_SHIFT, 2 ** logHeight);
  return { lower: subMod(power, 1), upper: subMod(P - power, 1) };
}

/** Fills isFirst, isLast, isTransition (addresses of columns of 2^(h+1) words). */
export function selectorTasks(
  columns: readonly [number, number, number],
  parameters: number,
  logHeight: number,
): Task[] {
  return eachRange(2 ** (logHeight + 1)).map(({ first, end }) => ({
    module: COMMON,
    fn: 'selectors',
    args: [...columns, parameters, SCRATCH, first, end],
  }));
}

/** Divides the accumulator (addresses of its five columns) by x^n - 1. */
export function divideByZerofierTasks(columns: readonly number[], logHeight: number): Task[] {
  const { lower, upper } = zerofier(logHeight);
  const height = 2 ** logHeight;
  return columns.flatMap((column) =>
    [lower, upper].map((value, half) => ({
      module: COMMON,
      fn: 'scale',
      args: [column, toWord(inverseMod(value)), half * height, (half + 1) * height],
    })),
  );
}

function eachRange(positions: number): { first: number; end: number }[] {
  const count = Math.ceil(positions / TASK_ROWS);
  return Array.from({ length: count }, (_, i) => ({
    first: i * TASK_ROWS,
    end: Math.min(positions, (i + 1) * TASK_ROWS),
  }));
}
