/** `vouch inspect`: what a proof, key or program file says, and what the machine's chips cost. */
import { type Inspection, inspect as inspectBytes, inspectChips } from '../../sdk/index.ts';
import type { JsonOption } from '../arguments.ts';
import { type Status, status, UsageError } from '../failure.ts';
import { readFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { bytes, facts, hex, json, number, outputText, table } from '../text.ts';

export interface InspectArguments extends ProgramOptions, JsonOption {
  readonly key?: string;
  readonly chips?: boolean;
}

export async function inspect(path: string | undefined, options: InspectArguments): Promise<Status> {
  if (options.chips) {
    console.log(await chips(options));
    return status.done;
  }
  if (path === undefined) throw new UsageError('NothingToInspect', 'give a FILE (proof, key or program) or --chips.');
  const key = options.key === undefined ? undefined : await readKey(options.key);
  const inspection = await inspectBytes(await fileOrProgram(path, options), { key });
  console.log(options.json ? json(inspection) : inspectionText(inspection));
  return status.done;
}

/**
 * Said of the key alone: together with a proof, anything else is the key of another one.
 * @throws UsageError, KeyError
 */
async function readKey(path: string): Promise<Uint8Array> {
  const key = readFile(path, 'key');
  if (!startsWith(key, 'VKEY')) throw new UsageError('BadKey', `${path} is no key; vouch setup writes one.`);
  await inspectBytes(key);
  return key;
}

const startsWith = (bytes: Uint8Array, magic: string) => String.fromCharCode(...bytes.subarray(0, 4)) === magic;

/** Sources become the program that they are; proofs, keys and ELF files stay as they are. */
async function fileOrProgram(path: string, options: InspectArguments): Promise<Uint8Array> {
  const contents = readFile(path, 'file');
  const isSource = /\.(ts|wat)$/i.test(path) || startsWith(contents, '\0asm');
  return isSource ? (await loadProgram(path, options)).elf : contents;
}

async function chips(options: JsonOption): Promise<string> {
  const found = await inspectChips();
  if (options.json) return json({ chips: found });
  const head = ['chip', 'preprocessed', 'main', 'permutation', 'interactions', 'constraints', 'degree', 'ns per row'];
  const cells = found.map((chip) => [
    ...[chip.name, chip.preprocessedColumns, chip.mainColumns, (chip.words - chip.mainColumns) / 5, chip.interactions],
    ...[chip.constraints, chip.degree, chip.priceNs],
  ]);
  const note = 'Permutation columns are extension elements of five cells. Price: cost model at blowup 2, per core.';
  return `${table(head, cells)}\n\n${note}`;
}

function inspectionText(inspection: Inspection): string {
  if (inspection.kind === 'program') {
    const lines = [
      ['program', bytes(inspection.bytes)],
      ['entry pc', address(inspection.entryPc)],
      ['instructions', number(inspection.instructions)],
      ['initial memory', `${number(inspection.imageCells)} cells of 8 bytes`],
      ['symbols', number(inspection.symbols)],
    ] as const;
    const flags = ({ isWritable, isExecutable }: { isWritable: boolean; isExecutable: boolean }) =>
      `r${isWritable ? 'w' : '-'}${isExecutable ? 'x' : '-'}`;
    const rows = inspection.segments.map((segment) => [
      ...[
        address(segment.address),
        address(segment.address + segment.memoryBytes),
        segment.memoryBytes,
        flags(segment),
      ],
    ]);
    return `${facts(lines)}\n\n${table(['from', 'to', 'bytes', 'access'], rows)}`;
  }
  const { options, preset } = inspection;
  const optionLines = options
    ? [
        ['preset', preset ?? 'none (own options)'] as const,
        ['security', inspection.securityBits === null ? 'unknown machine' : `${inspection.securityBits} bits`] as const,
        [
          'options',
          `blowup ${2 ** options.logBlowup}, ${options.numQueries} queries, grinding query ${options.grindQueryBits}, ` +
            `batch ${options.grindBatchBits}, fold ${options.grindFoldBits}, deep ${options.grindDeepBits}, ` +
            `lookup ${options.grindLookupBits}, ${options.regime === 0 ? 'UDR' : `JBR m=${options.regime}`}`,
        ] as const,
      ]
    : [['options', 'unknown; give the key with --key'] as const];
  const tables = inspection.tables.filter(({ height }) => height > 0);
  const heights = table(
    ['table', 'log height', 'rows'],
    tables.map(({ name, logHeight, height }) => [name, logHeight, height]),
  );
  if (inspection.kind === 'key') {
    const lines = [
      ['key', bytes(inspection.bytes)],
      ['digest', hex(inspection.digest)],
      ['machine', inspection.isThisMachine ? 'RV64IM, this version' : 'another machine or version'],
      ['entry pc', address(inspection.entryPc)],
      ...optionLines,
      ['interactions', `at most ${number(inspection.interactionBound)}`],
    ] as const;
    return `${facts(lines)}\n\n${heights}`;
  }
  const { claim } = inspection;
  const lines = [
    ['proof', `${bytes(inspection.bytes)}, not verified`],
    ['key digest', hex(claim.keyDigest)],
    ['exit code', String(claim.exitCode)],
    ['public output', outputText(claim.publicOutput)],
    ...optionLines,
  ] as const;
  const total = inspection.bytes;
  const parts = inspection.parts.map(({ name, bytes: size }) => [
    ...[name, size, `${((100 * size) / total).toFixed(1)} %`],
  ]);
  const partsText = parts.length > 0 ? `\n\n${table(['part', 'bytes', 'share'], parts)}` : '';
  return `${facts(lines)}\n\n${heights}${partsText}`;
}

const address = (value: number) => `0x${value.toString(16)}`;
