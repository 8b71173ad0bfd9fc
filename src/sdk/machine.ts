/** What verifying, inspecting and computing security need to know of the RV64IM machine: its description as bytes and as objects. */
import { type Description, decodeDescription } from '../archive/index.ts';
import { machineDescriptionBase64 } from '../generated/machine-description.ts';
import { chain, hashKind } from '../hash/blake3.ts';

/** Bound on height x interactions over all tables that keys of the machine allow: below p, so that no multiplicity wraps. */
export const MAX_INTERACTIONS = 0x78000000;

let bytes: Uint8Array | undefined;
let parsed: { readonly description: Description; readonly digest: Uint8Array } | undefined;

export function machineDescription(): Uint8Array {
  bytes ??= Uint8Array.from(atob(machineDescriptionBase64), (character) => character.charCodeAt(0));
  return bytes;
}

export function parsedMachine(): { readonly description: Description; readonly digest: Uint8Array } {
  parsed ??= {
    description: decodeDescription(machineDescription()),
    digest: chain(hashKind.machineDescription, 0, machineDescription()),
  };
  return parsed;
}
