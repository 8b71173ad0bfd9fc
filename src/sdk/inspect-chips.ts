/** What each table of the machine is made of and costs per row, for `vouch inspect --chips`. */
import type { ChipCost } from '../machine/ledger.ts';

export type ChipInspection = ChipCost;

/** All tables, in the order of the machine description. */
export async function inspectChips(): Promise<ChipInspection[]> {
  const { chipLedger } = await import('../machine/ledger.ts');
  return chipLedger();
}
