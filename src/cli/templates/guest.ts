/** The guest of a new project, its sample input, and what an editor needs to know. */

export const guestText = `/**
 * The program whose runs are proven. It is TypeScript as AssemblyScript has it: integers have a size (u32, i64), and
 * everything is compiled to machine code before it runs.
 *
 * It proves: "The numbers in the file with this SHA-256 have this mean"; the file is not part of that claim.
 */
import { CsvReader, commit, input, sha256 } from 'vouch/guest';

export function main(): void {
  // The private input: whoever checks the proof is not given it.
  const numbers = new CsvReader(input());
  let total: i64 = 0;
  let count: u32 = 0;
  while (numbers.next()) {
    total += numbers.integer(0);
    count++;
  }
  // A failed assertion ends the run with exit code 101: there is no valid proof of such a run for those who expect 0.
  assert(count > 0, 'there are no numbers');

  // For you while developing; not part of the proof.
  console.log('added up ' + count.toString() + ' numbers');

  // The public output: what the proof says.
  commit(sha256(input()));
  commit(count);
  commit(total / count);
}
`;

export const inputText = '41\n17\n-3\n1000\n25\n60\n';

export const guestConfig = `{
  "extends": "vouch/guest/tsconfig.json",
  "include": ["*.ts"]
}
`;
