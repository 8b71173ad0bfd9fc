/**
 * What verifying a proof inside the machine costs:
 * `node scripts/profile-recursion.ts [single|multi] [--inner NAME] [--prove [--preset NAME]] [--json]`. For each flavour
 * (test/recursion/flavours.ts): cycles, steps, precompile calls, committed cells and blob size, and whether the committed digest is
 * the one computed on the host. `--prove` proves the outer run too, with the preset, and verifies the proof; `--json` prints one object: the
 * full-security flavour's figures, or those of the one named.
 */
import { execute, type Preset, Prover, recursionProgram, verifyRecursive } from '../src/sdk/index.ts';
import { presets } from '../src/stark/options.ts';
import {
  type Flavour,
  flavours,
  type InnerProgram,
  type InnerProof,
  innerPrograms,
  measureRecursion,
  proveInner,
  type RecursionCost,
} from '../test/recursion/flavours.ts';
import { oneOf, parseUsage, usageError } from './usage.ts';

const { values, positionals } = parseUsage({
  allowPositionals: true,
  options: {
    inner: { type: 'string', default: 'empty' },
    prove: { type: 'boolean', default: false },
    preset: { type: 'string', default: 'fast' },
    json: { type: 'boolean', default: false },
  },
});
const inner = oneOf('inner program', values.inner, innerPrograms);
const outerPreset = oneOf('preset', values.preset, presets);
const named = positionals.map((name) => oneOf('flavour', name, flavours));
if (values.json && named.length > 1) usageError('--json prints one object: name one flavour.');
const all: readonly Flavour[] = values.json ? ['multi'] : ['single', 'multi'];
const names = named.length > 0 ? named : all;

const say = (text: string) => {
  if (!values.json) process.stdout.write(`${text}\n`);
};
const number = (value: number) => value.toLocaleString('en');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Result extends RecursionCost {
  readonly flavour: Flavour;
  readonly inner: InnerProgram;
  readonly preset: Preset;
  readonly outer?: {
    readonly preset: string;
    readonly proveMs: number;
    readonly proofBytes: number;
    readonly verifyMs: number;
  };
}

function print({ flavour, preset, cycles, cells, calls, steps, blobBytes }: Result): void {
  say(`\n${flavour}: inner ${inner} at ${preset}, blob of ${number(blobBytes)} bytes`);
  say(`${number(cycles)} cycles, ${number(cells)} committed cells`);
  say(
    `calls: ${Object.entries(calls)
      .map(([name, count]) => `${name} ${number(count)}`)
      .join(', ')}`,
  );
  for (const step of steps) {
    const share = ((100 * step.cycles) / cycles).toFixed(1);
    say(`  ${step.name.padEnd(24)} ${number(step.cycles).padStart(12)} cycles ${share.padStart(5)} %`);
  }
}

/** The guest's output must be the digest, exit code and output that the host knows. */
async function checkCommitment({ blob, keyDigest, publicOutput }: InnerProof): Promise<void> {
  const run = await execute(recursionProgram(), { input: blob });
  const expected = `${hex(keyDigest)}00000000${hex(publicOutput)}`;
  if (hex(run.publicOutput) !== expected) {
    throw new Error(`the guest committed ${hex(run.publicOutput)}, expected ${expected}`);
  }
  say(`committed digest ${hex(keyDigest)}: as computed on the host`);
}

async function proveOuter(prover: Prover, { blob, key }: InnerProof): Promise<NonNullable<Result['outer']>> {
  const preset = outerPreset;
  const program = recursionProgram();
  // For measurements: any preset will do.
  const recursionKey = await prover.setup(program, { preset, insecure: true });
  const { proof, proveMs, peakMemoryBytes } = await prover.prove(program, { input: blob, preset, insecure: true });
  const start = performance.now();
  verifyRecursive(proof, { recursionKey, innerKey: key, insecure: true });
  const verifyMs = performance.now() - start;
  say(
    `outer proof at ${preset}: ${(proveMs / 1000).toFixed(1)} s, ${number(proof.length)} bytes, ${(peakMemoryBytes / 2 ** 30).toFixed(2)} GiB; ` +
      `verified in ${verifyMs.toFixed(1)} ms`,
  );
  return { preset, proveMs, proofBytes: proof.length, verifyMs };
}

const prover = await Prover.create();
const results: Result[] = [];
for (const flavour of names) {
  const preset = flavours[flavour];
  const proven = await proveInner(prover, inner, preset);
  const cost = await measureRecursion(prover, proven);
  const base = { flavour, inner, preset, ...cost };
  print(base);
  await checkCommitment(proven);
  results.push(values.prove ? { ...base, outer: await proveOuter(prover, proven) } : base);
}
await prover.close();
if (values.json) {
  const { markers: _, ...result } = results.at(-1)!;
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
