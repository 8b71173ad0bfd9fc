/**
 * The subpath `vouch/verify`, and `verify` of the package root: nothing but the verifier, with the RV64IM machine's description as the
 * default. Whoever proves tables of their own (`vouch/stark`) passes another.
 */
import { type Claim, type VerifyOptions as CoreOptions, verify as verifyProof } from '../verify/index.ts';
import { machineDescription } from './machine-description.ts';
import type { VerifyingKey } from './results.ts';

export { type Claim, InsecureKey, VerificationError, VerifyUsageError, VouchError } from '../verify/index.ts';

export interface VerifyOptions extends Omit<CoreOptions, 'description'> {
  /** Machine description that the key names by its digest: the RV64IM machine of this version unless given. */
  readonly description?: Uint8Array | undefined;
}

/**
 * Returns the claim, or throws a `VerificationError` whose `code` names the check that failed. Never returns anything for a bad
 * proof. Accepts exit code 0 only, unless `exitCode` names another or 'any'.
 *
 * @param key bytes of a verifying key, or what `setup` gave; who verifies must trust where it comes from
 */
export function verify(proof: Uint8Array, key: Uint8Array | VerifyingKey, options: VerifyOptions = {}): Claim {
  const bytes = key instanceof Uint8Array ? key : key?.bytes;
  return verifyProof(proof, bytes, { ...options, description: options?.description ?? machineDescription() });
}
