/**
 * A committed fingerprint is what the constraint psi = f says, not what the prover puts there. The prover here commits the fingerprint of another tuple,
 * which the environment answers: its group's column, its running sum and all buses are right for that, and only psi = f is not. Where the
 * table says the other tuple itself, the same proof is accepted (negative control).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { products } from '../stark/airs.ts';
import { statementsOf, withOtherElement } from './environment.ts';
import { ACCEPTED, ChipSystem } from './proofs.ts';

let prover: StarkProver;
beforeAll(async () => {
  prover = await StarkProver.create({ threads: 1 });
});
afterAll(() => prover.close());

const example = products(3);
const cases = example.system.airs.flatMap((air, table) =>
  air.interactions.flatMap(({ isCommitted, bus }, index) =>
    isCommitted ? bus.fields.map((field, element) => ({ name: air.name, air, table, index, field, element })) : [],
  ),
);

it.each(cases)('$name, interaction $index: $field', async ({ air, table: number, index, element }) => {
  const main = example.tables[number]!.map((column) => Uint32Array.from(column));
  const table = { air, logHeight: 3, preprocessed: [], main };
  const other = withOtherTuple(air, index, element);
  let answers = statementsOf(table);
  for (const statement of answers) {
    if (statement.interaction === index) answers = withOtherElement(answers, statement, element);
  }
  expect(answers).toEqual(statementsOf({ ...table, air: other }));

  const system = await ChipSystem.create(prover, table);
  expect(await system.judge(table), 'honest').toEqual({ verifier: ACCEPTED, reference: ACCEPTED });
  const imbalance = { verifier: 'BusImbalance', reference: 'BusImbalance' };
  expect(await system.judge(table, answers), 'answers alone').toEqual(imbalance);
  const mismatch = { verifier: 'ConstraintMismatch', reference: 'ConstraintMismatch' };
  expect(await system.judge(table, answers, other), 'psi of another tuple').toEqual(mismatch);
  const lenient = await ChipSystem.create(prover, { ...table, air: other });
  expect(await lenient.judge(table, answers), 'control').toEqual({ verifier: ACCEPTED, reference: ACCEPTED });
});

/** The AIR with one more in an element of an interaction; of the same shape. */
function withOtherTuple(air: Air, index: number, element: number): Air {
  return {
    ...air,
    name: `${air.name} with another tuple ${index}, ${element}`,
    interactions: air.interactions.map((one, i) =>
      i === index ? { ...one, tuple: one.tuple.with(element, one.tuple[element]!.add(1)) } : one,
    ),
  };
}
