/** Proofs inside proofs (docs/recursion.md), with the RV64IM machine's description as the default. */
import {
  type RecursionInput as EncodeInput,
  encodeRecursionInput as encode,
  recursionProgram as program,
  verifyRecursive as verifyOuter,
} from '../recursion/index.ts';
import type { Claim } from '../verify/index.ts';
import { requireBytes } from './arguments.ts';
import { machineDescription } from './machine-description.ts';
import type { VerifyingKey } from './results.ts';

export { RecursionInputError, UnexpectedExitCode, verifyRecursionBlob } from '../recursion/index.ts';

type Key = Uint8Array | VerifyingKey;

export interface RecursionInput extends Omit<EncodeInput, 'key' | 'description'> {
  readonly key: Key;
  /** Of this version's machine unless given. */
  readonly description?: Uint8Array | undefined;
}

export interface VerifyRecursiveOptions {
  /** Verifying key of the recursion guest: of `setup(recursionProgram(), ..)`, from a source that you trust. */
  readonly recursionKey: Key;
  /** Verifying key of the inner program: of `setup` of the ELF file and preset that you trust. */
  readonly innerKey: Key;
  /** The inner exit code that is accepted. Default 0. */
  readonly exitCode?: number | undefined;
  /** Accept keys of less than 128 bits. For diagnosis. */
  readonly insecure?: boolean | undefined;
  readonly description?: Uint8Array | undefined;
}

const bytesOf = (key: Key): Uint8Array => (key instanceof Uint8Array ? key : key?.bytes);

/** The guest that verifies a proof: an ELF file for `setup` and `prove`; the same bytes everywhere for one version of the package. */
export function recursionProgram(): Uint8Array {
  return program().slice();
}

/** The recursion guest's private input for one proof and its verifying key. @throws ArgumentError, RecursionInputError */
export function encodeRecursionInput({ proof, key, description = machineDescription() }: RecursionInput): Uint8Array {
  const keyBytes = bytesOf(key);
  requireBytes('proof', proof);
  requireBytes('key', keyBytes);
  requireBytes('description', description);
  return encode({ proof, key: keyBytes, description });
}

/**
 * Verifies a proof of the recursion guest and returns the *inner* claim.
 * @throws VerificationError, UnexpectedExitCode, InsecureKey, KeyError (of the inner key), VerifyUsageError
 */
export function verifyRecursive(proof: Uint8Array, options: VerifyRecursiveOptions): Claim {
  const { recursionKey, innerKey, exitCode, insecure, description } = options ?? {};
  return verifyOuter(proof, {
    recursionKey: bytesOf(recursionKey),
    innerKey: bytesOf(innerKey),
    description: description ?? machineDescription(),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(insecure === undefined ? {} : { insecure }),
  });
}
