/** Accepts what the guest compiler makes now: `node test/guest-compiler/update.ts`, then look at what git says has changed. */
import { writeFileSync } from 'node:fs';
import { compareKernel, type KernelCycles, kernelNames } from './code-quality.ts';
import { fixtureNames, writeDump } from './fixtures.ts';

const kernels: KernelCycles[] = [];
for (const name of kernelNames) kernels.push(await compareKernel(name));
const lines = kernels.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n');
writeFileSync(new URL('../ledger/guest-code.json', import.meta.url), `[\n${lines}\n]\n`);
for (const name of fixtureNames) writeDump(name);
console.log(
  'Written: test/ledger/guest-code.json, test/guest-compiler/fixtures/*.txt. For the table of docs/guest-compiler.md: node scripts/build-docs.mjs.',
);
