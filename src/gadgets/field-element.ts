/**
 * Words and elements of E in guest memory, for the field precompiles: docs/protocol.md, section 1. A word is a u32 below p and stands
 * for word / 2^32; an element is five words, 4-byte aligned. The 20 bytes of an element cover three cells at either alignment: of
 * the six half cells it is the first five (`isShifted` = 0) or the last five (1).
 *
 * Soundness: limbs of memory tokens are 16-bit numbers, checked by whoever emitted them; those of results are checked here.
 */
import type { ChipBuilder } from '../air/chip.ts';
import type { Expr } from '../air/expression.ts';
import { type Int, int } from '../air/integer.ts';
import { MEMORY_END } from '../executor/layout.ts';
import { MEMORY } from '../machine/buses.ts';
import { type LimbOperands, type Limbs, type Row, range16 } from './instruction.ts';

/** 2^-32 mod p: the product of two words, times this, is the word of the product. */
export const WORD_OF_PRODUCT = 943718400;
/** The high limb of the largest word, p - 1 = 0x7800_0000, whose low limb is 0. */
const TOP = 0x7800;

/** Half a cell: its two limbs. */
export interface Half {
  readonly low: Expr;
  readonly high: Expr;
}

/** The two halves of a cell. */
export function halvesOf([l0, l1, l2, l3]: Limbs): [Half, Half] {
  return [
    { low: l0, high: l1 },
    { low: l2, high: l3 },
  ];
}

/** The number that the limbs stand for. */
export function wordOf({ low, high }: Half): Expr {
  return low.add(high.mul(65536));
}

/** The u32 in half i of a cell's value. */
export function halfWitness(cells: readonly Int[], i: number): Int {
  return cells[i >> 1]!.shrU(32 * (i & 1)).and(0xffff_ffff);
}

/**
 * Where `isChecked` (a bit, the multiplicity of the one interaction) is 1: low + 2^16 high < p. Column `name`.
 *
 * Soundness: TOP - high is a 16-bit number, so high is at most TOP over the integers. If it is TOP the constraint says low = 0. Where
 * `isChecked` is 0 an inverse of 0 always satisfies it.
 */
export function canonical(b: ChipBuilder, name: string, isChecked: Expr, { low, high }: Half, word: Int, live: Int) {
  const distance = b.expressions.sub(TOP, high);
  const inverse = b.column(name, live.select(int(TOP).sub(word.shrU(16)).fieldInverse(), 0));
  range16(b, isChecked, distance);
  b.assertZero(low.mul(distance.mul(inverse).sub(isChecked)), `${name}: a word with the top high limb has low limb 0`);
}

export interface ElementPointer {
  /** Index of the first of the three cells. */
  readonly cell: Expr;
  /** 1 if the address is 4 mod 8: a bit, and 0 unless the row is live. */
  readonly isShifted: Expr;
  /** isReal - isShifted, a bit. */
  readonly isAligned: Expr;
}

/**
 * An element's address from the two limbs of a register. Column `name`; one interaction.
 *
 * Soundness: the address is below 0x7800_0000 and 8 cell + 4 isShifted equals it mod p. The cell has a token, hence is below
 * 0x0f00_0000, and both sides are below p; so they are equal as integers and the address is a multiple of 4.
 */
export function elementPointer(
  b: ChipBuilder,
  row: Row,
  name: string,
  [low, high]: readonly [Expr, Expr],
  value: Int,
): ElementPointer {
  const isShifted = b.bit(name, value.bit(2));
  const isAligned = row.isReal.sub(isShifted);
  b.assertBit(isAligned, `${name} only on live rows`);
  range16(b, row.isReal, b.expressions.sub(MEMORY_END / 65536 - 1, high));
  return { cell: low.add(high.mul(65536)).sub(isShifted.mul(4)).div(8), isShifted, isAligned };
}

/** Half k of an element at its pointer: degree 2. */
export function pick({ isShifted }: ElementPointer, aligned: Expr, shifted: Expr): Expr {
  return aligned.add(isShifted.mul(shifted.sub(aligned)));
}

/** The three cells of an element: columns `name`Cell0 .. 2, each with PrevTs and four limbs. */
export interface ElementCells {
  readonly prevTs: readonly Expr[];
  readonly values: readonly Limbs[];
  /** Six. */
  readonly halves: readonly Half[];
}

export function elementCells(
  b: ChipBuilder,
  name: string,
  prevTs: readonly Int[],
  cells: readonly Int[],
): ElementCells {
  const times = prevTs.map((time, i) => b.column(`${name}${i}PrevTs`, time));
  const values = cells.map((cell, i) => b.limbs(`${name}${i}Limb`, cell));
  return { prevTs: times, values, halves: values.flatMap(halvesOf) };
}

/** Reads the cells at `ts` and checks that the element's words are canonical: 15 interactions, columns `name`Top0 .. 5. */
export function readElement(
  b: ChipBuilder,
  row: Row,
  name: string,
  pointer: ElementPointer,
  element: ElementCells,
  ts: Expr,
  witness: { readonly cells: readonly Int[]; readonly address: Int },
): void {
  for (const [i, value] of element.values.entries()) {
    const cell = pointer.cell.add(i);
    b.receive(MEMORY, row.isReal, [cell, element.prevTs[i]!, ...value]);
    b.send(MEMORY, row.isReal, [cell, ts, ...value]);
    range16(b, row.isReal, ts.sub(element.prevTs[i]!).sub(1));
  }
  const isShifted = witness.address.bit(2);
  for (const [i, half] of element.halves.entries()) {
    const isChecked = i === 0 ? pointer.isAligned : i === 5 ? pointer.isShifted : row.isReal;
    const live = i === 0 ? isShifted.xor(1) : i === 5 ? isShifted : int(1);
    canonical(b, `${name}Top${i}`, isChecked, half, halfWitness(witness.cells, i), live);
  }
}

/** A result: five words, limbs range-checked and canonical. Columns result0Low, result0High, result0Top ..; 15 interactions. */
export function resultElement(b: ChipBuilder, row: Row, result: readonly Int[]): readonly Half[] {
  return result.map((word, k) => {
    const low = b.column(`result${k}Low`, word.limb(0));
    const high = b.column(`result${k}High`, word.limb(1));
    range16(b, row.isReal, low);
    range16(b, row.isReal, high);
    canonical(b, `result${k}Top`, row.isReal, { low, high }, word, int(1));
    return { low, high };
  });
}

/**
 * Writes an element at `ts`: the half cell that is not the element's stays as it was. Nine interactions; Perf: the three that emit
 * cells have degree 2 and stand alone, which costs less than columns for their limbs.
 */
export function writeElement(
  b: ChipBuilder,
  row: Row,
  pointer: ElementPointer,
  before: ElementCells,
  result: readonly Half[],
  ts: Expr,
): void {
  for (const [i, value] of before.values.entries()) {
    b.receive(MEMORY, row.isReal, [pointer.cell.add(i), before.prevTs[i]!, ...value]);
    range16(b, row.isReal, ts.sub(before.prevTs[i]!).sub(1));
  }
  const after = before.halves.map((old, i) => {
    const aligned = result[i] ?? old;
    const shifted = result[i - 1] ?? old;
    return [pick(pointer, aligned.low, shifted.low), pick(pointer, aligned.high, shifted.high)] as const;
  });
  for (const i of [0, 1, 2]) {
    const limbs: LimbOperands = [...after[2 * i]!, ...after[2 * i + 1]!];
    b.send(MEMORY, row.isReal, [pointer.cell.add(i), ts, ...limbs]);
  }
}
