/**
 * What stands for what in a very wide table: its constraints and interactions come from loops over lanes and bits, hundreds of a kind, and a
 * proof for each would take tens of minutes. Of each kind the first and the last are taken. That none is lost on the way to
 * kernels and programs is shown for all of them, one by one, by kernels.test.ts, and that every column is bound by test/machine/mutation.test.ts.
 */
import type { Air } from '../../src/air/air.ts';

/** Tables with more constraints: KECCAK_RND, SHA256_ROUNDS, SHA256_SCHEDULE. */
const MANY_CONSTRAINTS = 100;

/** Indices of the constraints to violate; a kind is a message but for its numbers. */
export function constraintsToViolate(air: Air): number[] {
  return representatives(
    air,
    air.constraints.map(({ message }) => message.replace(/\d+/g, '#')),
  );
}

/** Indices of the interactions to violate; a kind is a bus, direction, multiplicity, and whether the fingerprint is committed. */
export function interactionsToViolate(air: Air): number[] {
  return representatives(
    air,
    air.interactions.map(
      ({ bus, isSend, multiplicity, isCommitted }) => `${bus.name} ${isSend} ${multiplicity.id} ${isCommitted}`,
    ),
  );
}

function representatives(air: Air, kinds: readonly string[]): number[] {
  const all = [...kinds.keys()];
  if (air.constraints.length <= MANY_CONSTRAINTS) return all;
  return all.filter((i) => kinds.indexOf(kinds[i]!) === i || kinds.lastIndexOf(kinds[i]!) === i);
}
