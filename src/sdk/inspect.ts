/**
 * What a file is: a proof, a verifying key or a program. Reads claims, it verifies nothing. A proof does not say its options
 * (they are in the key), so without a key they are told from the archive's length, which every preset makes different.
 */
import {
  ARCHIVE_HEADER_BYTES,
  type ArchiveLayout,
  computeLayout,
  type Description,
  decodeKey,
  type KeyHeader,
} from '../archive/index.ts';
import { loadElf, type Segment } from '../elf/index.ts';
import { VouchError } from '../errors.ts';
import { keccak256 } from '../hash/keccak.ts';
import { type Preset, presets, type StarkOptions } from '../stark/options.ts';
import { countDescription, securityOf } from '../stark/security.ts';
import { requireBytes } from './arguments.ts';
import { MAX_INTERACTIONS, parsedMachine } from './machine.ts';

export interface ProofInspection {
  readonly kind: 'proof';
  readonly bytes: number;
  /** As the file says; only `verify` makes it true. */
  readonly claim: { readonly keyDigest: Uint8Array; readonly exitCode: number; readonly publicOutput: Uint8Array };
  /** The preset with these options; null if none has them. */
  readonly preset: Preset | null;
  /** Null if neither the key nor the archive's length tells. */
  readonly options: StarkOptions | null;
  readonly optionsFrom: 'key' | 'length' | null;
  readonly securityBits: number | null;
  readonly tables: readonly { readonly name: string; readonly logHeight: number; readonly height: number }[];
  /** What the bytes are for, in the archive's order; empty if the options are not known. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

export interface KeyInspection {
  readonly kind: 'key';
  readonly bytes: number;
  readonly digest: Uint8Array;
  readonly preset: Preset | null;
  readonly options: StarkOptions;
  readonly securityBits: number | null;
  /** Whether the key is for the RV64IM machine of this version. */
  readonly isThisMachine: boolean;
  readonly entryPc: number;
  readonly interactionBound: number;
  readonly descriptionDigest: Uint8Array;
  readonly preprocessedDigest: Uint8Array;
  /** Preprocessed tables, whose heights the key fixes. */
  readonly tables: readonly { readonly name: string; readonly logHeight: number; readonly height: number }[];
}

export interface ProgramInspection {
  readonly kind: 'program';
  readonly bytes: number;
  readonly entryPc: number;
  readonly instructions: number;
  readonly imageCells: number;
  readonly symbols: number;
  readonly segments: readonly Pick<Segment, 'address' | 'memoryBytes' | 'isExecutable' | 'isWritable'>[];
}

export type Inspection = ProofInspection | KeyInspection | ProgramInspection;

/** Bytes that are no proof, key or program of Vouch, or not as the options say. */
export class InspectError extends VouchError {}

export interface InspectOptions {
  /** The key of the proof, if the bytes are one: gives its options. */
  readonly key?: Uint8Array | undefined;
}

/** @throws ArgumentError, InspectError, KeyError, ElfError */
export async function inspect(bytes: Uint8Array, { key }: InspectOptions = {}): Promise<Inspection> {
  requireBytes('what is inspected', bytes);
  if (key !== undefined) requireBytes('options.key', key);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic === 'VPRF') return inspectProof(bytes, await machineFacts(), key);
  if (magic === 'VKEY') return inspectKey(bytes, await machineFacts());
  if (magic === '\x7fELF') return inspectProgram(bytes);
  throw new InspectError('UnknownFile', 'These bytes are neither a proof (VPRF), a key (VKEY) nor an ELF file.');
}

interface MachineFacts {
  readonly names: readonly string[];
  readonly description: Description;
  readonly digest: Uint8Array;
}

/** The chips are loaded for their names only, which the description does not have. */
async function machineFacts(): Promise<MachineFacts> {
  const { machineTables } = await import('../machine/chips.ts');
  return { names: machineTables.map(({ name }) => name), ...parsedMachine() };
}

function inspectProof(bytes: Uint8Array, machine: MachineFacts, key: Uint8Array | undefined): ProofInspection {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (message: string): never => {
    throw new InspectError('BadArchive', `${message} (docs/protocol.md, section 7)`);
  };
  if (bytes.length < ARCHIVE_HEADER_BYTES) fail(`A proof has at least ${ARCHIVE_HEADER_BYTES} bytes.`);
  const [version = 0, length = 0, exitCode = 0, outputLength = 0, numTables = 0] = [4, 8, 12, 16, 20].map((offset) =>
    view.getUint32(offset, true),
  );
  if (version !== 1) fail(`The proof has version ${version}, this program reads 1.`);
  if (length !== bytes.length) fail(`The proof says it has ${length} bytes, there are ${bytes.length}.`);
  // Key digest at 64, heights at 128, each section padded to 64 bytes.
  const outputOffset = 128 + Math.ceil(numTables / 64) * 64;
  if (numTables === 0 || numTables > 64 || outputOffset + outputLength > bytes.length) fail('Its header is damaged.');
  const heights = [...bytes.subarray(128, 128 + numTables)];
  const claim = {
    keyDigest: bytes.slice(64, 96),
    exitCode,
    publicOutput: bytes.slice(outputOffset, outputOffset + outputLength),
  };
  const tables = nameTables(heights, machine);
  const isThisMachine = numTables === machine.names.length;
  const layoutOf = (options: StarkOptions): ArchiveLayout | null => {
    try {
      return computeLayout(options, machine.description.tables, heights, outputLength);
    } catch {
      return null; // heights that these options do not allow
    }
  };
  let options: StarkOptions | null = null;
  let optionsFrom: ProofInspection['optionsFrom'] = null;
  let interactionBound = MAX_INTERACTIONS;
  if (key) {
    if (!equalBytes(claim.keyDigest, keyDigest(key))) fail('The proof is for another key.');
    const { header } = decodeKey(key);
    options = optionsOfKey(header);
    interactionBound = header.interactionBound;
    optionsFrom = 'key';
  } else if (isThisMachine) {
    options = Object.values(presets).find((preset) => layoutOf(preset)?.totalBytes === bytes.length) ?? null;
    optionsFrom = options && 'length';
  }
  const layout = options && isThisMachine ? layoutOf(options) : null;
  return {
    kind: 'proof',
    bytes: bytes.length,
    claim,
    preset: presetOf(options),
    options,
    optionsFrom,
    securityBits: options && isThisMachine ? bitsOf(options, machine, interactionBound) : null,
    tables,
    parts: layout ? partsOf(layout) : [],
  };
}

