/** The frozen ledger of the recursion guest: exact cycles of every flavour, per step, with precompile calls and committed cells. */
import type { Prover } from '../../src/sdk/index.ts';
import { type Flavour, flavours, type InnerProgram, measureRecursion, proveInner } from './flavours.ts';

/** `mixed` takes 4 GiB and is left to `npm run profile:recursion -- --inner mixed`. */
const INNER: readonly InnerProgram[] = ['empty', 'fibonacci'];

export const ledgerUrl = new URL('../ledger/recursion.json', import.meta.url);

export async function recursionLedger(prover: Prover): Promise<Record<string, unknown>> {
  const ledger: Record<string, unknown> = {};
  for (const flavour of Object.keys(flavours) as Flavour[]) {
    for (const inner of INNER) {
      const { markers: _, ...cost } = await measureRecursion(
        prover,
        await proveInner(prover, inner, flavours[flavour]),
      );
      ledger[`${flavour} ${inner}`] = cost;
    }
  }
  return ledger;
}
