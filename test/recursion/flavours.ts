/**
 * The programs and options with which the recursion guest is measured and tested: what is proven inside, with how many queries, and
 * what the guest's run over that proof costs.
 */
import { readFileSync } from 'node:fs';
import { verifierStepNames } from '../../src/profiler/index.ts';
import { encodeRecursionInput, type Preset, type Prover, profile, recursionProgram } from '../../src/sdk/index.ts';

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** Inner programs; `mixed` runs for about 2^20 cycles. */
export const innerPrograms = {
  empty: { guest: 'empty', input: new Uint8Array(0) },
  fibonacci: { guest: 'fibonacci', input: u64(1000) },
  mixed: { guest: 'mixed', input: u64(789) },
} as const;
export type InnerProgram = keyof typeof innerPrograms;

/** `single`: one query at blowup 2, for diagnosis; `multi`: full security at blowup 8. */
export const flavours = { single: 'one-query', multi: 'compact' } as const satisfies Record<string, Preset>;
export type Flavour = keyof typeof flavours;

export interface InnerProof {
  readonly proof: Uint8Array;
  readonly key: Uint8Array;
  readonly keyDigest: Uint8Array;
  readonly publicOutput: Uint8Array;
  /** Private input of the recursion guest. */
  readonly blob: Uint8Array;
}

export async function proveInner(prover: Prover, inner: InnerProgram, preset: Preset): Promise<InnerProof> {
  const { guest, input } = innerPrograms[inner];
  const elf = readFileSync(new URL(`../../guests/${guest}/${guest}.elf`, import.meta.url));
  const { bytes: key, digest: keyDigest } = await prover.setup(elf, { preset, insecure: true });
  const { proof, claim } = await prover.prove(elf, { input, preset, insecure: true });
  return { proof, key, keyDigest, publicOutput: claim.publicOutput, blob: encodeRecursionInput({ proof, key }) };
}

export interface StepCost {
  readonly name: string;
  readonly cycles: number;
  readonly calls: Readonly<Record<string, number>>;
}

export interface RecursionCost {
  readonly cycles: number;
  /** Committed cells of the outer trace. */
  readonly cells: number;
  /** Precompile calls by name. */
  readonly calls: Readonly<Record<string, number>>;
  readonly steps: readonly StepCost[];
  readonly blobBytes: number;
  /** Step markers in order of execution. */
  readonly markers: readonly number[];
}

/** Runs the recursion guest over a blob; throws if it does not commit to the inner claim. */
export async function measureRecursion(prover: Prover, inner: InnerProof): Promise<RecursionCost> {
  const program = recursionProgram();
  const { report } = await profile(program, { input: inner.blob, names: { steps: verifierStepNames } });
  const { cells, cycles, exitCode } = await prover.count(program, { input: inner.blob, preset: 'fast' });
  if (exitCode !== 0 || cycles !== report.cycles) throw new Error(`exit code ${exitCode} after ${cycles} cycles`);
  return {
    ...{ cycles, cells, calls: report.precompileCalls },
    steps: report.steps.map(({ name, cycles, precompileCalls }) => ({ name, cycles, calls: precompileCalls })),
    blobBytes: inner.blob.length,
    markers: report.markers.map(({ step }) => step),
  };
}
