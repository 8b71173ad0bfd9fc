/**
 * What is frozen, computed anew: the transcript on a fixed input, digests of the machine description and of the guests' keys, exact
 * costs of programs. `node test/frozen/update.ts` writes them; the tests compare.
 */
import { descriptionDigest as digestOfDescription } from '../../src/archive/description.ts';
import { computeLayout } from '../../src/archive/layout.ts';
import { loadElf } from '../../src/elf/index.ts';
import { countTrace } from '../../src/executor/trace.ts';
import { machineHeights } from '../../src/machine/heights.ts';
import { buildPreprocessed } from '../../src/machine/preprocessed.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { type Preset, presets } from '../../src/stark/options.ts';
import { label, Transcript } from '../../src/stark/transcript.ts';
import { hex } from '../threats/probe.ts';
import { guestElf, guests, type LedgerProgram, ledgerPrograms } from './programs.ts';

const hexBytes = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export interface TranscriptVector {
  readonly call: string;
  readonly result: string;
}

/** Every kind of call, over block borders; what challenges come out. */
export function transcriptVectors(): TranscriptVector[] {
  const transcript = new Transcript();
  const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (7 * i + length) & 255);
  const vectors: TranscriptVector[] = [{ call: 'new', result: hex(transcript.state) }];
  const observe = (name: keyof typeof label, length: number) => {
    transcript.observe(label[name], bytes(length));
    vectors.push({ call: `observe ${name}, ${length} bytes`, result: hex(transcript.state) });
  };
  const sample = (name: keyof typeof label) => {
    vectors.push({ call: `sampleExt ${name}`, result: hex(transcript.sampleExt(label[name])) });
  };
  observe('keyDigest', 32);
  observe('statement', 32);
  observe('publicOutput', 0);
  observe('heights', 30);
  observe('mainCap', 512);
  let nonce = 0n;
  while (!transcript.acceptsNonce(label.grindLookup, 8, nonce)) nonce++;
  transcript.observeNonce(label.grindLookup, 8, nonce);
  vectors.push({ call: 'grind grindLookup, 8 bits', result: String(nonce) });
  sample('theta');
  sample('delta');
  observe('permutationCap', 64);
  observe('cumulativeSums', 65);
  sample('alpha');
  observe('quotientCap', 1);
  sample('zeta');
  observe('openings', 1000);
  sample('gamma');
  sample('tableCoefficient');
  observe('friCap', 63);
  sample('beta');
  observe('finalPolynomial', 128);
  const indices = transcript.sampleIndices(label.queryIndices, 20, 23);
  vectors.push({ call: 'sampleIndices queryIndices, 20 of 23 bits', result: [...indices].join(' ') });
  return vectors;
}

export function descriptionDigest(): string {
  return hexBytes(digestOfDescription(machineSystem().descriptionBytes));
}

export interface FrozenKeys {
  readonly description: string;
  /** By guest, by preset. */
  readonly keys: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export async function frozenKeys(): Promise<FrozenKeys> {
  const prover = await MachineProver.create();
  try {
    const keys: Record<string, Record<string, string>> = {};
    for (const guest of guests) {
      const digests: Record<string, string> = {};
      for (const preset of Object.keys(presets) as Preset[]) {
        const { digest } = await prover.setup(guestElf(guest), preset, { insecure: true });
        digests[preset] = hexBytes(digest);
      }
      keys[guest] = digests;
    }
    return { description: descriptionDigest(), keys };
  } finally {
    await prover.close();
  }
}

export interface ProgramCost {
  readonly guest: string;
  readonly input: string;
  readonly cycles: number;
  /** Records of all tables that the run fills, without padding. */
  readonly rows: number;
  /** Committed words: main, permutation and quotient columns, with padding. */
  readonly cells: number;
  readonly proofBytes: { readonly fast: number; readonly compact: number };
}

/** From the run's counts alone: heights decide cells and bytes. A test holds both against a real proof. */
export async function programCost({ guest, what, input }: LedgerProgram): Promise<ProgramCost> {
  const program = loadElf(guestElf(guest));
  const { cycles, counts, publicOutput } = await countTrace(program, input);
  const { airs, description } = machineSystem();
  const heightsFor = (preset: 'fast' | 'compact') => {
    const { logFinalLength: minLogHeight, maxLogHeight } = presets[preset];
    return machineHeights(counts, buildPreprocessed(program, { minLogHeight, maxLogHeight }), presets[preset]);
  };
  const heights = heightsFor('fast');
  const proofBytes = (preset: 'fast' | 'compact') =>
    computeLayout(presets[preset], description.tables, heightsFor(preset), publicOutput.length).totalBytes;
  const tableCells = airs.map(({ mainColumns, groups }, i) =>
    heights[i] === 0 ? 0 : 2 ** heights[i]! * (mainColumns.length + 5 * groups.length),
  );
  const quotientCells = [...new Set(heights)].map((height) => (height === 0 ? 0 : 10 * 2 ** height));
  return {
    guest,
    input: what,
    cycles,
    rows: Object.values(counts).reduce((sum, count) => sum + count, 0),
    cells: [...tableCells, ...quotientCells].reduce((sum, cells) => sum + cells, 0),
    proofBytes: { fast: proofBytes('fast'), compact: proofBytes('compact') },
  };
}

export async function programCosts(): Promise<ProgramCost[]> {
  const costs: ProgramCost[] = [];
  for (const program of ledgerPrograms) costs.push(await programCost(program));
  return costs;
}
