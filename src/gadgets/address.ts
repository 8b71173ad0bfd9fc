/**
 * Effective addresses of loads and stores and access to 8-byte cells. RISC-V unprivileged ISA, section 2.6: the address
 * is rs1 + sign-extended immediate mod 2^64; this machine's memory ends at 0x7800_0000 (src/executor/layout.ts).
 *
 * The address is written as 8 cell + offset. DECODE gives the immediate as one signed element, which saves a column;
 * carries are then -1, 0 or 1.
 */
import type { ChipBuilder } from '../air/chip.ts';
import { type Expr, type Operand, P } from '../air/expression.ts';
import type { Int } from '../air/integer.ts';
import { memoryInstructionRecord as record } from '../executor/records.ts';
import { MEMORY, RANGE_BITS } from '../machine/buses.ts';
import { access, type LimbOperands, type Limbs, type Row } from './instruction.ts';

/** A signed 32-bit integer as an element of F, for DECODE rows. */
export function signedElement(value: number): number {
  return value < 0 ? value + P : value;
}

/** Witness of a signed integer above -p. */
export function signedWitness(value: Int): Int {
  return value.ltS(0).select(value.add(P), value);
}

/** -1, 0 or 1. */
export function assertTrit(b: ChipBuilder, trit: Expr, message: string): void {
  b.assertZero(trit.mul(trit.sub(1)).mul(trit.add(1)), message);
}

export interface Address {
  /** The immediate as DECODE has it. */
  readonly immediate: Expr;
  /** Index of the cell that holds the first byte. */
  readonly cell: Expr;
}

/**
 * Columns imm, cellLow, cell; one interaction. `offset` (degree 1) must be forced to 0..7 by the caller on live rows.
 *
 * Soundness: cellLow < 2^13 is looked up, so 8 cellLow + offset is a 16-bit number and the first carry makes it limb 0
 * of the sum. The caller consumes a memory token of `cell`, and tokens exist below 0x0f00_0000 only (chip MEMORY_INIT).
 * With carry 1 in {-1, 0, 1} the right-hand side of cell = cellLow + 2^13 (a1 + carry0 - 2^16 carry1) lies between
 * -2^30 and 2^30 + 2^14, so the equality holds over the integers, and limb 1 of the sum, (cell - cellLow) / 2^13, lies
 * in [0, 0x7800). The other two limbs of the sum must be 0. So 8 cell + offset is the address, below the end of memory.
 */
export function effectiveAddress(b: ChipBuilder, row: Row, base: Limbs, offset: Operand = 0): Address {
  const immediate = b.column('imm', signedWitness(record.imm));
  const cellLow = b.column('cellLow', record.rs1Value.add(record.imm).and(0xffff).shrU(3));
  const cell = b.column('cell', record.cell);
  const carry0 = base[0].add(immediate).sub(cellLow.mul(8)).sub(offset).div(65536);
  const carry1 = base[1].add(carry0).sub(cell.sub(cellLow).div(8192)).div(65536);
  const carry2 = base[2].add(carry1).div(65536);
  const carry3 = base[3].add(carry2).div(65536);
  assertTrit(b, carry0, 'carry out of limb 0 of the address is -1, 0 or 1');
  assertTrit(b, carry1, 'carry out of limb 1 of the address is -1, 0 or 1');
  b.assertBit(carry2, 'limb 2 of the address is 0');
  b.assertBit(carry3, 'limb 3 of the address is 0');
  b.send(RANGE_BITS, row.isReal, [13, cellLow, 1 << 13]);
  return { immediate, cell };
}

/** The first cell's columns cellPrevTs, v0..v3: its value before the instruction. */
export function firstCell(b: ChipBuilder): { prevTs: Expr; value: Limbs } {
  return { prevTs: b.column('cellPrevTs', record.cellPrevTs), value: b.limbs('v', record.cellValue) };
}

/** The second cell's columns secondPrevTs, u0..u3. */
export function secondCell(b: ChipBuilder): { prevTs: Expr; value: Limbs } {
  return { prevTs: b.column('secondPrevTs', record.secondCellPrevTs), value: b.limbs('u', record.secondCellValue) };
}

/** Reads a cell at `ts`: consumes its token and emits it with the new time. Three interactions. */
export function readCell(
  b: ChipBuilder,
  ts: Expr,
  multiplicity: Operand,
  cell: Operand,
  { prevTs, value }: { prevTs: Expr; value: LimbOperands },
): void {
  access(b, MEMORY, multiplicity, cell, prevTs, ts, value, value);
}
