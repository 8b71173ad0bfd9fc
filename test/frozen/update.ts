/**
 * Accepts the present facts: `node test/frozen/update.ts`, then look at what git says has changed. Proofs of a format version are only
 * ever added. After a change of a chip, keys.json and programs.json change; transcript.json only with the protocol.
 */
import { writeFileSync } from 'node:fs';
import { Probe } from '../threats/probe.ts';
import { frozenKeys, programCosts, transcriptVectors } from './facts.ts';
import { freezeProofs, frozenProofs } from './format.ts';

const at = (path: string) => new URL(path, import.meta.url);
const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const lines = (values: readonly unknown[]) => `[\n${values.map((v) => `  ${JSON.stringify(v)}`).join(',\n')}\n]\n`;

for (const name of await freezeProofs()) console.log(`new proof: ${name}`);
writeFileSync(at('transcript.json'), pretty(transcriptVectors()));
for (const proof of frozenProofs()) {
  if (proof.name.endsWith('/machine')) continue;
  writeFileSync(at(`${proof.name}.calls.json`), pretty(new Probe().run(proof).calls));
}
writeFileSync(at('keys.json'), pretty(await frozenKeys()));
writeFileSync(at('../ledger/programs.json'), lines(await programCosts()));
console.log(
  'Written: transcript.json, keys.json, test/ledger/programs.json. Look at the difference before you commit it.',
);
