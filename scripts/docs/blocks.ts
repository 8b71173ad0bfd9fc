/** The tables inside of hand-written pages that follow from the sources: one function per block, by the block's name. */
import { readFileSync } from 'node:fs';
import { type ArchiveLayout, computeLayout, padded } from '../../src/archive/layout.ts';
import { loadElf } from '../../src/elf/index.ts';
import { countTrace, type TraceCounts } from '../../src/executor/index.ts';
import { machineBuses } from '../../src/machine/buses.ts';
import { firstTables, type MachineTable, machineTables, publicTerms } from '../../src/machine/chips.ts';
import { machineHeights, recordsOf } from '../../src/machine/heights.ts';
import { chipCost } from '../../src/machine/ledger.ts';
import { buildPreprocessed } from '../../src/machine/preprocessed.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { presets } from '../../src/stark/options.ts';
import { INTERACTION_BOUND } from '../../src/stark/proving-key.ts';
import { batchingBits, countAirs, johnson, queryBits, securityOf, uniqueDecoding } from '../../src/stark/security.ts';
import { markdownTable } from './air.ts';
import { pageName } from './chip-pages.ts';

export const blocks: Readonly<Record<string, () => string | Promise<string>>> = {
  buses,
  'public terms': publicTermTable,
  presets: presetTable,
  'security terms': securityTerms,
  'security counts': securityCounts,
  'check vectors': checkVectors,
  'archive example': archiveExample,
  chips: chipTable,
  'mixed run': mixedRun,
  'lean layout': leanLayout,
  'guest code': guestCode,
};

const link = (chip: string, name = chip) => `[${name}](chips/${pageName(chip)}.md)`;
const number = (value: number) => value.toLocaleString('en-US');

/** Chips that send or receive; those that do both on every row are meant where one name stands in both columns. */
function buses(): string {
  const users = (id: number, isSend: boolean) => {
    const names = machineTables
      // A second table says what the first one says, unless it is on buses of its own.
      .filter(({ chip, secondOf }) => secondOf === null || chip !== firstTables[secondOf]!.chip)
      .filter(({ chip }) => chip.air.interactions.some((other) => other.bus.id === id && other.isSend === isSend))
      .map(({ name }) => name);
    if (publicTerms.some((term) => term.bus.id === id && term.isSend === isSend)) names.push('the verifier');
    return names.join(', ');
  };
  const rows = machineBuses.map(({ name, id, fields }) => [
    id,
    name,
    fields.join(', '),
    users(id, true),
    users(id, false),
  ]);
  return markdownTable(['id', 'bus', 'tuple', 'sent by', 'received by'], rows);
}

function publicTermTable(): string {
  const units = { once: 'once', byte: 'per byte of the output', u32: 'per u32 of the output' };
  const rows = publicTerms.map(({ unit, bus, isSend, tuple }) => [
    units[unit],
    isSend ? 'sends' : 'receives',
    bus.name,
    `(${tuple.join(', ')})`,
  ]);
  return markdownTable(['', '', 'bus', 'tuple'], rows);
}

function presetTable(): string {
  const rows = Object.entries(presets).map(([name, o]) => [
    `\`${name}\``,
    `1/${2 ** o.logBlowup}`,
    o.regime === 0 ? 'UDR' : `JBR, m = ${o.regime}`,
    o.numQueries,
    [o.grindQueryBits, o.grindBatchBits, o.grindFoldBits, o.grindDeepBits, o.grindLookupBits].join(', '),
    securityOf(o, machineCounts()).bits,
  ]);
  return markdownTable(
    ['preset', 'rate', 'regime', 'queries', 'grinding bits: query, batch, fold, deep, lookup', 'bits'],
    rows,
  );
}

function machineCounts() {
  return countAirs(machineSystem().airs, INTERACTION_BOUND);
}

function securityTerms(): string {
  const columns = Object.entries(presets).filter(([name]) => name !== 'one-query');
  const counts = machineCounts();
  const found = columns.map(([, options]) => securityOf(options, counts).terms);
  const rows = found[0]!.map(({ round, challenge }, i) => [
    round,
    challenge,
    ...found.map((terms) => terms[i]!.bits.toFixed(1)),
  ]);
  return markdownTable(['round', 'challenge', ...columns.map(([name]) => `\`${name}\``)], rows);
}

function securityCounts(): string {
  const counts = machineCounts();
  const rows: [string, string, number][] = [
    ['B', 'functions opened in one table, the most of any table', counts.functions],
    ['C', 'constraints and LogUp columns, of all tables together', counts.constraints],
    ['d', 'largest degree', counts.degree],
    ['N', 'fractions in all tables: the bound in the key', counts.fractions],
    ['W', 'width of the widest tuple, bus id included', counts.tupleWidth],
  ];
  return markdownTable(['', '', 'RV64IM'], rows);
}

