/**
 * The registry: all tables of the machine in their order, which is part of the machine description, with where their rows come
 * from, and the verifier's own terms on the buses. Heights of preprocessed tables are fixed by program (and machine), all others
 * by the run; a table without rows is absent.
 */
import type { Chip } from '../air/chip.ts';
import type { PublicTerm } from '../air/description.ts';
import { addChip } from '../chips/add/air.ts';
import { addiChip } from '../chips/addi/air.ts';
import { beqChip } from '../chips/beq/air.ts';
import { bitwiseChip } from '../chips/bitwise/air.ts';
import { blake3Chip, secondPair } from '../chips/blake3/air.ts';
import { blake3RoundChip } from '../chips/blake3-round/air.ts';
import { bltChip } from '../chips/blt/air.ts';
import { constChip } from '../chips/const/air.ts';
import { decodeChip } from '../chips/decode/air.ts';
import { divChip } from '../chips/div/air.ts';
import { dotChip } from '../chips/dot/air.ts';
import { dotTermsChip } from '../chips/dot-terms/air.ts';
import { exitChip } from '../chips/exit/air.ts';
import { extMulChip } from '../chips/ext-mul/air.ts';
import { imageChip } from '../chips/image/air.ts';
import { jalrChip } from '../chips/jalr/air.ts';
import { keccakChip } from '../chips/keccak/air.ts';
import { keccakRcChip } from '../chips/keccak-rc/air.ts';
import { keccakRndChip } from '../chips/keccak-rnd/air.ts';
import { ldChip } from '../chips/ld/air.ts';
import { loadChip } from '../chips/load/air.ts';
import { loadxChip } from '../chips/loadx/air.ts';
import { logicChip } from '../chips/logic/air.ts';
import { logiciChip } from '../chips/logici/air.ts';
import { memoryInitChip } from '../chips/memory-init/air.ts';
import { mulChip } from '../chips/mul/air.ts';
import { mulhChip } from '../chips/mulh/air.ts';
import { rangeBitsChip } from '../chips/range-bits/air.ts';
import { refreshMemoryChip, refreshRegisterChip } from '../chips/refresh/air.ts';
import { registerChip } from '../chips/register/air.ts';
import { sdChip } from '../chips/sd/air.ts';
import { sha256Chip } from '../chips/sha256/air.ts';
import { sha256RoundsChip } from '../chips/sha256-rounds/air.ts';
import { sha256ScheduleChip } from '../chips/sha256-schedule/air.ts';
import { shiftChip } from '../chips/shift/air.ts';
import { shiftiChip } from '../chips/shifti/air.ts';
import { sltChip } from '../chips/slt/air.ts';
import { sltiChip } from '../chips/slti/air.ts';
import { storeChip } from '../chips/store/air.ts';
import { storexChip } from '../chips/storex/air.ts';
import { writeChip } from '../chips/write/air.ts';
import { writeCellChip } from '../chips/write-cell/air.ts';

import { BLAKE3_HALF_ROUNDS } from '../executor/precompiles/blake3-layout.ts';
import { KECCAK_CELLS, KECCAK_RND_NEXT_B, KECCAK_ROUNDS } from '../executor/precompiles/keccak-layout.ts';
import { SHA256_ROUND_INPUT, SHA256_ROUND_NEXT, SHA256_STEPS } from '../executor/precompiles/sha256-layout.ts';
import { type StreamName, streamNames } from '../executor/records.ts';
import { beginBlake3, beginBlake3Round, endBlake3Round } from './blake3-border.ts';
import { EXECUTION, EXIT, FIRST_TIMESTAMP, OUTPUT } from './buses.ts';

/**
 * Where a table's main columns come from: the records of a stream; the counts of lookups into it (src/air/bus.ts); how
 * often each instruction was executed; or they are zero.
 */
export type RowSource =
  | { readonly kind: 'stream'; readonly stream: StreamName }
  | { readonly kind: 'lookups' }
  | { readonly kind: 'executionCounts' }
  | { readonly kind: 'zero' };

