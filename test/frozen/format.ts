/**
 * Proofs of every version of the format, with key, description and claim: they must verify forever. A new version gets a new
 * folder; files that are there are never written again.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { KEY_VERSION } from '../../src/archive/key.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { presets } from '../../src/stark/options.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { type Example, fibonacci, lookup } from '../stark/airs.ts';
import type { ProbeInput } from '../threats/probe.ts';
import { guestElf } from './programs.ts';

export interface FrozenProof extends ProbeInput {
  readonly name: string;
  readonly claim: { readonly keyDigest: string; readonly exitCode: number; readonly publicOutput: string };
}

const here = new URL('./', import.meta.url);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** All that are committed: `format-1/lookup` and so on. */
export function frozenProofs(): FrozenProof[] {
  const folders = readdirSync(here).filter((name) => name.startsWith('format-'));
  return folders.sort().flatMap((folder) => {
    const read = (file: string) => new Uint8Array(readFileSync(new URL(`${folder}/${file}`, here)));
    const names = readdirSync(new URL(`${folder}/`, here)).filter((file) => file.endsWith('.proof'));
    return names.sort().map((file) => {
      const name = file.replace('.proof', '');
      return {
        name: `${folder}/${name}`,
        proof: read(file),
        key: read(`${name}.key`),
        description: read(`${name}.description`),
        claim: JSON.parse(new TextDecoder().decode(read(`${name}.claim.json`))) as FrozenProof['claim'],
      };
    });
  });
}

/** Makes those of this version that are missing. */
export async function freezeProofs(): Promise<string[]> {
  const folder = new URL(`format-${KEY_VERSION}/`, here);
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  for (const [name, make] of Object.entries(makers)) {
    if (existsSync(new URL(`${name}.proof`, folder))) continue;
    const { proof, key, description, digest, publicOutput } = await make();
    writeFileSync(new URL(`${name}.proof`, folder), proof);
    writeFileSync(new URL(`${name}.key`, folder), key);
    writeFileSync(new URL(`${name}.description`, folder), description);
    const claim = { keyDigest: hex(digest), exitCode: 0, publicOutput: hex(publicOutput) };
    writeFileSync(new URL(`${name}.claim.json`, folder), `${JSON.stringify(claim, null, 2)}\n`);
    written.push(name);
  }
  return written;
}

type Made = ProbeInput & { readonly digest: Uint8Array; readonly publicOutput: Uint8Array };

/** Small, with every part of the format: grinding, several heights, public terms, an absent table. */
const makers: Readonly<Record<string, () => Promise<Made>>> = {
  fibonacci: () => ofExample(fibonacci(5)),
  lookup: () => ofExample(lookup(5, 3)),
  machine: async () => {
    const prover = await MachineProver.create({ threads: 1 });
    const options = { options: 'one-query', input: new Uint8Array(0), insecure: true } as const;
    const elf = guestElf('fibonacci');
    const { bytes: key } = await prover.setup(elf, 'one-query', { insecure: true });
    const { proof, claim } = await prover.prove(elf, { ...options, input: Uint8Array.of(90, 0, 0, 0, 0, 0, 0, 0) });
    await prover.close();
    const { publicOutput, keyDigest: digest } = claim;
    return { proof, key, description: machineSystem().descriptionBytes, digest, publicOutput };
  },
};

async function ofExample({ system, preprocessed, tables, publicOutput }: Example): Promise<Made> {
  const prover = await StarkProver.create({ threads: 1 });
  const grinding = {
    ...{ grindQueryBits: 4, grindBatchBits: 3, grindFoldBits: 2 },
    ...{ grindDeepBits: 1, grindLookupBits: 2 },
  };
  const options = { ...presets['one-query'], ...grinding, numQueries: 9, logFinalLength: 2, capHeight: 2 };
  const key = await prover.setup(system, { options, preprocessed, insecure: true });
  const { proof } = await prover.prove(key, { tables, publicOutput });
  await prover.close();
  return { proof, key: key.bytes, description: system.descriptionBytes, digest: key.digest, publicOutput };
}
