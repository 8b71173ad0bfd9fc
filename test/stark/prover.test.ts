/** The fast prover against the one verifier and the BigInt reference, over heights, blowups, arities and thread counts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presets, type StarkOptions } from '../../src/stark/options.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { verify } from '../../src/verify/index.ts';
import { verifyReference } from '../reference/verifier.ts';
import { type Example, fibonacci, lookup, products } from './airs.ts';

const tiny: StarkOptions = { ...presets['one-query'], numQueries: 3, logFinalLength: 3, capHeight: 2 };

let prover: StarkProver;
beforeAll(async () => {
  prover = await StarkProver.create({ threads: 2 });
});
afterAll(() => prover.close());

async function roundTrip(example: Example, options: StarkOptions, by = prover) {
  const { system, preprocessed, tables, publicOutput } = example;
  const key = await by.setup(system, { options, preprocessed, insecure: true });
  const { proof } = await by.prove(key, { tables, publicOutput });
  return { proof, key: key.bytes, description: system.descriptionBytes };
}

describe('honest proofs are accepted by the verifier and the reference', () => {
  it.each([
    [fibonacci(3), tiny],
    [fibonacci(6), { ...tiny, logBlowup: 2 }],
    [fibonacci(10), { ...tiny, logBlowup: 4, logMaxArity: 1 }],
    [lookup(5, 8), tiny],
    [lookup(9, 4), { ...tiny, logBlowup: 3, logMaxArity: 2, grindQueryBits: 5, grindFoldBits: 2, grindDeepBits: 1 }],
    [products(3), tiny],
    [products(7), { ...tiny, logBlowup: 2, logMaxArity: 2 }],
    [products(13), { ...tiny, grindLookupBits: 1 }],
    [lookup(13, 16), { ...tiny, grindLookupBits: 3, grindBatchBits: 6 }],
  ] as const)('%s', async (example, options) => {
    const { proof, key, description } = await roundTrip(example, options);
    const claim = verify(proof, key, { description, insecure: true });
    expect(claim.publicOutput).toEqual(example.publicOutput);
    expect(verifyReference(proof, key, description)).toMatchObject({ exitCode: 0 });
  });
});

describe('traces that violate something are rejected', () => {
  it.each(['x', 'y', 'w', 'v', 'count'])('%s changed', async (column) => {
    const isFibonacci = column === 'x' || column === 'y';
    const example = isFibonacci ? fibonacci(5) : lookup(5, 6);
    const [table, index] = { x: [0, 0], y: [0, 1], v: [0, 0], w: [0, 1], count: [1, 0] }[column] as [number, number];
    const tables = example.tables.map((columns) => columns?.map((values) => [...Array.from(values)]) ?? null);
    tables[table]![index]![3]! += 1;
    const { proof, key, description } = await roundTrip({ ...example, tables }, tiny);
    expect(() => verify(proof, key, { description, insecure: true })).toThrow(/./);
    expect(() => verifyReference(proof, key, description)).toThrow(/./);
  });
});

describe('committed fingerprints', () => {
  it('have the columns that the AIR says', () => {
    const [sender, receiver] = products(3).system.airs;
    expect(sender!.groups).toEqual([[0], [1], [2, 3]]);
    expect(sender!.logUpColumns).toEqual([
      { kind: 'fingerprint', interaction: 0 },
      { kind: 'group', group: 0 },
      { kind: 'group', group: 1 },
      { kind: 'fingerprint', interaction: 2 },
      { kind: 'fingerprint', interaction: 3 },
      { kind: 'group', group: 2 },
    ]);
    expect(receiver!.logUpColumns).toEqual([
      { kind: 'fingerprint', interaction: 0 },
      { kind: 'group', group: 0 },
    ]);
    expect(products(3).system.description.tables.map(({ numLogUpColumns }) => numLogUpColumns)).toEqual([6, 2]);
  });

  it.each([0, 1, 2, 3])('reject a changed cell: column %i of the receiver', async (column) => {
    const example = products(4);
    const tables = example.tables.map((columns) => columns!.map((values) => [...Array.from(values)]));
    tables[1]![column]![5]! += 1;
    const { proof, key, description } = await roundTrip({ ...example, tables }, tiny);
    expect(() => verify(proof, key, { description, insecure: true })).toThrow(/BusImbalance|buses/);
    expect(() => verifyReference(proof, key, description)).toThrow('BusImbalance');
  });
});

it('gives the same bytes with one thread and with two', async () => {
  const single = await StarkProver.create({ threads: 1 });
  const one = await roundTrip(lookup(13, 8), tiny, single);
  const two = await roundTrip(lookup(13, 8), tiny);
  expect(one.key).toEqual(two.key);
  expect(one.proof).toEqual(two.proof);
  await single.close();
});