/** How rows of a table that may be cut in two belong together: so many records follow one another and are never parted. */
export interface Chain {
  readonly records: number;
  /** Makes a first table's last record, which says something of the one `following`, one behind which there is none. */
  readonly end?: (last: Uint8Array, following: Uint8Array) => void;
  /**
   * Where both tables have one record more, before their first chain: makes the last record of the first table, once that is filled, the one that the
   * second table begins with.
   */
  readonly begin?: (last: Uint8Array, following: Uint8Array) => void;
}

export interface MachineTable {
  /** The first table's is the chip's; the second's has `_2` behind it. */
  readonly name: string;
  /** Position in the machine description. */
  readonly index: number;
  readonly chip: Chip;
  /** Index of the table that takes the chip's records first, if this is its second table; else null. */
  readonly secondOf: number | null;
  readonly chain: Chain;
  /** First tables that are parted where this one's is, at the same chain; in order, this one's own included. */
  readonly partedWith: readonly number[];
  readonly source: RowSource;
  /** Fixed columns and height, by the program or (BITWISE, RANGE_BITS, KECCAK_RC) by the machine; always present. */
  readonly isPreprocessed: boolean;
}

const chips: readonly Chip[] = [
  bitwiseChip(),
  rangeBitsChip(),
  decodeChip(),
  registerChip(),
  imageChip(),
  memoryInitChip(),
  refreshRegisterChip(),
  refreshMemoryChip(),
  addiChip(),
  addChip(),
  constChip(),
  jalrChip(),
  beqChip(),
  bltChip(),
  sltChip(),
  sltiChip(),
  logicChip(),
  logiciChip(),
  shiftChip(),
  shiftiChip(),
  mulChip(),
  mulhChip(),
  divChip(),
  ldChip(),
  loadChip(),
  loadxChip(),
  sdChip(),
  storeChip(),
  storexChip(),
  writeChip(),
  writeCellChip(),
  exitChip(),
  extMulChip(),
  dotChip(),
  dotTermsChip(),
  blake3Chip(),
  blake3RoundChip(),
  keccakRcChip(),
  keccakChip(),
  keccakRndChip(),
  sha256Chip(),
  sha256RoundsChip(),
  sha256ScheduleChip(),
];

/** A call's row and its half rounds are in tables of one pair. */
const BLAKE3_PAIR = ['BLAKE3', 'BLAKE3_ROUND'];

/**
 * Chips with a second table of the same AIR, for the records behind those that fill the first 2^a rows (heights.ts): those of which a run may have
 * many.
 *
 * Soundness: both tables talk on the same buses. Where an AIR looks at no other row and at no place in the table (no next row, no
 * selector, no preprocessed column), two tables are one whose height is the sum: the same rows are allowed, and what they say adds up in the same way.
 * Where rows form chains, a chain stands in one table. SHA256_*: constraints on a table's first and last row see to it. KECCAK_RND: the number of rows
 * per (ts, key) is counted over both tables by KECCAK_STATE and KECCAK_SUMS, a row that takes sums follows, in its own table, the only row with its
 * ts and the key before, and a table's first row takes none. So two tables are one in which the second's chains are behind the first's. Arguments from the number of rows take it from the bound on all interactions, which counts
 * both. Which rows stand in which table, and whether either is absent, is the prover's choice and says nothing. A table whose order
 * as a whole is part of its argument stays one: MEMORY_INIT (a cell once). So are BLAKE3 and BLAKE3_ROUND, whose rows are numbered by constraints and find
 * one another by number: two pairs on the same buses could mix. Their second tables are a pair with two buses of its own, so another
 * instance of the same argument, which counts on nothing outside its pair; every other tuple of a call has its ts or is a lookup.
 * So each ecall is proven by one row of one pair. One pair's numbers say nothing in the other, nor does a pair of which a table is absent.
 */
