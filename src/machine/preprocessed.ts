/**
 * The preprocessed columns: what the verifying key fixes of a program (DECODE, REGISTER, IMAGE) and of the machine (BITWISE,
 * RANGE_BITS, KECCAK_RC). Columns hold Montgomery words. No preprocessed table reads its next row, so the order of its rows is free:
 * position j of a column is row j as the lookups (src/air/bus.ts), the executor's records and `decodeCounts` count them.
 */
import { toWord } from '../air/modular.ts';
import { spreadRow } from '../air/spread.ts';
import { KECCAK_RC_COLUMNS, keccakRcRow } from '../chips/keccak-rc/air.ts';
import type { Program } from '../elf/index.ts';
import { INITIAL_STACK_POINTER } from '../executor/layout.ts';
import { KECCAK_ROUNDS } from '../executor/precompiles/keccak-layout.ts';
import { DECODE, NUM_REGISTERS } from './buses.ts';
import { machineTable } from './chips.ts';
import { decodeRow } from './decode.ts';
import { MachineError } from './machine-error.ts';

export interface PreprocessedTable {
  readonly name: string;
  /** In the machine description. */
  readonly index: number;
  readonly logHeight: number;
  /** 2^logHeight words each, in the order of the AIR's preprocessed columns. */
  readonly columns: readonly Uint32Array[];
}

export interface HeightBounds {
  readonly minLogHeight: number;
  readonly maxLogHeight: number;
}

const LOG_BITWISE = 16;
const LOG_RANGE_BITS = 17;
const STACK_POINTER = 2;

/** All preprocessed tables, in the order of the description. @throws MachineError */
export function buildPreprocessed(program: Program, bounds: HeightBounds): PreprocessedTable[] {
  if (bounds.minLogHeight > LOG_BITWISE || bounds.maxLogHeight < LOG_RANGE_BITS) {
    throw new MachineError(
      'BadHeights',
      `Heights 2^${bounds.minLogHeight}..2^${bounds.maxLogHeight} exclude the lookup tables, which have 2^16 and 2^17 rows.`,
    );
  }
  const decodeRows = decodeRowIndices(program);
  const heights = sharedHeights([
    ['DECODE', heightFor('DECODE', decodeRows.length, bounds)],
    ['IMAGE', heightFor('IMAGE', program.imageCells.length, bounds)],
    ['REGISTER', heightFor('REGISTER', NUM_REGISTERS, bounds)],
    ['KECCAK_RC', heightFor('KECCAK_RC', KECCAK_ROUNDS + 1, bounds)],
  ]);
  const height = (name: string) => heights.get(name)!;
  return [
    table('BITWISE', LOG_BITWISE, 5, 2 ** LOG_BITWISE, bitwiseRow),
    rangeBits(),
    // Rows behind that of the last state repeat it.
    table('KECCAK_RC', height('KECCAK_RC'), KECCAK_RC_COLUMNS.length, 2 ** height('KECCAK_RC'), keccakRcRow),
    decodeTable(program, decodeRows, height('DECODE')),
    table('REGISTER', height('REGISTER'), 6, NUM_REGISTERS, registerRow),
    imageTable(program, height('IMAGE')),
  ].sort((a, b) => a.index - b.index);
}

/** Index in `program.instructions` of every DECODE row: all that are instructions. */
export function decodeRowIndices({ instructions }: Program): Uint32Array {
  const indices = new Uint32Array(instructions.length);
  let count = 0;
  for (const [i, instruction] of instructions.entries()) if (instruction) indices[count++] = i;
  return indices.slice(0, count);
}

/** Multiplicities of the DECODE rows from counts per instruction of the program. */
export function decodeCounts(program: Program, executionCounts: Uint32Array): Uint32Array {
  return decodeRowIndices(program).map((i) => executionCounts[i]!);
}

