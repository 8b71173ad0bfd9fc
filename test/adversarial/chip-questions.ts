/** Honest rows of the instruction chips on operands that sit on edges, for the row solver. */
import type { Chip } from '../../src/air/chip.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { MEMORY_END } from '../../src/executor/layout.ts';
import type { Mnemonic } from '../../src/isa/rv64im.ts';
import { NO_PC } from '../../src/machine/decode-fields.ts';
import { type Case, executeCase, fillChip } from '../machine/chip-harness.ts';
import { fillRows } from '../support/chip-rows.ts';
import { type MemoryAccess, memoryRecord } from '../support/memory-rows.ts';
import { Random } from '../support/random.ts';
import { type RegisterCase, registerRecord } from '../support/register-chip-tests.ts';
import type { Question } from './row-solver.ts';

const inputs = {
  execution: [],
  decode: [],
  register: [],
  memory: ['cell'],
};

/** No program has an instruction at or beyond NO_PC, and no cell lies beyond the end of memory. */
const limits = { 'execution.pc': NO_PC, 'memory.cell': MEMORY_END / 8 };

function questions(table: FilledTable, numRows: number): Question[] {
  return Array.from({ length: numRows }, (_, row) => ({
    air: table.air,
    honest: table.main.map((column) => column[row]!),
    inputs,
    limits,
  }));
}

export function registerQuestions(chip: Chip, cases: readonly Case[]): Question[] {
  return questions(fillChip(chip, cases.map(executeCase)), cases.length);
}

const CELLS = [0x8877_6655_4433_2211n, 0x00ff_ee01_80ff_7f80n] as const;
const STORED = 0x0102_8384_05fe_8788n;

/** Accesses at these offsets, at the start, in the middle and near the end of memory. */
export function memoryQuestions(chip: Chip, offsets: Readonly<Record<string, readonly number[]>>): Question[] {
  const random = new Random(5);
  const places = [
    [0x10000, 0],
    [0x77ff_ffe8, 2047],
    [0, -2048],
  ] as const;
  const accesses = Object.entries(offsets).flatMap(([mnemonic, list]) =>
    list.map((offset): MemoryAccess => {
      const [base, imm] = places[offset % 3]!;
      return { mnemonic, address: base + offset, imm, cells: CELLS, value: STORED };
    }),
  );
  const records = accesses.map((access) => memoryRecord(random, access).bytes);
  return questions(fillRows(chip, records, Math.ceil(Math.log2(records.length + 1))), records.length);
}

/** For mul, mulh, div. */
export function productQuestions(
  chip: Chip,
  mnemonics: readonly Mnemonic[],
  pairs: readonly (readonly [bigint, bigint])[],
): Question[] {
  const random = new Random(6);
  const cases = mnemonics.flatMap((mnemonic) => pairs.map(([a, b]): RegisterCase => ({ mnemonic, a, b })));
  const records = cases.map((product) => registerRecord(random, product));
  return questions(fillRows(chip, records, Math.ceil(Math.log2(records.length + 1))), records.length);
}

/** A row that is not live, for chips of instructions: that something is sent is a forgery. */
export function paddingQuestion(chip: Chip): Question | null {
  const { air } = chip;
  const executes = air.interactions.some(({ bus, isSend }) => bus.name === 'execution' && !isSend);
  if (!executes) return null;
  return { air, honest: air.mainColumns.map(() => 0), inputs: { execution: [] }, limits: {} };
}

/** Of every sign and at the ends of the range. */
export const immediates = [-2048, -1, 0, 2047] as const;

export const operands = { rd: 1, rs1: 2, rs2: 3 };

export function pairsOf(
  mnemonics: readonly Mnemonic[],
  pairs: readonly (readonly [bigint, bigint])[],
  imm?: number,
): Case[] {
  return mnemonics.flatMap((mnemonic) =>
    pairs.map(([a, b]) => ({ mnemonic, operands: { ...operands, ...(imm !== undefined && { imm }) }, a, b })),
  );
}
