/** What every stage makes of the small modules in fixtures/, as text. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compileWasm, type Stage } from '../../src/guest-compiler/index.ts';
import { assemble } from './harness.ts';

const folder = new URL('fixtures/', import.meta.url);

export const stages: readonly Stage[] = ['parsed', 'translated', 'optimized', 'allocated', 'machine'];

export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.wat'))
  .map((file) => file.slice(0, -4))
  .sort();

export function fixtureModule(name: string): Uint8Array<ArrayBuffer> {
  return assemble(readFileSync(new URL(`${name}.wat`, folder), 'utf8'), `${name}.wat`);
}

/** Stage by stage, and within each, function by function in the order in which the compiler comes to them. */
export function dumpStages(name: string): string {
  const texts = new Map<Stage, string[]>(stages.map((stage) => [stage, []]));
  compileWasm(fixtureModule(name), { onStage: (stage, _, text) => texts.get(stage)!.push(text()) });
  return stages.map((stage) => `== ${stage} ==\n\n${texts.get(stage)!.join('\n\n')}\n`).join('\n');
}

export function expectedDump(name: string): string {
  return readFileSync(new URL(`${name}.txt`, folder), 'utf8');
}

export function writeDump(name: string): void {
  writeFileSync(new URL(`${name}.txt`, folder), dumpStages(name));
}