function inspectKey(bytes: Uint8Array, machine: MachineFacts): KeyInspection {
  const { header } = decodeKey(bytes);
  const options = optionsOfKey(header);
  const isThisMachine = equalBytes(header.descriptionDigest, machine.digest);
  return {
    kind: 'key',
    bytes: bytes.length,
    digest: keyDigest(bytes),
    preset: presetOf(options),
    options,
    securityBits: isThisMachine ? bitsOf(options, machine, header.interactionBound) : null,
    isThisMachine,
    entryPc: header.entry * 4,
    interactionBound: header.interactionBound,
    descriptionDigest: header.descriptionDigest,
    preprocessedDigest: header.preprocessedDigest,
    tables: nameTables(header.fixedLogHeights, machine).filter(({ logHeight }) => logHeight > 0),
  };
}

function inspectProgram(bytes: Uint8Array): ProgramInspection {
  const program = loadElf(bytes);
  return {
    kind: 'program',
    bytes: bytes.length,
    entryPc: program.entryPc,
    instructions: program.instructions.filter((instruction) => instruction !== null).length,
    imageCells: program.imageCells.length,
    symbols: program.symbols.length,
    segments: program.segments.map(({ address, memoryBytes, isExecutable, isWritable }) => ({
      ...{ address, memoryBytes, isExecutable, isWritable },
    })),
  };
}

/** Bytes by purpose: sections, the FRI caps as one, and the queries taken apart. */
function partsOf(layout: ArchiveLayout): { name: string; bytes: number }[] {
  const parts = new Map<string, number>();
  const add = (name: string, bytes: number) => parts.set(name, (parts.get(name) ?? 0) + bytes);
  layout.sections.forEach(({ name, offset }, i) => {
    const end = layout.sections[i + 1]?.offset ?? layout.totalBytes;
    if (name !== 'queries') add(name.startsWith('FRI cap') ? 'FRI caps' : name, end - offset);
  });
  const queriesBytes = layout.totalBytes - layout.queriesOffset;
  const numQueries = layout.queryBytes > 0 ? queriesBytes / layout.queryBytes : 0;
  const starts = [
    ...layout.trees.flatMap(({ name, levels, siblingsOffset }) => [
      { name: `queries: ${name} rows`, offset: levels[0]?.rowOffset ?? siblingsOffset },
      { name: `queries: ${name} siblings`, offset: siblingsOffset },
    ]),
    ...layout.layers.flatMap(({ leafOffset, siblingsOffset }) => [
      { name: 'queries: FRI leaves', offset: leafOffset },
      { name: 'queries: FRI siblings', offset: siblingsOffset },
    ]),
  ];
  starts.forEach(({ name, offset }, i) => {
    add(name, ((starts[i + 1]?.offset ?? layout.queryBytes) - offset) * numQueries);
  });
  return [...parts].map(([name, bytes]) => ({ name, bytes }));
}

function nameTables(logHeights: readonly number[], { names }: MachineFacts) {
  return logHeights.map((logHeight, i) => ({
    name: names[i] ?? `table ${i}`,
    logHeight,
    height: logHeight === 0 ? 0 : 2 ** logHeight,
  }));
}

function optionsOfKey(header: KeyHeader): StarkOptions {
  const { logBlowup, numQueries, logFinalLength, capHeight, regime, logMaxArity, maxLogHeight } = header;
  const { grindQueryBits, grindBatchBits, grindFoldBits, grindDeepBits, grindLookupBits } = header;
  return {
    ...{ logBlowup, numQueries, grindQueryBits, grindBatchBits, grindFoldBits, grindDeepBits, grindLookupBits },
    ...{ logFinalLength, capHeight, regime, logMaxArity, maxLogHeight },
  };
}

function presetOf(options: StarkOptions | null): Preset | null {
  if (!options) return null;
  const isEqual = (preset: StarkOptions) =>
    (Object.keys(preset) as (keyof StarkOptions)[]).every((name) => preset[name] === options[name]);
  return (Object.keys(presets) as Preset[]).find((name) => isEqual(presets[name])) ?? null;
}

function bitsOf(options: StarkOptions, { description }: MachineFacts, interactionBound: number): number {
  return securityOf(options, countDescription(description, interactionBound)).bits;
}

const keyDigest = (key: Uint8Array) => keccak256(key.subarray(0, 256));

const equalBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
