/** `vouch/verify` for the RV64IM machine of this version. */
import { type Claim, type VerifyOptions as StarkVerifyOptions, verify as verifyProof } from '../verify/index.ts';
import { machineDescription } from './machine.ts';
import type { VerifyingKey } from './results.ts';

export interface VerifyOptions extends Omit<StarkVerifyOptions, 'description'> {}

/**
 * Returns the claim, or throws a `VerificationError` whose `code` names the check that failed. Never returns anything for a bad
 * proof. Accepts exit code 0 only, unless `exitCode` names another or 'any'.
 *
 * @param key bytes of a verifying key, or what `setup` gave; who verifies must trust where it comes from
 */
export function verify(proof: Uint8Array, key: Uint8Array | VerifyingKey, options: VerifyOptions = {}): Claim {
  const bytes = key instanceof Uint8Array ? key : key?.bytes;
  return verifyProof(proof, bytes, { ...options, description: machineDescription() });
}
