/**
 * How the fingerprints of an AIR's interactions are computed: f = theta + bus + sum delta^(i+1) v_i (docs/protocol.md, section 5).
 * Constant parts of a tuple go into one precomputed constant. A tuple that shares elements with an earlier one is computed from that one's
 * fingerprint and the differences: an access to a register or cell sends and receives tuples that differ in the timestamp
 * and perhaps the value.
 */
import type { Air, Interaction } from '../air/air.ts';
import type { Expr } from '../air/expression.ts';
import type { Code } from './code.ts';
import type { ConstantLayout, ConstantSource } from './constants.ts';
import { op, simd } from './opcodes.ts';
import { E4_BYTES, type Quintic } from './quintic.ts';
import type { RowEmitter } from './rows.ts';

export interface FingerprintPlan {
  /** Interaction whose fingerprint this one starts from, or null. */
  readonly from: number | null;
  readonly terms: readonly { readonly expr: Expr; readonly power: number }[];
  /** Constant part; null if it is zero. */
  readonly base: ConstantSource | null;
}

/** How far back a similar tuple is looked for. */
const MAX_DISTANCE = 8;

/** One plan per interaction, in order; `from` is always an earlier one. */
export function planFingerprints(air: Air): FingerprintPlan[] {
  const { interactions, expressions } = air;
  return interactions.map((interaction, i) => {
    let best = plan(interaction, null, null);
    for (let j = Math.max(0, i - MAX_DISTANCE); j < i; j++) {
      const earlier = interactions[j]!;
      if (earlier.tuple.length !== interaction.tuple.length) continue;
      if (!interaction.tuple.some((element, k) => element === earlier.tuple[k])) continue;
      const differences = interaction.tuple.map((element, k) => expressions.sub(element, earlier.tuple[k]!));
      const candidate = plan({ ...interaction, tuple: differences }, j, earlier);
      if (candidate.terms.length < best.terms.length) best = candidate;
    }
    return best;
  });
}

function plan({ bus, tuple }: Pick<Interaction, 'bus' | 'tuple'>, from: number | null, earlier: Interaction | null) {
  const parts = tuple.map(splitConstant);
  const terms = parts.flatMap(({ rest }, i) => (rest === null ? [] : [{ expr: rest, power: i + 1 }]));
  const constants = parts.map(({ constant }) => constant);
  const difference = earlier === null ? bus.id : bus.id - earlier.bus.id;
  const isZero = earlier !== null && difference === 0 && constants.every((constant) => constant === 0);
  const base: ConstantSource | null = isZero
    ? null
    : { kind: 'fingerprintBase', hasTheta: earlier === null, bus: difference, constants };
  return { from, terms, base };
}

/** expr = rest + constant (an integer, perhaps negative). */
export function splitConstant(expr: Expr): { rest: Expr | null; constant: number } {
  const { node } = expr;
  if (node.kind === 'constant') return { rest: null, constant: node.value };
  if (node.kind === 'add' || node.kind === 'sub') {
    const sign = node.kind === 'sub' ? -1 : 1;
    if (node.b.node.kind === 'constant') {
      const { rest, constant } = splitConstant(node.a);
      return { rest, constant: constant + sign * node.b.node.value };
    }
    if (node.kind === 'add' && node.a.node.kind === 'constant') {
      const { rest, constant } = splitConstant(node.b);
      return { rest, constant: constant + node.a.node.value };
    }
  }
  return { rest: expr, constant: 0 };
}

/** Expressions that `emitFingerprint` pushes for these interactions. */
export function fingerprintRoots(plans: readonly FingerprintPlan[], interactions: readonly number[]): Expr[] {
  return interactions.flatMap((i) => plans[i]!.terms.map(({ expr }) => expr));
}

/** Where fingerprints lie in the frame, and the values that they are made of. */
export interface FingerprintPlace {
  /** Local: pointer to the frame. */
  readonly frame: number;
  /** Local: pointer to the constants. */
  readonly constants: number;
  /** Offset of interaction 0's fingerprint in the frame; the others follow. */
  readonly fingerprints: number;
  /** Offset of the room for a tuple's values. */
  readonly values: number;
}

export function emitFingerprint(
  c: Code,
  emitter: RowEmitter,
  quintic: Quintic,
  layout: ConstantLayout,
  plans: readonly FingerprintPlan[],
  interaction: number,
  place: FingerprintPlace,
): void {
  const { from, terms, base } = plans[interaction]!;
  terms.forEach(({ expr }, i) => {
    c.get(place.frame);
    emitter.push(expr);
    c.vector(simd.v128Store, place.values + 16 * i);
  });
  const deltas = terms.map(({ power }): ConstantSource => ({ kind: 'delta', power }));
  const constants = layout.offset(...(base === null ? [] : [base]), ...deltas);
  const address = (local: number, offset: number) => c.get(local).i32(offset).op(op.i32Add);
  address(place.frame, place.fingerprints + E4_BYTES * interaction);
  address(place.frame, place.values);
  address(place.constants, constants);
  if (from === null) c.i32(0);
  else address(place.frame, place.fingerprints + E4_BYTES * from);
  c.call(quintic.linear(terms.length, from !== null, base !== null));
}
