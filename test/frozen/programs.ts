/** The programs and inputs of the ledger. */
import { readFileSync } from 'node:fs';

export interface LedgerProgram {
  /** Folder in guests/. */
  readonly guest: string;
  /** What the input is, in words. */
  readonly what: string;
  readonly input: Uint8Array;
}

export function guestElf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../guests/${name}/${name}.elf`, import.meta.url)));
}

export const guests = ['empty', 'fibonacci', 'sha256', 'sort', 'mixed', 'xpage'] as const;

const u64 = (...values: bigint[]) => new Uint8Array(BigUint64Array.from(values).buffer);
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 167 + (i >> 8) * 29) & 255);
/** Full-period steps of a linear congruence: no order, no repetition. */
const unsorted = (length: number) => {
  let x = 1n;
  return u64(
    ...Array.from({ length }, () => {
      x = BigInt.asUintN(64, x * 6364136223846793005n + 1442695040888963407n);
      return x;
    }),
  );
};

export const ledgerPrograms: readonly LedgerProgram[] = [
  { guest: 'empty', what: 'no input', input: new Uint8Array(0) },
  { guest: 'fibonacci', what: 'n = 1000', input: u64(1000n) },
  { guest: 'sha256', what: '2 KiB', input: bytes(2048) },
  { guest: 'sort', what: '1000 u64', input: unsorted(1000) },
  { guest: 'mixed', what: '16 rounds', input: u64(16n) },
  { guest: 'xpage', what: '100000 bytes', input: bytes(100_000) },
];
