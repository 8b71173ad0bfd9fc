/**
 * For every constraint of every chip (of very wide ones: of every kind, representatives.ts): a trace that violates it and nothing else, proven without checks, is rejected; and is accepted once
 * the constraint is taken out of the chip (negative control: so it is this constraint that rejects). All buses balance.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { honestTables } from './honest-tables.ts';
import { ACCEPTED, ChipSystem, type Verdicts } from './proofs.ts';
import { constraintsToViolate } from './representatives.ts';
import { changed, ViolationSearch } from './search.ts';

/** Constraints that cannot be violated at all, and why. */
const INVIOLABLE = new Map<string, string>();
/** Constraints that the search does not violate alone, because the others imply them or for want of a thread to pull. */
const NOT_ALONE = new Map([
  [
    'BEQ: isEqual is a bit',
    'where isEqual is not 0 all limbs are equal, so the norms are 0 and isEqual is isReal, which is a bit',
  ],
  [
    'EXT_MUL: isDivision is a bit',
    'not implied: for another isDivision five equations give another result, all of whose words would have to be changed at once',
  ],
  [
    'BLAKE3: isReal is a bit',
    'not implied: 1/3 in isReal and in all three kinds, and what follows for other columns, would have to be there at once',
  ],
  [
    'BLAKE3: a step is of one kind',
    'where isStep is neither 0 nor 1, count and isAgain are 0, and then the other steps would have to be done again',
  ],
  ...['isFirst is a bit', 'a final row is no step'].map((message): [string, string] => [
    `SHA256_ROUNDS: ${message}`,
    'not implied: the first row of the table is where a single cell does it, and there a constraint of its own notices',
  ]),
  ...['isStep is a bit', 'isFinal is a bit', "the table's last row is no step"].map((message): [string, string] => [
    `SHA256_ROUNDS: ${message}`,
    'not implied: flags of a row are tied to those of the next one, and so are its words',
  ]),
  ...['is15 is a bit', 'a row has one index', "the table's first row follows none"].map((message): [string, string] => [
    `SHA256_SCHEDULE: ${message}`,
    'not implied: the same, between these three',
  ]),
  [
    'SHA256_SCHEDULE: w0_0 is a bit',
    'not implied: the sums of bits that are limbs of sigma1 would have to change as well',
  ],
  ['SHA256_SCHEDULE: a row is of the message or not', 'not implied: isReal is neither 0 nor 1 then'],
]);

/** The search goes through hundreds of constraints over two rows, which takes ten minutes: only with `npm run test:fuzz`. */
const SLOW = new Set(['SHA256_ROUNDS', 'SHA256_SCHEDULE']);

const tables = new Map(
  [...(await honestTables())].filter(([name]) => process.env.VOUCH_FUZZ === 'full' || !SLOW.has(name)),
);
/** KECCAK_RND is searched over two rows of 531 columns: some minutes, SHA256_ROUNDS takes longer. */
const TIMEOUT_MS = 1_800_000;
const accepted: Verdicts = { verifier: ACCEPTED, reference: ACCEPTED };
const rejected: Verdicts = { verifier: 'ConstraintMismatch', reference: 'ConstraintMismatch' };
let prover: StarkProver;
let numConstraints = 0;
const notFound: string[] = [];
const notAlone: string[] = [];

beforeAll(async () => {
  prover = await StarkProver.create({ threads: 1 });
});
afterAll(async () => {
  await prover.close();
  const alone = numConstraints - notFound.length - notAlone.length;
  console.log(`constraints: ${numConstraints} in ${tables.size} chips, ${alone} of them violated alone`);
});

describe('a trace that violates one constraint is rejected', () => {
  it.each([...tables])('%s', { timeout: TIMEOUT_MS }, async (name, table) => {
    const { air } = table;
    const system = await ChipSystem.create(prover, table);
    expect(await system.judge(table), 'honest').toEqual(accepted);
    const search = new ViolationSearch(table);
    for (const index of constraintsToViolate(air)) {
      const { message } = air.constraints[index]!;
      numConstraints++;
      // The second round tries pairs of cells: too many where a table has hundreds of constraints.
      const isThorough = air.constraints.length <= 100 && !NOT_ALONE.has(`${name}: ${message}`);
      const violation = search.find(index, isThorough);
      if (violation === null) {
        notFound.push(`${name}: ${message}`);
        continue;
      }
      expect(violation.constraints).toContain(index);
      const forged = changed(table, violation.changes);
      expect(await system.judge(forged), message).toEqual(rejected);
      if (violation.constraints.length > 1) {
        notAlone.push(`${name}: ${message}`);
        continue;
      }
      const lenient = { ...forged, air: without(air, index) };
      expect(await (await ChipSystem.create(prover, lenient)).judge(lenient), `without: ${message}`).toEqual(accepted);
    }
  });

  it('for all constraints but those listed', () => {
    const ofTables = (names: ReadonlyMap<string, string>) =>
      [...names.keys()].filter((name) => tables.has(name.split(':')[0]!)).sort();
    expect(notFound.sort()).toEqual(ofTables(INVIOLABLE));
    expect(notAlone.sort()).toEqual(ofTables(NOT_ALONE));
  });
});

function without(air: Air, constraint: number): Air {
  const name = `${air.name} without ${constraint}`;
  return { ...air, name, constraints: air.constraints.filter((_, i) => i !== constraint) };
}
