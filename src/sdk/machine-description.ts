/** The RV64IM machine's description as an asset of the package: what a key for a program names by its digest. */
import { unpackDescription } from '../archive/packed-description.ts';
import { packedMachineDescription } from '../generated/machine-description.ts';

let bytes: Uint8Array | undefined;

/** Canonical bytes (docs/protocol.md, section 5); not to be written to. */
export function machineDescription(): Uint8Array {
  bytes ??= unpackDescription(packedMachineDescription);
  return bytes;
}
