// Writes the generated parts of docs/: `node scripts/build-docs.mjs [--check]`. Pages of chips and gadgets, and the tables inside of
// hand-written pages, follow from the same definitions as prover and verifier; `--check` (and test/docs.test.ts) tells which are not what
// the sources say now. Runs the sources as they are (Node strips the types); the WebAssembly must have been built.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { differences, generatedPages, leftovers } from './docs/pages.ts';

const found = await differences();
for (const { path, problem } of found) process.stdout.write(`${path}: ${problem}\n`);
if (process.argv.includes('--check')) {
  if (found.length > 0) process.stderr.write('Run node scripts/build-docs.mjs and commit docs/.\n');
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  const pages = await generatedPages();
  mkdirSync('docs/chips', { recursive: true });
  for (const path of leftovers(pages)) rmSync(path);
  for (const [path, text] of pages) writeFileSync(path, text);
  process.stdout.write(`${pages.size} pages, ${found.length} changed\n`);
}
