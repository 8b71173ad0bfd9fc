/**
 * Proves: "I know a file with this SHA-256".
 * Input: the file. Public output: its SHA-256, its length (u32).
 */
import { commitBytes, commitU32, input, sha256 } from 'vouch/guest';

export function main(): void {
  const file = input();
  commitBytes(sha256(file));
  commitU32(file.length);
}
