/** The frozen ledger of the recursion guest: exact cycles of every flavour, per step, with precompile calls and committed cells. */
import type { Prover } from '../../src/sdk/index.ts';
import { type Flavour, flavours, type InnerProgram, measureRecursion, proveInner } from './flavours.ts';

/** `mixed`, whose proof takes nearly 4 GiB, at full security only. */
const INNER: Readonly<Record<Flavour, readonly InnerProgram[]>> = {
  single: ['empty', 'fibonacci'],
  multi: ['empty', 'fibonacci', 'mixed'],
};

export const ledgerUrl = new URL('../ledger/recursion.json', import.meta.url);

export async function recursionLedger(prover: Prover): Promise<Record<string, unknown>> {
  const ledger: Record<string, unknown> = {};
  for (const flavour of Object.keys(flavours) as Flavour[]) {
    for (const inner of INNER[flavour]) {
      const { markers: _, ...cost } = await measureRecursion(
        prover,
        await proveInner(prover, inner, flavours[flavour]),
      );
      ledger[`${flavour} ${inner}`] = cost;
    }
  }
  return ledger;
}
