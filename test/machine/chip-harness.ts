/**
 * A chip of instruction rows by itself: records made from the instruction model, columns filled by the reference interpreter, and
 * everything a row says compared with what it should say. Lookups are decided by their definition, not by a table.
 */
import { expect } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { rootsOf } from '../../src/air/checker.ts';
import type { Chip } from '../../src/air/chip.ts';
import { evaluateInt, intToField } from '../../src/air/evaluate-integer.ts';
import { type CellChange, type FilledTable, TableRows } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import * as layout from '../../src/executor/layout.ts';
import { INSTRUCTION_BYTES } from '../../src/executor/layout.ts';
import {
  decode,
  destinationRegister,
  encode,
  familyAccess,
  findInstruction,
  type Instruction,
  type Mnemonic,
  type Operands,
} from '../../src/isa/rv64im.ts';
import { decodeRow } from '../../src/machine/decode.ts';
import { effectOf } from './instruction-model.ts';

export interface Case {
  readonly mnemonic: Mnemonic;
  readonly operands: Operands;
  readonly a?: bigint;
  readonly b?: bigint;
  /** Byte address. */
  readonly pc?: number;
}

export interface Executed {
  readonly instruction: Instruction;
  /** All word indices. */
  readonly pc: number;
  readonly nextPc: number;
  readonly ts: number;
  readonly a: bigint;
  readonly b: bigint;
  readonly result: bigint;
  readonly previous: bigint;
}

export function executeCase({ mnemonic, operands, a = 0n, b = 0n, pc = 0x10000 }: Case, i: number): Executed {
  const instruction = decode(encode(mnemonic, operands))!;
  const { result, nextPc } = effectOf(mnemonic, BigInt(pc), a, b, BigInt(instruction.imm));
  const previous = 0x0123_4567_89ab_cdefn ^ BigInt(i);
  return {
    instruction,
    pc: pc / 4,
    nextPc: Number(nextPc) / 4,
    ts: 1000 + 3 * i,
    a: familyAccess[instruction.family].rs1 ? a : 0n,
    b: familyAccess[instruction.family].rs2 ? b : 0n,
    result: result ?? 0n,
    previous,
  };
}

/** Timestamps of consumed tokens: at the limit, just before, in between. */
const prevTimes = ({ ts }: Executed) => ({ rs1: ts - 1, rs2: ts - 100, rd: Math.max(0, ts + 2 - 65536) });

function writeRecord(view: DataView, offset: number, row: Executed): void {
  const { instruction, ts, pc, nextPc, a, b, result, previous } = row;
  const access = familyAccess[instruction.family];
  const times = prevTimes(row);
  view.setUint32(offset + layout.RECORD_TS, ts, true);
  view.setUint32(offset + layout.RECORD_PC, pc, true);
  view.setUint8(offset + layout.RECORD_OPCODE, instruction.opcode);
  view.setUint8(offset + layout.RECORD_RD, destinationRegister(instruction));
  view.setUint8(offset + layout.RECORD_RS1, instruction.rs1);
  view.setUint8(offset + layout.RECORD_RS2, instruction.rs2);
  view.setInt32(offset + layout.RECORD_IMM, instruction.imm, true);
  view.setUint32(offset + layout.RECORD_RS1_PREV_TS, access.rs1 ? times.rs1 : 0, true);
  view.setUint32(offset + layout.RECORD_RS2_PREV_TS, access.rs2 ? times.rs2 : 0, true);
  view.setUint32(offset + layout.RECORD_RD_PREV_TS, access.rd ? times.rd : 0, true);
  view.setUint32(offset + layout.RECORD_NEXT_PC, nextPc, true);
  view.setBigUint64(offset + layout.RECORD_RS1_VALUE, a, true);
  view.setBigUint64(offset + layout.RECORD_RS2_VALUE, b, true);
  view.setBigUint64(offset + layout.RECORD_RD_PREV_VALUE, access.rd ? previous : 0n, true);
  view.setBigUint64(offset + layout.RECORD_RD_VALUE, result, true);
}

