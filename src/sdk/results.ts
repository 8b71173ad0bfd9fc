/** What setup, proving and counting give back. */
import type { Claim } from '../verify/index.ts';

export interface VerifyingKey {
  /** What `verify` takes and `vouch setup` writes. */
  readonly bytes: Uint8Array;
  /** keccak-256 of its header: which program with which options. */
  readonly digest: Uint8Array;
}

export interface ProveResult {
  readonly proof: Uint8Array;
  readonly claim: Claim;
  readonly cycles: number;
  /** Base-field cells of all tables that were committed. */
  readonly committedCells: number;
  /** From execution to archive, without setup. */
  readonly proveMs: number;
  readonly peakMemoryBytes: number;
  readonly securityBits: number;
  readonly rounds: readonly { readonly name: string; readonly ms: number }[];
}

export interface ChipCount {
  readonly name: string;
  /** Used rows, and with padding. */
  readonly rows: number;
  readonly height: number;
  readonly columns: number;
  readonly interactions: number;
  readonly cells: number;
}

export interface CountResult {
  readonly cycles: number;
  readonly chips: readonly ChipCount[];
  readonly cells: number;
  readonly cellsPerCycle: number;
  readonly interactionsPerCycle: number;
  /** Planned memory of a proof, by preset. */
  readonly memoryBytes: Readonly<Record<string, number>>;
}
