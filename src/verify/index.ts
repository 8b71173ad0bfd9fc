// `vouch/verify`: checks a proof against a verifying key and returns what it proves. All checks of the proof are made by
// verifier.wasm (docs/protocol.md); here are the policy (exit code, security of the key) and the errors.
import { decodeDescription, isWholeDescription } from '../archive/description.ts';
import { decodeKey } from '../archive/key.ts';
import { VerificationError } from '../errors.ts';
import { countDescription, requireSecurity } from '../stark/security.ts';
import { VerifyUsageError, verificationError } from './errors.ts';
import { verifierHost } from './host.ts';

export { VerificationError, VouchError } from '../errors.ts';
export { InsecureKey } from '../stark/security.ts';
export { VerifyUsageError } from './errors.ts';

/** What a proof proves: this program, run to its end, exited with this code and this output. */
export interface Claim {
  /** keccak-256 of the verifying key's header, 32 bytes: which program ran. */
  readonly keyDigest: Uint8Array;
  /** u32 */
  readonly exitCode: number;
  readonly publicOutput: Uint8Array;
}

export interface VerifyOptions {
  /** The machine description that the key names by its digest. */
  readonly description: Uint8Array;
  /** The exit code that is accepted, or 'any'. Default 0: who looks at the output alone must not be given a crash's. */
  readonly exitCode?: number | 'any';
  /** Accept keys of less than 128 bits, whose proofs may be forged. For diagnosis. */
  readonly insecure?: boolean;
}

/**
 * Returns the claim, or throws a {@link VerificationError} whose `code` names the check that failed. Never returns anything for
 * a bad proof.
 */
export function verify(proof: Uint8Array, key: Uint8Array, options: VerifyOptions): Claim {
  const proofBytes = snapshot(proof, 'proof');
  const keyBytes = snapshot(key, 'key');
  if (typeof options !== 'object' || options === null) throw new VerifyUsageError('options must be an object');
  const { exitCode = 0, insecure = false } = options;
  const description = snapshot(options.description, 'options.description');
  if (exitCode !== 'any' && !(Number.isInteger(exitCode) && exitCode >= 0 && exitCode < 2 ** 32)) {
    throw new VerifyUsageError(`options.exitCode must be a u32 or 'any', not ${String(exitCode)}`);
  }
  if (typeof insecure !== 'boolean') throw new VerifyUsageError('options.insecure must be a boolean');

  const { error, words } = verifierHost().run(proofBytes, keyBytes, description);
  const [, first, second, third] = words as [number, number, number, number];
  if (error !== 0) throw verificationError(error, first, second);
  // Parts are left out only where a proof is verified inside the machine; here the security of the key is computed from all of it.
  if (!isWholeDescription(description)) {
    throw new VerificationError('BadDescription', 'parts of the machine description are left out');
  }
  const claim = {
    keyDigest: proofBytes.slice(64, 96),
    exitCode: first,
    publicOutput: proofBytes.slice(second, second + third),
  };
  if (!insecure) checkSecurity(keyBytes, description, claim.keyDigest);
  if (exitCode !== 'any' && claim.exitCode !== exitCode) {
    throw new VerificationError('ExitCode', `the program exited with code ${claim.exitCode}, expected ${exitCode}`);
  }
  return claim;
}

/** Digests of keys that were found to be secure; a digest fixes options and description. */
const secureKeys = new Set<string>();
const MAX_SECURE_KEYS = 64;

function checkSecurity(key: Uint8Array, description: Uint8Array, digest: Uint8Array): void {
  const name = digest.join();
  if (secureKeys.has(name)) return;
  const { header } = decodeKey(key);
  requireSecurity(header, countDescription(decodeDescription(description), header.interactionBound));
  if (secureKeys.size >= MAX_SECURE_KEYS) secureKeys.clear();
  secureKeys.add(name);
}

/** The bytes themselves, or a copy if another thread could change them meanwhile. */
function snapshot(value: unknown, name: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new VerifyUsageError(`${name} must be a Uint8Array`);
  return value.buffer instanceof ArrayBuffer ? value : value.slice();
}
