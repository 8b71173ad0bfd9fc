/**
 * Proves: "Fibonacci number n is this, modulo 2^64".
 * Input: n (u32). Public output: n (u32), the number (u64).
 */
import { commitU32, commitU64, readU32 } from 'vouch/guest';

export function main(): void {
  const n = readU32();
  let a: u64 = 0;
  let b: u64 = 1;
  for (let i: u32 = 0; i < n; i++) {
    const next = a + b;
    a = b;
    b = next;
  }
  commitU32(n);
  commitU64(a);
}
