/**
 * Proves: "In the file with this SHA-256, the mean of the column `amount` over so many rows is this", without showing the file.
 * Input: a CSV file with a header. Public output: SHA-256 of the file, number of rows (u32), mean in cents, rounded down (i64).
 */
import { CsvReader, commit, input, sha256 } from 'vouch/guest';

export function main(): void {
  const csv = new CsvReader(input());
  assert(csv.next(), 'the file is empty');
  const amount = csv.column('amount');

  let total: i64 = 0;
  let rows: u32 = 0;
  while (csv.next()) {
    const cents = csv.decimal(amount, 2);
    assert(cents >= 0 && cents < 1_000_000_000_000, `row ${csv.row}: not a plausible amount`);
    total += cents;
    rows++;
  }
  assert(rows > 0, 'the file has no rows');
  console.log(`${rows} rows, total ${total} cents`);

  commit(sha256(input()));
  commit(rows);
  commit(total / rows);
}
