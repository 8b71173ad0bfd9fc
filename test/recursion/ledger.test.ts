/** Changes of the recursion guest's cost show up in review: `node test/recursion/update.ts` accepts them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Prover } from '../../src/sdk/index.ts';
import { ledgerUrl, recursionLedger } from './ledger.ts';

test('cycles, steps, calls and cells of every flavour are those of the ledger, and within their limits', {
  timeout: 300_000,
}, async () => {
  const prover = await Prover.create();
  const ledger = await recursionLedger(prover).finally(() => prover.close());
  expect(ledger).toEqual(JSON.parse(readFileSync(ledgerUrl, 'utf8')));
  const cost = (name: string) => ledger[name] as { cycles: number; cells: number };
  const cycles = (name: string) => cost(name).cycles;
  expect(cycles('single empty')).toBeLessThan(300_000);
  expect(cycles('multi empty')).toBeLessThan(1_500_000);
  // 2^20 cycles inside.
  expect(cycles('multi mixed')).toBeLessThan(3_000_000);
  expect(cost('multi mixed').cells).toBeLessThanOrEqual(250_000_000);
  const { steps } = ledger['multi empty'] as { steps: { name: string; cycles: number }[] };
  expect(steps[0]).toEqual(expect.objectContaining({ name: 'setup' }));
  expect(steps[0]!.cycles).toBeLessThanOrEqual(170);
});
