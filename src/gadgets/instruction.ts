/**
 * What every instruction row shares: the execution token, the decoded instruction, register reads and writes.
 *
 * Soundness: `isReal` is a bit and is the multiplicity of every interaction here, so a padding row (isReal = 0) touches
 * no bus. A register access consumes the register's last token and emits one with a larger timestamp: the difference
 * minus one is checked to 16 bits, and timestamps stay far below p (the bound on height x interactions), so time
 * cannot run backwards. Values consumed were range-checked by whoever emitted them; values emitted by `writeRegister` must be
 * range-checked by the chip.
 */

import type { Bus } from '../air/bus.ts';
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr, Operand } from '../air/expression.ts';
import { field } from '../air/integer.ts';
import { DECODE, EXECUTION, RANGE16, REGISTER, TICKS } from '../machine/buses.ts';
import { type Family, families } from '../machine/families.ts';

/** Offsets in an instruction record (src/executor/records.ts). */
export const record = {
  ts: field.u32(0),
  pc: field.u32(4),
  opcode: field.u8(8),
  rd: field.u8(9),
  rs1: field.u8(10),
  rs2: field.u8(11),
  imm: field.i32(12),
  rs1PrevTs: field.u32(16),
  rs2PrevTs: field.u32(20),
  rdPrevTs: field.u32(24),
  nextPc: field.u32(28),
  rs1Value: field.u64(32),
  rs2Value: field.u64(40),
  rdPrevValue: field.u64(48),
  rdValue: field.u64(56),
  cell: field.u32(64),
  cellPrevTs: field.u32(68),
  secondCellPrevTs: field.u32(72),
  byteOffset: field.u32(76),
  cellValue: field.u64(80),
  secondCellValue: field.u64(88),
};

export type Limbs = readonly [Expr, Expr, Expr, Expr];

export interface Row {
  readonly isReal: Expr;
  readonly ts: Expr;
  readonly pc: Expr;
}

/** Columns isReal, ts, pc. `isReal` is 1 on every row that has a record. */
export function instructionRow(b: ChipBuilder): Row {
  return { isReal: b.bit('isReal', 1), ts: b.column('ts', record.ts), pc: b.column('pc', record.pc) };
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

/** Writes `value` (four limbs, range-checked by the caller) to rd at ts + 2. Columns rd, rdPrevTs, rdPrev0..3. */
export function writeRd(b: ChipBuilder, row: Row, value: readonly [Operand, Operand, Operand, Operand]): Expr {
  const index = b.column('rd', record.rd);
  const prevTs = b.column('rdPrevTs', record.rdPrevTs);
  const previous = b.limbs('rdPrev', record.rdPrevValue);
  access(b, REGISTER, row.isReal, index, prevTs, row.ts.add(2), previous, value);
  return index;
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
