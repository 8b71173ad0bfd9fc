/**
 * What misaligned loads and stores share: the offset in the first cell and the window of five limbs, of the eight of
 * two cells, that an access of up to 8 bytes can touch.
 *
 * The window starts at limb s of the first cell, one-hot in `start1..start3` (s = 0 otherwise); `isOdd` is the lowest
 * bit of the offset 2 s + isOdd.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr } from '../air/expression.ts';
import { type Int, int } from '../air/integer.ts';
import { memoryInstructionRecord as record } from '../executor/records.ts';
import { type Mnemonic, opcodes } from '../isa/rv64im.ts';
import { MEMORY } from '../machine/buses.ts';
import { type Address, effectiveAddress, firstCell, secondCell } from './address.ts';
import { access, type LimbOperands, type Limbs, type Row } from './instruction.ts';

export interface Widths {
  readonly isHalf: Expr;
  readonly isWord: Expr;
  readonly isDouble: Expr;
}

/** Columns isHalf, isWord; on a live row exactly one of the three is set. The lists are the instructions of that width. */
export function widths(b: ChipBuilder, row: Row, halves: readonly Mnemonic[], words: readonly Mnemonic[]): Widths {
  const isHalf = b.bit('isHalf', isOneOf(halves));
  const isWord = b.bit('isWord', isOneOf(words));
  const isDouble = row.isReal.sub(isHalf).sub(isWord);
  b.assertBit(isDouble, 'one width is set');
  return { isHalf, isWord, isDouble };
}

export function isOneOf(mnemonics: readonly Mnemonic[]): Int {
  return mnemonics.map((name) => record.opcode.eq(opcodes[name])).reduce((a, c) => a.or(c));
}

export interface Window {
  readonly isOdd: Expr;
  /** One-hot on live rows, all 0 on padding. */
  readonly starts: readonly Expr[];
  /** Whether the second cell is touched. */
  readonly isCrossing: Expr;
  readonly address: Address;
  readonly cells: readonly { prevTs: Expr; value: Limbs }[];
  /** Limbs s..s + 4 of the two cells, of degree 2. */
  readonly limbs: readonly Expr[];
}

/**
 * Columns isOdd, start1..3, isCrossing, those of the address and of both cells. Halves must be at odd offsets.
 *
 * Soundness: isOdd and the four starts are bits and the starts sum to isReal, so the offset is in 0..7. The second cell
 * is touched, and its limbs are bound, exactly if the bytes reach it: always for doubles, from offset 5 on for words,
 * at 7 for halves (odd offset, s = 3).
 */
export function accessWindow(b: ChipBuilder, row: Row, base: Limbs, { isHalf, isWord, isDouble }: Widths): Window {
  const isOdd = b.bit('isOdd', record.byteOffset.bit(0));
  const upper = [1, 2, 3].map((s) => b.bit(`start${s}`, record.byteOffset.shrU(1).eq(s)));
  const starts = [row.isReal.sub(b.sum(upper)), ...upper];
  b.assertBit(starts[0]!, 'the window has one start');
  b.assertZero(isHalf.mul(isOdd.not()), 'halves have odd addresses');
  const width = isOneOf(['ld', 'sd']).select(8, isOneOf(['lw', 'lwu', 'sw']).select(4, 2));
  const isCrossing = b.column('isCrossing', int(8).ltU(record.byteOffset.add(width)));
  const wordCrosses = starts[3]!.add(starts[2]!.mul(isOdd));
  const crosses = b.sum([isDouble, isWord.mul(wordCrosses), isHalf.mul(starts[3]!)]);
  b.assertEqual(isCrossing, crosses, 'the second cell is touched if the bytes reach it');

  const offset = b.sum([isOdd, ...upper.map((bit, i) => bit.mul(2 * (i + 1)))]);
  const address = effectiveAddress(b, row, base, offset);
  const cells = [firstCell(b), secondCell(b)];
  const both = cells.flatMap(({ value }) => value);
  const limbs = Array.from({ length: 5 }, (_, i) => b.sum(starts.map((bit, s) => bit.mul(both[s + i]!))));
  return { isOdd, starts, isCrossing, address, cells, limbs };
}

/** Consumes and emits the tokens of a cell of the window at the row's ts; the second one only if it is touched. */
export function accessCell(
  b: ChipBuilder,
  row: Row,
  { address, isCrossing, cells }: Window,
  which: 0 | 1,
  value: LimbOperands,
) {
  const { prevTs, value: previous } = cells[which]!;
  const multiplicity = which === 0 ? row.isReal : isCrossing;
  access(b, MEMORY, multiplicity, which === 0 ? address.cell : address.cell.add(1), prevTs, row.ts, previous, value);
}
