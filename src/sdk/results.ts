/** What setup, proving and counting give back. */

export interface VerifyingKey {
  /** What `verify` takes and `vouch setup` writes. */
  readonly bytes: Uint8Array;
  /** keccak-256 of its header: which program with which options. */
  readonly digest: Uint8Array;
}

export type {
  ProgramCount as CountResult,
  ProgramProof as ProveResult,
  TableCount as ChipCount,
} from '../machine/prover.ts';