const DOUBLED: readonly {
  readonly name: string;
  readonly chain?: Chain;
  /** If its AIR is another one: the same on other buses. */
  readonly chip?: Chip;
  readonly partedWith?: readonly string[];
}[] = [
  { name: 'ADDI' },
  { name: 'ADD' },
  { name: 'CONST' },
  { name: 'JALR' },
  { name: 'BEQ' },
  { name: 'BLT' },
  { name: 'LOGIC' },
  { name: 'LOGICI' },
  { name: 'SHIFTI' },
  { name: 'MUL' },
  { name: 'LD' },
  { name: 'LOAD' },
  { name: 'SD' },
  { name: 'STORE' },
  { name: 'REFRESH_MEMORY' },
  { name: 'DOT_TERMS' },
  {
    name: 'KECCAK_RND',
    chain: { records: KECCAK_ROUNDS + 1, end: forget(KECCAK_RND_NEXT_B, 2 * KECCAK_CELLS) },
  },
  {
    name: 'SHA256_ROUNDS',
    chain: {
      records: SHA256_STEPS + 1,
      end: forget(SHA256_ROUND_NEXT, SHA256_ROUND_INPUT - SHA256_ROUND_NEXT),
    },
  },
  { name: 'SHA256_SCHEDULE', chain: { records: SHA256_STEPS } },
  {
    name: 'BLAKE3',
    chain: { records: 1, begin: beginBlake3 },
    chip: blake3Chip(secondPair),
    partedWith: BLAKE3_PAIR,
  },
  {
    name: 'BLAKE3_ROUND',
    chain: { records: BLAKE3_HALF_ROUNDS, end: endBlake3Round, begin: beginBlake3Round },
    chip: blake3RoundChip(secondPair),
    partedWith: BLAKE3_PAIR,
  },
];

/** What stands there is of the chain behind, and zeros if there is none. */
function forget(offset: number, bytes: number): (last: Uint8Array) => void {
  return (last) => {
    last.fill(0, offset, offset + bytes);
  };
}

/** Rows that are on their own. */
const NO_CHAIN: Chain = { records: 1 };

/** One table per chip, in the order of the description. */
export const firstTables: readonly MachineTable[] = chips.map((chip, index) => {
  const doubled = DOUBLED.find(({ name }) => name === chip.name);
  const partedWith = (doubled?.partedWith ?? [chip.name]).map((other) => chips.findIndex(({ name }) => name === other));
  return {
    ...{ name: chip.name, index, chip, secondOf: null },
    ...{ chain: doubled?.chain ?? NO_CHAIN, partedWith },
    source: sourceOf(chip),
    isPreprocessed: chip.air.preprocessedColumns.length > 0,
  };
});

const secondTables: readonly MachineTable[] = DOUBLED.map(({ name, chain, chip }, i) => {
  const first = firstTables.find((table) => table.name === name)!;
  if (first.source.kind !== 'stream') throw new Error(`${name} has no records to share.`);
  if (first.chip.isOrdered !== (chain !== undefined)) {
    throw new Error(`${name} reads the next row, or not: a chain says which rows are never parted.`);
  }
  return { ...first, name: `${name}_2`, chip: chip ?? first.chip, index: chips.length + i, secondOf: first.index };
});

/** All tables: the second ones behind all first ones. */
export const machineTables: readonly MachineTable[] = [...firstTables, ...secondTables];

function sourceOf({ name, stream }: Chip): RowSource {
  if (stream !== null) {
    const known = streamNames.find((candidate) => candidate === stream);
    if (known === undefined) throw new Error(`${name}: the executor has no stream ${stream}.`);
    return { kind: 'stream', stream: known };
  }
  if (name === 'DECODE') return { kind: 'executionCounts' };
  return { kind: name === 'IMAGE' ? 'zero' : 'lookups' };
}

/** The second table of the chip whose first one is at this index, if it has one. */
export function secondTable(first: number): MachineTable | undefined {
  return secondTables.find(({ secondOf }) => secondOf === first);
}

/** @throws Error if there is no such table. */
export function machineTable(name: string): MachineTable {
  const table = machineTables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`The machine has no table ${name}.`);
  return table;
}

/**
 * What the verifier says on the buses: the first execution token, the receipt of the exit, and one receipt per byte of the claimed
 * public output.
 */
export const publicTerms: readonly PublicTerm[] = [
  { unit: 'once', bus: EXECUTION, isSend: true, tuple: [FIRST_TIMESTAMP, 'entry'] },
  { unit: 'once', bus: EXIT, isSend: false, tuple: ['exitCodeLow', 'exitCodeHigh', 'outputLength'] },
  { unit: 'byte', bus: OUTPUT, isSend: false, tuple: ['index', 'value'] },
];