/** Published systems whose parameters are computed by others; src/stark/security.test.ts holds us to them. */
function checkVectors(): string {
  const jbr = (rate: number) => {
    const eta = Math.max(rate / 20, Math.sqrt(rate) / 100);
    return johnson(rate, Math.ceil(Math.sqrt(rate) / (2 * eta)), eta);
  };
  const query = (rate: number, queries: number, grinding: number) =>
    [uniqueDecoding(rate), jbr(rate)].map((regime) => Math.floor(queryBits(regime, queries) + grinding));
  const logMersenne4 = 4 * Math.log2(2 ** 31 - 1);
  const batch = [uniqueDecoding(1 / 2), jbr(1 / 2)].map((regime) =>
    Math.floor(batchingBits(regime, 1224, 24, logMersenne4)),
  );
  return markdownTable(
    ['system', 'parameters', 'round', 'UDR', 'JBR'],
    [
      ['RISC Zero', 'BabyBear^4, rate 1/4, 50 queries', 'query', ...query(1 / 4, 50, 0)],
      ['SP1 6.1 core', 'KoalaBear^4, rate 1/4, 124 queries, 16 bits of grinding', 'query', ...query(1 / 4, 124, 16)],
      ['Miden', 'Goldilocks^2, rate 1/8, 27 queries, 16 bits of grinding', 'query', ...query(1 / 8, 27, 16)],
      ['Airbender', 'M31^4, rate 1/2, 87 queries, 28 bits of grinding', 'query', ...query(1 / 2, 87, 28)],
      ['Airbender', '2^24 rows, 1225 functions by powers', 'batching', ...batch],
    ],
  );
}

/** A run of a guest under a preset: counts of records and log heights by table. */
async function heightsOf(guest: string, input: number, preset: keyof typeof presets) {
  const options = presets[preset];
  const bounds = { minLogHeight: options.logFinalLength, maxLogHeight: options.maxLogHeight };
  const program = loadElf(new Uint8Array(readFileSync(`guests/${guest}/${guest}.elf`)));
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(input), true);
  const run = await countTrace(program, bytes);
  const heights = machineHeights(run.counts, buildPreprocessed(program, bounds), options);
  return { run, heights, options };
}

async function archiveExample(): Promise<string> {
  const { run, heights, options } = await heightsOf('fibonacci', 1000, 'compact');
  const layout = computeLayout(options, machineSystem().description.tables, heights, run.publicOutput.length);
  const present = layout.present.map((table) => `${machineTables[table]!.name} ${heights[table]}`);
  const sections = layout.sections.map(({ name, offset, length }) => [
    name,
    number(offset),
    number(length),
    number(padded(length)),
  ]);
  const share = (bytes: number) => `${((100 * bytes) / layout.totalBytes).toFixed(1)} %`;
  const parts = queryParts(layout).map(([name, bytes]) => [name, number(bytes), share(bytes * options.numQueries)]);
  return [
    `\`fibonacci\` with n = 1000 under \`compact\`: ${number(run.cycles)} cycles, ${run.publicOutput.length} bytes of public output. ` +
      `${layout.present.length} of ${heights.length} tables are present, with log heights ${present.join(', ')}.`,
    `The archive has ${number(layout.totalBytes)} bytes:`,
    markdownTable(['section', 'offset', 'bytes', 'with padding'], sections),
    `One query has ${number(layout.queryBytes)} bytes, of which there are ${options.numQueries}:`,
    markdownTable(['in one query', 'bytes', 'of the archive'], parts),
    `Folds: ${layout.layers
      .map(({ logLength, logLeaves, joinedLogHeight }) => {
        const joins = joinedLogHeight > 0 ? `, where height 2^${joinedLogHeight} joins` : '';
        return `2^${logLength} to 2^${logLeaves}${joins}`;
      })
      .join('; ')}.`,
  ].join('\n\n');
}

function queryParts({ trees, layers }: ArchiveLayout): [string, number][] {
  const parts = trees.flatMap(({ name, levels, numSiblings }): [string, number][] => [
    [`${name} rows`, levels.reduce((sum, { rowWords }) => sum + padded(4 * rowWords), 0)],
    [`${name} siblings`, padded(32 * numSiblings)],
  ]);
  const leaves = layers.reduce((sum, { logArity }) => sum + padded(20 * 2 ** logArity), 0);
  const siblings = layers.reduce((sum, { numSiblings }) => sum + padded(32 * numSiblings), 0);
  return [...parts, ['FRI leaves', leaves], ['FRI siblings', siblings]];
}