function table(
  name: string,
  logHeight: number,
  width: number,
  numRows: number,
  row: (i: number) => readonly number[],
): PreprocessedTable {
  const columns = Array.from({ length: width }, () => new Uint32Array(2 ** logHeight));
  for (let i = 0; i < numRows; i++) {
    const values = row(i);
    for (let c = 0; c < width; c++) columns[c]![i] = toWord(values[c]!);
  }
  return { name, index: machineTable(name).index, logHeight, columns };
}

/** Cells that leaving out one of their heights may add to a proof: 2 % of what BITWISE and RANGE_BITS have in every one. */
const MAX_ADDED_CELLS = 2 ** 15;

/**
 * Gives tables the height of the next higher one where that is cheap: these tables are in every proof, and every height costs each query a
 * join in every tree, a quotient and mostly a fold of its own.
 */
function sharedHeights(tables: readonly (readonly [string, number])[]): Map<string, number> {
  const heights = new Map(tables);
  const distinct = [...new Set(heights.values())].sort((a, b) => a - b);
  for (const [i, height] of distinct.slice(0, -1).entries()) {
    const next = distinct[i + 1]!;
    const names = [...heights.keys()].filter((name) => heights.get(name) === height);
    const airs = names.map((name) => machineTable(name).chip.air);
    const cells = airs.reduce((sum, { mainColumns, groups }) => sum + mainColumns.length + 5 * groups.length, 0);
    if (cells * (2 ** next - 2 ** height) > MAX_ADDED_CELLS) continue;
    for (const name of names) heights.set(name, next);
  }
  return heights;
}

/** The smallest allowed log height for so many rows. */
function heightFor(name: string, numRows: number, { minLogHeight, maxLogHeight }: HeightBounds): number {
  const logHeight = Math.max(minLogHeight, Math.ceil(Math.log2(Math.max(1, numRows))));
  if (logHeight > maxLogHeight) {
    throw new MachineError(
      'ProgramTooLarge',
      `The program needs ${numRows} rows of ${name}; at most 2^${maxLogHeight} are possible. Make it smaller or raise maxLogHeight.`,
    );
  }
  return logHeight;
}

/** a, b, a xor b; radix, spread number */
function bitwiseRow(i: number): readonly number[] {
  const [a, b] = [i & 255, i >> 8];
  return [a, b, a ^ b, ...spreadRow(i)];
}

function rangeBits(): PreprocessedTable {
  const row = (i: number): readonly number[] => {
    const bits = 31 - Math.clz32(i + 1);
    return [bits, i + 1 - 2 ** bits, 2 ** bits];
  };
  const last = 2 ** LOG_RANGE_BITS - 1;
  // The last row would say (17, 0, 2^17): it repeats the one before instead.
  return table('RANGE_BITS', LOG_RANGE_BITS, 3, last + 1, (i) => row(Math.min(i, last - 1)));
}

function decodeTable(program: Program, indices: Uint32Array, logHeight: number): PreprocessedTable {
  const firstPc = program.basePc / 4;
  return table('DECODE', logHeight, DECODE.fields.length, indices.length, (row) => {
    const i = indices[row]!;
    return decodeRow(program.instructions[i]!, firstPc + i);
  });
}

/** isReal, register, initial limbs: all 0 but the stack pointer. */
function registerRow(register: number): readonly number[] {
  const initial = register === STACK_POINTER ? INITIAL_STACK_POINTER : 0;
  return [1, register, initial & 0xffff, initial >>> 16, 0, 0];
}

/** cell, limbs, isReal */
function imageTable({ imageCells, imageValues }: Program, logHeight: number): PreprocessedTable {
  return table('IMAGE', logHeight, 6, imageCells.length, (i) => {
    const value = imageValues[i]!;
    const limb = (k: number) => Number((value >> BigInt(16 * k)) & 0xffffn);
    return [imageCells[i]!, limb(0), limb(1), limb(2), limb(3), 1];
  });
}
