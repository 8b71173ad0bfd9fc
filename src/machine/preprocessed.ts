/**
 * The preprocessed columns: what the verifying key fixes of a program (DECODE, REGISTER, IMAGE) and of the machine (BITWISE,
 * RANGE_BITS, KECCAK_RC). Columns hold Montgomery words. No preprocessed table reads its next row, so the order of its rows is free:
 * position j of a column is row j as the lookups (src/air/bus.ts), the executor's records and `decodeCounts` count them.
 */
import { toWord } from '../air/modular.ts';
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
  return [
    table('BITWISE', LOG_BITWISE, 3, 2 ** LOG_BITWISE, bitwiseRow),
    rangeBits(),
    keccakRc(bounds),
    decodeTable(program, bounds),
    table('REGISTER', heightFor('REGISTER', NUM_REGISTERS, bounds), 6, NUM_REGISTERS, registerRow),
    imageTable(program, bounds),
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

/** REGISTER has that height. A smaller table gets it too: another height would cost every query of every proof more than the rows. */
const MIN_LOG_HEIGHT = Math.ceil(Math.log2(NUM_REGISTERS));

/** The smallest allowed log height for so many rows. */
function heightFor(name: string, numRows: number, { minLogHeight, maxLogHeight }: HeightBounds): number {
  const logHeight = Math.max(minLogHeight, MIN_LOG_HEIGHT, Math.ceil(Math.log2(Math.max(1, numRows))));
  if (logHeight > maxLogHeight) {
    throw new MachineError(
      'ProgramTooLarge',
      `The program needs ${numRows} rows of ${name}; at most 2^${maxLogHeight} are possible. Make it smaller or raise maxLogHeight.`,
    );
  }
  return logHeight;
}

/** a, b, a xor b */
function bitwiseRow(i: number): readonly number[] {
  const [a, b] = [i & 255, i >> 8];
  return [a, b, a ^ b];
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

/** Rows behind that of the last state repeat it. */
function keccakRc(bounds: HeightBounds): PreprocessedTable {
  const logHeight = heightFor('KECCAK_RC', KECCAK_ROUNDS + 1, bounds);
  return table('KECCAK_RC', logHeight, KECCAK_RC_COLUMNS.length, 2 ** logHeight, keccakRcRow);
}

/** Doublings that one of DECODE and IMAGE takes to have the other's height, for the same reason. */
const MAX_DOUBLINGS = 3;

function heightsOfProgram(numInstructions: number, numCells: number, bounds: HeightBounds): [number, number] {
  const [decode, image] = [heightFor('DECODE', numInstructions, bounds), heightFor('IMAGE', numCells, bounds)];
  const larger = Math.max(decode, image);
  return Math.abs(decode - image) <= MAX_DOUBLINGS ? [larger, larger] : [decode, image];
}

function decodeTable(program: Program, bounds: HeightBounds): PreprocessedTable {
  const indices = decodeRowIndices(program);
  const firstPc = program.basePc / 4;
  const [logHeight] = heightsOfProgram(indices.length, program.imageCells.length, bounds);
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
function imageTable(program: Program, bounds: HeightBounds): PreprocessedTable {
  const { imageCells, imageValues } = program;
  const [, logHeight] = heightsOfProgram(decodeRowIndices(program).length, imageCells.length, bounds);
  return table('IMAGE', logHeight, 6, imageCells.length, (i) => {
    const value = imageValues[i]!;
    const limb = (k: number) => Number((value >> BigInt(16 * k)) & 0xffffn);
    return [imageCells[i]!, limb(0), limb(1), limb(2), limb(3), 1];
  });
}
