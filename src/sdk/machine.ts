/** What inspecting and computing security need to know of the RV64IM machine, from its description. */
import { type Description, decodeDescription, descriptionDigest } from '../archive/index.ts';
import { machineDescription } from './machine-description.ts';

/** Bound on height x interactions over all tables that keys of the machine allow: below p, so that no multiplicity wraps. */
export const MAX_INTERACTIONS = 0x78000000;

let parsed: { readonly description: Description; readonly digest: Uint8Array } | undefined;

export function parsedMachine(): { readonly description: Description; readonly digest: Uint8Array } {
  parsed ??= {
    description: decodeDescription(machineDescription()),
    digest: descriptionDigest(machineDescription()),
  };
  return parsed;
}
