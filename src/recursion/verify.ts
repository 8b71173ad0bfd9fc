/**
 * What the holder of an outer proof must check (docs/recursion.md). The outer proof says: the recursion guest found the inner proof
 * to verify with *some* key, and committed that key's digest. Whoever made the proof chose the key; so the claim is worth
 * nothing before the digest is compared with that of the key which the caller trusts.
 */
import { decodeDescription, descriptionDigest } from '../archive/description.ts';
import { decodeKey, KEY_HEADER_BYTES } from '../archive/key.ts';
import { VerificationError } from '../errors.ts';
import { keccak256 } from '../hash/keccak.ts';
import { countDescription, requireSecurity } from '../stark/security.ts';
import { VerifyUsageError, verificationError } from '../verify/errors.ts';
import { type VerifierHooks, VerifierHost, verifierHost } from '../verify/host.ts';
import { type Claim, verify } from '../verify/index.ts';

const DIGEST_BYTES = 32;
/** keyDigest, then the inner exit code; the inner public output follows. */
const COMMITTED_BYTES = 36;

/** The inner program exited with another code than the one asked for. */
export class UnexpectedExitCode extends VerificationError {
  readonly exitCode: number;
  readonly expected: number;
  constructor(exitCode: number, expected: number) {
    super(
      'UnexpectedExitCode',
      `The inner program exited with code ${exitCode}, expected ${expected}. Name the code if it is what you want to see proven.`,
    );
    this.exitCode = exitCode;
    this.expected = expected;
  }
}

export interface VerifyRecursiveOptions {
  /** Verifying key of the recursion guest, from a source that you trust: `setup(recursionProgram())`. */
  readonly recursionKey: Uint8Array;
  /** Verifying key of the inner program, from a source that you trust: `setup` of the trusted ELF file with the options you ask for. */
  readonly innerKey: Uint8Array;
  /** Machine description that both keys name. */
  readonly description: Uint8Array;
  /** The inner program's exit code that is accepted. Default 0. */
  readonly exitCode?: number;
  /** Accept keys of less than 128 bits, outer or inner, whose proofs may be forged. For diagnosis. */
  readonly insecure?: boolean;
}

/**
 * Verifies an outer proof and returns the *inner* claim.
 * @throws VerificationError, UnexpectedExitCode, InsecureKey, KeyError (of the inner key), VerifyUsageError
 */
export function verifyRecursive(proof: Uint8Array, options: VerifyRecursiveOptions): Claim {
  const { recursionKey, innerKey, description, exitCode = 0, insecure = false } = options;
  if (!(innerKey instanceof Uint8Array)) throw new VerifyUsageError('options.innerKey must be a Uint8Array');
  if (!(Number.isInteger(exitCode) && exitCode >= 0 && exitCode < 2 ** 32)) {
    throw new VerifyUsageError(`options.exitCode must be a u32, not ${String(exitCode)}`);
  }
  // The inner proof was checked with its key's options: too few queries there are too few here.
  const { header } = decodeKey(innerKey);
  const digest = descriptionDigest(description);
  if (!header.descriptionDigest.every((byte, i) => byte === digest[i])) {
    throw new VerificationError('DescriptionMismatch', 'The inner key is for another machine description.');
  }
  const counts = countDescription(decodeDescription(description), header.interactionBound);
  requireSecurity(header, counts, insecure);

  // A guest that refused the inner proof exits with 1; only 0 means that it verified.
  const { publicOutput } = verify(proof, recursionKey, { description, exitCode: 0, insecure });
  if (publicOutput.length < COMMITTED_BYTES) {
    throw new VerificationError(
      'BadCommitment',
      `The outer proof commits to ${publicOutput.length} bytes, expected at least ${COMMITTED_BYTES}: is it one of the recursion guest?`,
    );
  }
  const committed = publicOutput.subarray(0, DIGEST_BYTES);
  const trusted = keccak256(innerKey.subarray(0, KEY_HEADER_BYTES));
  if (!committed.every((byte, i) => byte === trusted[i])) {
    throw new VerificationError('KeyMismatch', 'The inner proof was verified with another key than the one given.');
  }
  const view = new DataView(publicOutput.buffer, publicOutput.byteOffset, publicOutput.byteLength);
  const innerExitCode = view.getUint32(DIGEST_BYTES, true);
  if (innerExitCode !== exitCode) throw new UnexpectedExitCode(innerExitCode, exitCode);
  return { keyDigest: trusted, exitCode: innerExitCode, publicOutput: publicOutput.slice(COMMITTED_BYTES) };
}

/**
 * What the recursion guest does, by the same function on the host: verifies the proof in a blob with the key and description in
 * it. The claim says no more than that: compare `keyDigest` with one that you trust.
 * @param hooks `step` is called when a phase begins, for timings
 * @throws VerificationError
 */
export function verifyRecursionBlob(blob: Uint8Array, hooks?: VerifierHooks): Claim {
  if (!(blob instanceof Uint8Array)) throw new VerifyUsageError('blob must be a Uint8Array');
  const { error, words } = (hooks ? new VerifierHost(hooks) : verifierHost()).runBlob(blob);
  const [, first = 0, second = 0, third = 0] = words;
  if (error !== 0) throw verificationError(error, first, second);
  const keyDigest = new Uint8Array(Uint32Array.from(words.slice(16, 24)).buffer);
  return { keyDigest, exitCode: first, publicOutput: blob.slice(second, second + third) };
}