export function fillChip(chip: Chip, rows: readonly Executed[]): FilledTable {
  const records = new DataView(new ArrayBuffer(INSTRUCTION_BYTES * rows.length));
  for (const [i, row] of rows.entries()) writeRecord(records, INSTRUCTION_BYTES * i, row);
  // At least one padding row.
  const logHeight = Math.ceil(Math.log2(rows.length + 1));
  const main = chip.witnesses.map((witness) => {
    const column = new Uint32Array(2 ** logHeight);
    for (let i = 0; i < rows.length; i++) column[i] = intToField(evaluateInt(witness, records, INSTRUCTION_BYTES * i));
    return column;
  });
  return { air: chip.air, logHeight, preprocessed: [], main };
}

/** Everything an honest row says outside lookups, as `bus +tuple` (sent) or `bus -tuple` (received). */
function expectedTuples(row: Executed): string[] {
  const { instruction, ts, pc, nextPc, a, b, result, previous } = row;
  const access = familyAccess[instruction.family];
  const times = prevTimes(row);
  const limbs = (x: bigint) => [0, 1, 2, 3].map((i) => Number((x >> BigInt(16 * i)) & 0xffffn));
  const rd = destinationRegister(instruction);
  const said = [
    `execution -${[ts, pc]}`,
    `execution +${[ts + 3, nextPc]}`,
    `decode -${decodeRow(instruction, pc)}`,
    ...(access.rs1
      ? [`register -${[instruction.rs1, times.rs1, ...limbs(a)]}`, `register +${[instruction.rs1, ts, ...limbs(a)]}`]
      : []),
    ...(access.rs2
      ? [
          `register -${[instruction.rs2, times.rs2, ...limbs(b)]}`,
          `register +${[instruction.rs2, ts + 1, ...limbs(b)]}`,
        ]
      : []),
    ...(access.rd
      ? [`register -${[rd, times.rd, ...limbs(previous)]}`, `register +${[rd, ts + 2, ...limbs(result)]}`]
      : []),
  ];
  return said.sort();
}

export class ChipRows {
  readonly air: Air;
  readonly #rows: TableRows;

  constructor(table: FilledTable) {
    this.air = table.air;
    this.#rows = new TableRows(table, rootsOf(table.air));
  }

  /** What fails in a row by itself: messages of constraints, and lookups of what the table does not hold. */
  failures(position: number, changes: readonly CellChange[] = []): string[] {
    const rows = this.#rows;
    rows.evaluateRow(position, changes);
    const failures = this.air.constraints.filter(({ expr }) => rows.value(expr) !== 0).map(({ message }) => message);
    for (const { bus, multiplicity, tuple } of this.air.interactions) {
      if (rows.value(multiplicity) === 0 || bus.lookup === undefined) continue;
      const values = tuple.map((element) => rows.value(element));
      if (!isInLookup(bus.name, values)) failures.push(`${bus.name} ${values}`);
    }
    return failures;
  }

  /** What the row says outside lookups. */
  said(position: number, changes: readonly CellChange[] = []): string[] {
    const rows = this.#rows;
    rows.evaluateRow(position, changes);
    return this.air.interactions
      .filter(({ bus, multiplicity }) => bus.lookup === undefined && rows.value(multiplicity) !== 0)
      .map(({ bus, isSend, multiplicity, tuple }) => {
        expect(rows.value(multiplicity)).toBe(1);
        return `${bus.name} ${isSend ? '+' : '-'}${tuple.map((element) => rows.value(element))}`;
      })
      .sort();
  }

  cell(position: number, column: number): number {
    return this.#rows.cell('main', column, position);
  }

  /** Changes to columns of a row by name; values may be negative. */
  changes(position: number, values: Readonly<Record<string, number>>): CellChange[] {
    return Object.entries(values).map(([name, value]) => {
      const column = this.air.mainColumns.indexOf(name);
      if (column < 0) throw new Error(`${this.air.name} has no column ${name}.`);
      return { position, column, value: ((value % P) + P) % P };
    });
  }
}

function isInLookup(bus: string, [x = 0, y = 0, z = 0]: readonly number[]): boolean {
  switch (bus) {
    case 'range16':
      return x < 65536;
    case 'byteXor':
      return x < 256 && y < 256 && z === (x ^ y);
    case 'bytePair':
      return x < 256 && y < 256;
    default:
      return x <= 16 && y < 2 ** x && z === 2 ** x;
  }
}

