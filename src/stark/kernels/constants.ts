/** The words behind a kernel's `constants` pointer, from the challenges. */
import { P } from '../../air/expression.ts';
import { toWord } from '../../air/modular.ts';
import type { ConstantLayout, ConstantSource } from '../../emit/constants.ts';
import { addE, type E, eToWords, lift, powersE, scaleE, ZERO } from './extension.ts';

export interface KernelChallenges {
  readonly theta?: E;
  readonly delta?: E;
  /** Weight of each constraint, then of each LogUp column's (`quotientWeights`). */
  readonly weights?: readonly E[];
  /** Cumulative sum divided by the height. */
  readonly sumPerRow?: E;
}

/** The widest tuple that the verifier has room for. */
const MAX_POWER = 128;

export function constantWords(layout: ConstantLayout, challenges: KernelChallenges): Uint32Array {
  const words = new Uint32Array(layout.bytes / 4);
  const deltas = powersE(challenges.delta ?? ZERO, MAX_POWER + 1);
  for (const { source, offset } of layout.sources) {
    const value = source.kind === 'field' ? [toWord(source.value)] : eToWords(extensionOf(source, challenges, deltas));
    words.set(value, offset / 4);
  }
  return words;
}

function extensionOf(
  source: Exclude<ConstantSource, { kind: 'field' }>,
  { theta = ZERO, weights = [], sumPerRow = ZERO }: KernelChallenges,
  deltas: readonly E[],
): E {
  switch (source.kind) {
    case 'delta':
      return deltas[source.power]!;
    case 'weight':
      return weights[source.index] ?? ZERO;
    case 'sumPerRow':
      return sumPerRow;
    case 'fingerprintBase': {
      let base = lift(canonical(source.bus));
      if (source.hasTheta) base = addE(base, theta);
      source.constants.forEach((constant, i) => {
        base = addE(base, scaleE(deltas[i + 1]!, canonical(constant)));
      });
      return base;
    }
  }
}

/**
 * Weights of the tables of one height: acc = acc * alpha + C over tables, constraints, LogUp columns (docs/protocol.md, section 5), so the last one has
 * alpha^0.
 * @param counts constraints and LogUp columns of each table (`quotient.numWeights`), in table order.
 */
export function quotientWeights(alpha: E, counts: readonly number[]): E[][] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const powers = powersE(alpha, total).reverse();
  let start = 0;
  return counts.map((count) => {
    start += count;
    return powers.slice(start - count, start);
  });
}

function canonical(value: number): number {
  return ((value % P) + P) % P;
}
