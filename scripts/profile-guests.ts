/**
 * Profiles a fixed set of guests with fixed inputs, for the page of scripts/profile-report.ts: `node scripts/profile-guests.ts FOLDER` writes
 * FOLDER/NAME.json each. The TypeScript guest shows changes of the guest compiler.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, formatProfile, profile } from '../src/sdk/index.ts';

const u64 = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * i * 31 + i * 7) & 255);

const runs: readonly (readonly [name: string, path: string, input: Uint8Array])[] = [
  ['empty', 'guests/empty/empty.elf', new Uint8Array(0)],
  ['fibonacci', 'guests/fibonacci/fibonacci.elf', u64(10_000n)],
  ['sha256', 'guests/sha256/sha256.elf', pattern(4096)],
  ['sort', 'guests/sort/sort.elf', pattern(16_384)],
  ['mixed', 'guests/mixed/mixed.elf', u64(20n)],
  ['sha256-typescript', 'examples/guests/sha256.ts', pattern(4096)],
];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node scripts/profile-guests.ts FOLDER\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
for (const [name, path, input] of runs) {
  const { elf } = await build(path, (file) => readFileSync(file));
  const made = await profile(elf, { input, names: { program: name } });
  writeFileSync(join(folder, `${name}.json`), formatProfile(made, 'json'));
  process.stdout.write(
    `${name}: ${made.report.cycles.toLocaleString('en-US')} cycles, exit code ${made.report.exitCode}\n`,
  );
}
