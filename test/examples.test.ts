/** The toolkit's examples run as they stand. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const run = (example: string) => execFileSync(process.execPath, [`examples/${example}.ts`], { encoding: 'utf8' });

test('stark-fibonacci', () => {
  // F(1025) mod p, by another way.
  let [u, v] = [0n, 1n];
  for (let i = 0; i < 1025; i++) [u, v] = [v, u + v];
  const output = run('stark-fibonacci');
  expect(output).toMatch(
    new RegExp(`^Fibonacci number 1025 is ${u % 0x78000001n} mod p: \\d+ bytes, \\d{3} bits of security\n`),
  );
  expect(output).toMatch(/\nwith another output: [A-Z]\w+\n$/);
});

test('stark-lookup', () => {
  const output = run('stark-lookup');
  expect(output).toContain('PRICES, row 3 (position 3): not so: "square is the square of price"; ');
  expect(output).toContain('bus byte: (value = 300) is unbalanced by 1\n');
  expect(output).toMatch(/\n1024 prices are bytes: \d+ bytes of proof, \d{3} bits of security\n$/);
});