/** All rows hold and say what the model says; the padding row says nothing. Returns the rows for pranks. */
export function expectHonest(chip: Chip, cases: readonly Case[]): { rows: ChipRows; executed: readonly Executed[] } {
  const executed = cases.map(executeCase);
  const rows = new ChipRows(fillChip(chip, executed));
  for (const [i, row] of executed.entries()) {
    const name = `${row.instruction.mnemonic} ${row.a.toString(16)} ${row.b.toString(16)} ${row.instruction.imm}`;
    expect(rows.failures(i), name).toEqual([]);
    expect(rows.said(i), name).toEqual(expectedTuples(row));
  }
  expect(rows.failures(executed.length)).toEqual([]);
  expect(rows.said(executed.length)).toEqual([]);
  return { rows, executed };
}

/**
 * Changes every column of every given row by every delta: some constraint or lookup must fail, or the row says something else (which
 * the bus then notices). Returns columns that could be changed unnoticed.
 */
export function unnoticedColumns(rows: ChipRows, positions: readonly number[]): string[] {
  const deltas = [1, P - 1, 65536, P - 65536, 0x2000_0001];
  const unnoticed = new Set<string>();
  for (const position of positions) {
    const honest = rows.said(position).join();
    for (const [column, name] of rows.air.mainColumns.entries()) {
      for (const delta of deltas) {
        const value = (rows.cell(position, column) + delta) % P;
        const changes = [{ position, column, value }];
        if (rows.failures(position, changes).length === 0 && rows.said(position, changes).join() === honest) {
          unnoticed.add(name);
        }
      }
    }
  }
  return [...unnoticed];
}

/** About `wanted` positions, spread over the live rows. */
export function spread(numRows: number, wanted: number): number[] {
  const step = Math.max(1, numRows / wanted);
  return Array.from({ length: Math.min(wanted, numRows) }, (_, i) => Math.floor(i * step));
}

const EDGES = [
  0n,
  1n,
  2n,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0xffffffffffffffffn,
  0xffffffff80000000n,
  0xffffffff7fffffffn,
  0x0000ffff0000ffffn,
  0x8000800080008000n,
  0xfffffffffffff800n,
  0x78000001n,
];

/** Deterministic 32-bit numbers. */
export function random32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
}

/** All pairs of edges, pairs that differ in one limb only, and random pairs. */
export function operandPairs(seed: number, count: number): [bigint, bigint][] {
  const random = random32(seed);
  const random64 = () => (BigInt(random()) << 32n) | BigInt(random());
  const pairs: [bigint, bigint][] = EDGES.flatMap((a) => EDGES.map((b): [bigint, bigint] => [a, b]));
  for (let i = 0; i < count; i++) {
    const a = random64();
    const limb = 16n * BigInt(random() % 4);
    pairs.push([a, random64()], [a, a ^ (BigInt((random() % 65535) + 1) << limb)], [a, a]);
  }
  return pairs;
}

/** Cases of R-type instructions over operand pairs, in turns. */
export function registerCases(mnemonics: readonly Mnemonic[], seed: number, count = 100): Case[] {
  return operandPairs(seed, count).flatMap(([a, b], i) =>
    mnemonics.map((mnemonic) => ({ mnemonic, operands: { rd: i % 32, rs1: 3, rs2: 5 }, a, b })),
  );
}

/** Cases of I-type instructions over operands and edge immediates. */
export function immediateCases(mnemonics: readonly Mnemonic[], seed: number, count = 200): Case[] {
  const random = random32(seed);
  return operandPairs(seed, count).flatMap(([a], i) =>
    mnemonics.map((mnemonic) => {
      const { format } = findInstruction(mnemonic)!;
      const bits = format === 'shift64' ? 64 : format === 'shift32' ? 32 : 0;
      const edge = [-2048, 2047, -1, 0, 1][random() % 10] ?? (random() % 4096) - 2048;
      return { mnemonic, operands: { rd: i % 32, rs1: 3, imm: bits > 0 ? random() % bits : edge }, a };
    }),
  );
}
