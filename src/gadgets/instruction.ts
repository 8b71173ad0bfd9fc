/**
 * What every instruction row shares: the execution token, the decoded instruction, register reads and writes.
 *
 * Soundness: `isReal` is a bit and is the multiplicity of every interaction here, so a padding row (isReal = 0) touches
 * no bus. The execution bus is one chain: it starts with the verifier's token, a row moves it three ticks on, and a cycle of
 * rows would need p of them. A row that moves it on has at least 6 interactions, and all interactions are fewer than p, so there are
 * fewer than p / 6 such rows and all times are below p / 2. So every live row's `ts` is the integer time of one executed instruction. A register access consumes the register's last token and emits one with a
 * larger timestamp: the difference minus one is checked to 16 bits, and timestamps stay far below p, so time
 * cannot run backwards. Values consumed were range-checked by whoever emitted them; values emitted by `writeRd` must be
 * range-checked by the chip.
 */

import type { Bus } from '../air/bus.ts';
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr, Operand } from '../air/expression.ts';
import { instructionRecord } from '../executor/records.ts';
import { DECODE, EXECUTION, RANGE16, REGISTER, TICKS } from '../machine/buses.ts';
import { type Family, families } from '../machine/families.ts';

/** Fields of an instruction record (src/executor/records.ts). */
export const record = instructionRecord;

export type Limbs = readonly [Expr, Expr, Expr, Expr];
export type LimbOperands = readonly [Operand, Operand, Operand, Operand];

export interface Row {
  readonly isReal: Expr;
  readonly ts: Expr;
  readonly pc: Expr;
}

/** Columns isReal, ts, pc. `isReal` is 1 on every row that has a record. */
export function instructionRow(b: ChipBuilder): Row {
  return flaggedRow(b, b.bit('isReal', 1));
}

/** Columns ts, pc for a chip whose live rows are those with one of several flags set; `isReal` must be forced to a bit. */
export function flaggedRow(b: ChipBuilder, isReal: Expr): Row {
  return { isReal, ts: b.column('ts', record.ts), pc: b.column('pc', record.pc) };
}

/** Consumes this instruction's execution token and emits the next one's. */
export function step(b: ChipBuilder, row: Row, nextPc: Operand): void {
  b.receive(EXECUTION, row.isReal, [row.ts, row.pc]);
  b.send(EXECUTION, row.isReal, [row.ts.add(TICKS), nextPc]);
}

export interface Decoded {
  readonly flags?: Operand;
  readonly rd?: Operand;
  readonly rs1?: Operand;
  readonly rs2?: Operand;
  readonly d?: readonly Operand[];
}

/** Receives the program's instruction at this pc; elements not given are 0 in this family. */
export function decode(b: ChipBuilder, row: Row, family: Family, decoded: Decoded): void {
  const { flags = 0, rd = 0, rs1 = 0, rs2 = 0, d = [] } = decoded;
  const [d0 = 0, d1 = 0, d2 = 0, d3 = 0] = d;
  b.receive(DECODE, row.isReal, [row.pc, families[family], flags, rd, rs1, rs2, d0, d1, d2, d3]);
}

/** Reads source register 1 at ts. Columns rs1, rs1PrevTs, a0..a3. */
export function readRs1(b: ChipBuilder, row: Row): { index: Expr; value: Limbs } {
  const index = b.column('rs1', record.rs1);
  const prevTs = b.column('rs1PrevTs', record.rs1PrevTs);
  const value = b.limbs('a', record.rs1Value);
  access(b, REGISTER, row.isReal, index, prevTs, row.ts, value, value);
  return { index, value };
}

/** Reads source register 2 at ts + 1. Columns rs2, rs2PrevTs, b0..b3. */
export function readRs2(b: ChipBuilder, row: Row): { index: Expr; value: Limbs } {
  const index = b.column('rs2', record.rs2);
  const prevTs = b.column('rs2PrevTs', record.rs2PrevTs);
  const value = b.limbs('b', record.rs2Value);
  access(b, REGISTER, row.isReal, index, prevTs, row.ts.add(1), value, value);
  return { index, value };
}

export interface Destination {
  readonly index: Expr;
  /** Consumes the register's last token and checks time: two interactions. */
  consume(): void;
  /**
   * Emits the new token at ts + 2: one interaction. Perf: where a chip's number of interactions is odd, the last group has room for
   * limbs of degree 2, which then need no columns; so this may come last.
   */
  emit(value: LimbOperands): void;
}

/** Columns rd, rdPrevTs, rdPrev0..3 of a register that is written at ts + 2. */
export function destination(b: ChipBuilder, row: Row): Destination {
  const index = b.column('rd', record.rd);
  const prevTs = b.column('rdPrevTs', record.rdPrevTs);
  const previous = b.limbs('rdPrev', record.rdPrevValue);
  const ts = row.ts.add(2);
  return {
    index,
    consume: () => {
      b.receive(REGISTER, row.isReal, [index, prevTs, ...previous]);
      range16(b, row.isReal, ts.sub(prevTs).sub(1));
    },
    emit: (value) => {
      b.send(REGISTER, row.isReal, [index, ts, ...value]);
    },
  };
}

/** Writes `value` (four limbs, range-checked by the caller) to rd at ts + 2. Columns as `destination`. */
export function writeRd(b: ChipBuilder, row: Row, value: LimbOperands): Expr {
  const rd = destination(b, row);
  rd.consume();
  rd.emit(value);
  return rd.index;
}

/** Consumes the last token of a register or cell and emits the new one; checks that time moves forward. Three interactions. */
export function access(
  b: ChipBuilder,
  bus: Bus,
  multiplicity: Operand,
  index: Operand,
  prevTs: Expr,
  ts: Expr,
  previous: readonly Operand[],
  value: readonly Operand[],
): void {
  b.receive(bus, multiplicity, [index, prevTs, ...previous]);
  b.send(bus, multiplicity, [index, ts, ...value]);
  b.send(RANGE16, multiplicity, [ts.sub(prevTs).sub(1)]);
}

/** value < 2^16. */
export function range16(b: ChipBuilder, multiplicity: Operand, value: Operand): void {
  b.send(RANGE16, multiplicity, [value]);
}
