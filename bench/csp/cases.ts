/** The client-side benchmark's workloads (ethereum/csp-benchmarks): SHA-256 and Keccak-256 of 128 to 2048 bytes, here with and without precompile. */
import { readFileSync } from 'node:fs';

export const hashes = ['sha256', 'keccak256'] as const;
export type Hash = (typeof hashes)[number];
export const sizes = [128, 256, 512, 1024, 2048] as const;
export const titles: Readonly<Record<Hash, string>> = { sha256: 'SHA-256', keccak256: 'Keccak-256' };

export interface Case {
  readonly hash: Hash;
  readonly bytes: number;
  readonly isPrecompile: boolean;
  readonly preset: 'fast' | 'compact';
}

export interface Figures extends Case {
  readonly cycles: number;
  readonly committedCells: number;
  readonly proveMs: number;
  readonly verifyMs: number;
  readonly proofBytes: number;
  /** Of the prover's memory; and the whole process with Node, which the published figures are to be compared with. */
  readonly peakMemoryBytes: number;
  readonly peakProcessBytes: number;
  readonly securityBits: number;
}

export interface Report {
  readonly machine: string;
  readonly date: string;
  readonly threads: number;
  readonly runs: number;
  readonly figures: readonly Figures[];
}

interface Measurement {
  readonly hash: Hash;
  readonly bytes: number;
  readonly proveMs: number;
  readonly verifyMs: number;
  readonly cycles: number;
  readonly proofBytes: number;
  readonly peakMemoryBytes: number;
}

interface Peer {
  readonly name: string;
  readonly securityBits: number;
  readonly acceleration: string;
  readonly measurements: readonly Measurement[];
}

/** Published figures of others; nothing in them was measured here. */
export interface Peers {
  readonly source: string;
  readonly measured: string;
  readonly machine: string;
  readonly systems: readonly Peer[];
}

export const peers = JSON.parse(readFileSync(new URL('peers.json', import.meta.url), 'utf8')) as Peers;

/** guests/NAME of a case. */
export function guestOf({ hash, isPrecompile }: Case): string {
  if (isPrecompile) return `csp-${hash}`;
  return hash === 'sha256' ? 'sha256' : 'csp-keccak256-plain';
}