function chipTable(): string {
  const rows = firstTables.map(({ name, chip }) => {
    const cost = chipCost(chip.air);
    return [
      link(name),
      cost.preprocessedColumns || '',
      cost.mainColumns,
      cost.constraints,
      cost.interactions,
      cost.groups,
      cost.degree,
      cost.words,
      number(cost.priceNs),
    ];
  });
  const header = ['chip', 'preprocessed', 'main', 'constraints', 'interactions', 'groups', 'degree', 'words', 'ns'];
  return markdownTable(header, rows);
}

async function mixedRun(): Promise<string> {
  const { run, heights } = await heightsOf('mixed', 53, 'fast');
  const priced = machineTables
    .map((table) => {
      const { name, index, chip } = table;
      const height = heights[index] === 0 ? 0 : 2 ** heights[index]!;
      const cost = chipCost(chip.air);
      return {
        ...{ name, page: chip.name, height, rows: rowsOf(table, run.counts, heights), cells: cost.words * height },
        ...{ interactions: cost.interactions * height, ns: cost.priceNs * height },
      };
    })
    .filter(({ height }) => height > 0);
  const total = (of: (entry: (typeof priced)[number]) => number) => priced.reduce((sum, entry) => sum + of(entry), 0);
  const rows = [...priced]
    .sort((a, b) => b.ns - a.ns)
    .map(({ name, page, rows, height, cells, ns }) => [
      link(page, name),
      rows === null ? '' : number(rows),
      `2^${Math.log2(height)}`,
      number(cells),
      `${((100 * ns) / total((entry) => entry.ns)).toFixed(1)} %`,
    ]);
  const perCycle = (value: number, digits: number) => (value / run.cycles).toFixed(digits);
  return [
    `\`mixed\` for ${number(run.cycles)} cycles under \`fast\`: ${perCycle(
      total((e) => e.cells),
      1,
    )} cells, ` +
      `${perCycle(
        total((e) => e.interactions),
        1,
      )} interactions and ${perCycle(
        total((e) => e.ns),
        0,
      )} ns of the estimate per cycle, ` +
      'padding and fixed tables included.',
    markdownTable(['chip', 'records', 'height', 'cells', 'of the price'], rows),
  ].join('\n\n');
}

/** What the design started from: family, main columns, interactions; and the chips that were built. */
const LEAN_LAYOUT = [
  ['addi, addiw', '23', '13', ['ADDI']],
  ['add, sub, addw, subw', '28', '16', ['ADD']],
  ['lui, auipc, jal', '13', '6', ['CONST']],
  ['jalr', '24', '14', ['JALR']],
  ['beq, bne', '20', '9', ['BEQ']],
  ['blt ..', '27', '12', ['BLT']],
  ['slt ..', '33', '12-15', ['SLTI', 'SLT']],
  ['and, or, xor', '36-42', '17-20', ['LOGICI', 'LOGIC']],
  ['shifts', '33-44', '17-23', ['SHIFTI', 'SHIFT']],
  ['ld, sd', '24', '13', ['LD', 'SD']],
  ['narrower', '33-36', '15-16', ['LOAD', 'STORE']],
  ['misaligned', '50', '22', ['LOADX', 'STOREX']],
  ['mul', '38', '28', ['MUL']],
  ['mulh ..', '50', '38', ['MULH']],
  ['div, rem', '75', '60', ['DIV']],
] as const;

function leanLayout(): string {
  const rows = LEAN_LAYOUT.map(([family, columns, interactions, names]) => {
    const built = names.map((name) => firstTables.find((table) => table.name === name)!.chip.air);
    return [
      family,
      columns,
      interactions,
      names.map((name) => link(name)).join(', '),
      built.map(({ mainColumns }) => mainColumns.length).join(', '),
      built.map((air) => air.interactions.length).join(', '),
    ];
  });
  return markdownTable(['family', 'columns', 'interactions', 'built', 'columns', 'interactions'], rows);
}

/** Null for fixed tables, whose rows do not depend on the run. */
function rowsOf(table: MachineTable, counts: TraceCounts['counts'], heights: readonly number[]): number | null {
  return table.source.kind === 'stream' ? recordsOf(table, counts, heights).count : null;
}

/** Cycles of C kernels by clang and by our compiler, from the ledger that its tests hold. */
function guestCode(): string {
  const kernels = JSON.parse(readFileSync('test/ledger/guest-code.json', 'utf8')) as {
    readonly kernel: string;
    readonly clang: number;
    readonly vouch: number;
  }[];
  const rows = kernels.map(({ kernel, clang, vouch }) => [
    kernel,
    number(clang),
    number(vouch),
    (vouch / clang).toFixed(2),
  ]);
  return markdownTable(['kernel', 'clang for RV64IM', 'clang for WebAssembly, then `compileWasm`', 'ratio'], rows);
}
