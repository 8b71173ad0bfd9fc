/**
 * For every interaction of every chip (of very wide ones: of every kind, representatives.ts): what one row says is not what the rest of the system answers. All constraints hold. Rejected are
 * a statement without an answer; an answer that differs in one element, for each of them; and a prover that leaves the statement out of its
 * LogUp columns, so that its sums balance. The last one's proof is accepted where the chip says nothing there (negative control).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { statementsOf, withOtherElement } from './environment.ts';
import { honestTables } from './honest-tables.ts';
import { ACCEPTED, ChipSystem, type Verdicts } from './proofs.ts';
import { interactionsToViolate } from './representatives.ts';

/** Interactions that no row of the honest tables uses, and why. */
const UNUSED = new Map<string, string>();

const tables = await honestTables();
const both = (code: string): Verdicts => ({ verifier: code, reference: code });
let prover: StarkProver;
let numInteractions = 0;
let numElements = 0;
const unused: string[] = [];

beforeAll(async () => {
  prover = await StarkProver.create({ threads: 1 });
});
afterAll(async () => {
  await prover.close();
  console.log(`interactions: ${numInteractions} in ${tables.size} chips, with ${numElements} elements`);
});

describe('a statement that is not answered is rejected', () => {
  it.each([...tables])('%s', async (name, table) => {
    const { air } = table;
    const system = await ChipSystem.create(prover, table);
    const statements = statementsOf(table);
    expect(await system.judge(table, statements), 'honest').toEqual(both(ACCEPTED));
    for (const index of interactionsToViolate(air)) {
      const { bus, tuple } = air.interactions[index]!;
      numInteractions++;
      const title = `${name}: interaction ${index} on ${bus.name}`;
      const candidates = statements.filter(({ interaction }) => interaction === index);
      const statement = candidates[index % candidates.length];
      if (statement === undefined) {
        unused.push(title);
        continue;
      }
      const others = statements.filter((candidate) => candidate !== statement);
      expect(await system.judge(table, others), title).toEqual(both('BusImbalance'));
      for (const element of tuple.keys()) {
        numElements++;
        const answers = withOtherElement(statements, statement, element);
        expect(await system.judge(table, answers), `${title}: ${bus.fields[element]}`).toEqual(both('BusImbalance'));
      }
      const unsaid = statements.filter(({ interaction }) => interaction !== index);
      const silent = withoutInteraction(air, index);
      const verdicts = await system.judge(table, unsaid, silent);
      expect(verdicts, `${title}, left out`).toEqual(both('ConstraintMismatch'));
      const lenient = await ChipSystem.create(prover, { ...table, air: silent });
      expect(await lenient.judge(table, unsaid), `without ${title}`).toEqual(both(ACCEPTED));
    }
  });

  it('for all interactions but those listed', () => {
    expect(unused).toEqual([...UNUSED.keys()]);
  });
});

/** The AIR of a prover that gives the interaction multiplicity 0 in all rows; of the same shape. */
function withoutInteraction(air: Air, index: number): Air {
  const multiplicity = air.expressions.constant(0);
  return {
    ...air,
    name: `${air.name} without interaction ${index}`,
    interactions: air.interactions.map((one, i) => (i === index ? { ...one, multiplicity } : one)),
  };
}
