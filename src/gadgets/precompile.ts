/**
 * What the call row of a precompile shares with the other system calls: the execution token, the `ecall` instruction, its
 * number in a7, pointers and numbers in a0.., and blocks of memory cells.
 *
 * Soundness:
 * - A register token of a7 with exactly the precompile's number is consumed, so no other call can take this row.
 * - A pointer is two limbs; the token consumed has upper limbs 0, so a pointer of 2^32 or more has no row. Limb 1 is checked to be
 *   below 0x7800 (`pointerCell`), so the byte address is below p - 1. Every row touches the first cell of each of its operands. That cell
 *   has a token, so it is below 0x0f00_0000, and 8 * cell = address holds over the integers: a misaligned pointer has no row either. The
 *   cells behind follow from there, without wrapping; a chip that leaves out the first cell cannot use this.
 * - Every cell is touched at `ts` by consuming a token that is older. A cell given twice would need a token older than itself at
 *   the same time; so overlapping operands have no row.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr, Operand } from '../air/expression.ts';
import type { Int, IntOperand } from '../air/integer.ts';
import { MEMORY_END } from '../executor/layout.ts';
import { MEMORY, REGISTER } from '../machine/buses.ts';
import { access, decode, type LimbOperands, type Row, range16, step } from './instruction.ts';

/** Fields that every call record has. */
export interface CallRecord {
  readonly ts: Int;
  readonly pc: Int;
  readonly x17PrevTs: Int;
}

/**
 * Columns isReal, ts, pc, x17PrevTs of a call with the number `number` (plus `variant`, where a chip has several calls) in a7; the
 * next instruction follows, or the same one where the bit `again` is 1.
 */
export function precompileCall(
  b: ChipBuilder,
  record: CallRecord,
  number: number,
  isReal: IntOperand = 1,
  variant: Operand = 0,
  again?: Expr,
): Row {
  const row = { isReal: b.bit('isReal', isReal), ts: b.column('ts', record.ts), pc: b.column('pc', record.pc) };
  const prevTs = b.column('x17PrevTs', record.x17PrevTs);
  const limbs = [b.expressions.add(number % 65536, variant), Math.floor(number / 65536), 0, 0];
  access(b, REGISTER, row.isReal, 17, prevTs, row.ts, limbs, limbs);
  decode(b, row, 'ecall', {});
  const nextPc = row.pc.add(1);
  step(b, row, again === undefined ? nextPc : nextPc.sub(again));
  return row;
}

/** Reads an argument register below 2^32 at ts: its two low limbs. Columns x<n>PrevTs, x<n>Limb0, x<n>Limb1; three interactions. */
export function wordArgument(
  b: ChipBuilder,
  row: Row,
  register: number,
  prevTs: Int,
  value: Int,
): readonly [Expr, Expr] {
  const previous = b.column(`x${register}PrevTs`, prevTs);
  const limbs = [b.column(`x${register}Limb0`, value.limb(0)), b.column(`x${register}Limb1`, value.limb(1))] as const;
  const tuple = [...limbs, 0, 0];
  access(b, REGISTER, row.isReal, register, previous, row.ts, tuple, tuple);
  return limbs;
}

/** The cell index of an 8-byte aligned pointer, as an expression of degree 1. One interaction. */
export function pointerCell(b: ChipBuilder, row: Row, [low, high]: readonly [Expr, Expr]): Expr {
  range16(b, row.isReal, b.expressions.sub(MEMORY_END / 65536 - 1, high));
  return low.add(high.mul(65536)).div(8);
}

/** One cell of an operand: consumed with `before`, emitted at ts with `after` (the same where it is only read). Three interactions. */
export function touchCell(
  b: ChipBuilder,
  row: Row,
  cell: Operand,
  prevTs: Expr,
  before: LimbOperands,
  after: LimbOperands = before,
): void {
  access(b, MEMORY, row.isReal, cell, prevTs, row.ts, before, after);
}
