/**
 * BLAKE3: one call of blake3_compress. a0 points to the chaining value (4 cells), a1 to the block (8 cells), a2 is the counter, a3 the block
 * length, a4 the flags. The row computes the beginning of the first half round (G up to its first `c = c + d`), hands the rest
 * to BLAKE3_ROUND, and makes the result from the final state that comes back.
 *
 * Soundness:
 * - Registers, pointers and cells: src/gadgets/precompile.ts. The counter's four limbs are the register's; of length and flags the upper
 *   limbs of the token are 0. Each cell is touched once at ts, so operands that overlap have no row.
 * - The block's tokens are older than ts: ts - 1 - prevTs is 2^16 window + a 16-bit number, window < 2^12, so below 2^28, as in a refresh.
 * - The first row is no call, calls follow from the second row on without gaps, and `row` grows by 14 from each to the next: so n = `row` and
 *   the 14 numbers after it belong to one call alone, and BLAKE3_ROUND's rows n..n + 14 are bound by this row's tuples (see there). The border
 *   tuple n + 14 ends this call and begins the next one, whose a, b, c, d are read from the next row; the row before the first call
 *   begins that one. What a row that is no call contributes to such a tuple is not used by any call.
 * - a and d: sums of limbs of memory tokens (16-bit), then d = (counter, length, flags) ^ a, looked up, which makes both bytes. c = IV + d with
 *   carries that are bits, and limbs that BLAKE3_ROUND has as bytes. b is the chaining value's.
 * - The final words are bytes here by the lookups of the result, and equal limb by limb to those of BLAKE3_ROUND; so are b's once they are
 *   rotated. The result's limbs are pairs of bytes, so below 2^16.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import type { Int } from '../../air/integer.ts';
import { SYSCALL_BLAKE3_COMPRESS } from '../../executor/layout.ts';
import { blake3Cells, blake3Record as record } from '../../executor/precompiles/blake3-records.ts';
import { rangeBits } from '../../gadgets/bytes.ts';
import { access, range16 } from '../../gadgets/instruction.ts';
import { pointerCell, precompileCall, touchCell, wordArgument } from '../../gadgets/precompile.ts';
import {
  byteColumns,
  rotateBytes,
  rotateLeft1,
  rotateRight,
  sumWords,
  type Word,
  wordColumns,
  wordOf,
  xorBytes,
} from '../../gadgets/word32.ts';
import { BLAKE3_BORDER, BLAKE3_MIDDLE, MEMORY, REGISTER } from '../../machine/buses.ts';
import { blockWord, HALF_ROUNDS, IV, SLOTS } from './schedule.ts';

/** Timestamps are below 2^28. */
const WINDOW_BITS = 12;

export function blake3Chip() {
  const b = new ChipBuilder('BLAKE3', 'blake3');
  const row = precompileCall(b, record, SYSCALL_BLAKE3_COMPRESS, record.isReal);
  const { isReal, ts } = row;
  const number = b.column('row', record.row);
  const [nextIsReal, isFirst, isTransition] = [b.next(isReal), b.selector('isFirst'), b.selector('isTransition')];
  b.assertZero(isFirst.mul(isReal), 'the first row is no call');
  const isGap = isReal.not().mul(isFirst.not());
  b.assertZero(isTransition.mul(nextIsReal).mul(isGap), 'calls follow from the second row on');
  b.assertZero(isTransition.mul(nextIsReal).mul(b.next(number).sub(number).sub(HALF_ROUNDS)), 'row grows by 14');

  const valueCell = pointerCell(b, row, wordArgument(b, row, 10, record.x10PrevTs, record.x10Value));
  const blockCell = pointerCell(b, row, wordArgument(b, row, 11, record.x11PrevTs, record.x11Value));
  const inputs = [record.counter, record.counter.shrU(32), record.length, record.flags];
  const input = inputs.map((witness, slot) => byteColumns(b, `input${slot}`, witness));
  const registers = [
    [12, record.x12PrevTs, [...wordOf(input[0]!), ...wordOf(input[1]!)]],
    [13, record.x13PrevTs, [...wordOf(input[2]!), 0, 0]],
    [14, record.x14PrevTs, [...wordOf(input[3]!), 0, 0]],
  ] as const;
  for (const [register, prevTs, limbs] of registers) {
    access(b, REGISTER, isReal, register, b.column(`x${register}PrevTs`, prevTs), ts, limbs, limbs);
  }
  const value = SLOTS.flatMap((i) => b.limbs(`value${i}Limb`, blake3Cells.value[i]!));
  const block = blake3Cells.block.flatMap((witness, i) => b.limbs(`block${i}Limb`, witness));
  const valueWord = (i: number): Word => [value[2 * i]!, value[2 * i + 1]!];
  const message = (halfRound: number, slot: number, which: 0 | 1): Word => {
    const index = blockWord(halfRound, slot, which);
    return [block[2 * index]!, block[2 * index + 1]!];
  };

  // The first half round up to c = c + d.
  const half = (i: number) => blake3Cells.value[i >> 1]!.shrU(32 * (i & 1)).and(0xffffffff);
  const start = SLOTS.map((slot) => {
    const word = blockWord(0, slot, 0);
    const blockWitness = blake3Cells.block[word >> 1]!.shrU(32 * (word & 1)).and(0xffffffff);
    const aWitness = half(slot)
      .add(half(4 + slot))
      .add(blockWitness)
      .and(0xffffffff);
    const a = byteColumns(b, `a${slot}`, aWitness);
    const dWitness = rotateRight(inputs[slot]!.and(0xffffffff).xor(aWitness), 16);
    const d = byteColumns(b, `d${slot}`, dWitness);
    const [dLow, dHigh] = wordOf(d);
    const iv = IV[slot]!;
    const carry = (i: number, sum: Int) => b.bit(`c${slot}Carry${i}`, record.isReal.mul(sum.shrU(16 * (i + 1))));
    const carry0 = carry(0, dWitness.and(0xffff).add(iv & 0xffff));
    const carry1 = carry(1, dWitness.add(iv));
    const c: Word = [
      dLow.add(isReal.mul(iv & 0xffff)).sub(carry0.mul(65536)),
      dHigh
        .add(isReal.mul(iv >>> 16))
        .add(carry0)
        .sub(carry1.mul(65536)),
    ];
    sumWords(b, [valueWord(slot), valueWord(4 + slot), message(0, slot, 0)], wordOf(a), `a${slot}`);
    xorBytes(b, isReal, input[slot]!, a, rotateBytes(d, 2));
    return { a: wordOf(a), b: valueWord(4 + slot), c, d: [dLow, dHigh] as Word };
  });

  // The result: a ^ c and b ^ d of the final state.
  const final = (['a', 'b', 'c', 'd'] as const).map((name, r) =>
    SLOTS.map((slot) => byteColumns(b, `${name}Final${slot}`, blake3Cells.final[4 * r + slot]!)),
  );
  const unrotated = SLOTS.map((slot) => {
    const witness = rotateRight(blake3Cells.final[4 + slot]!, 1);
    const word = wordColumns(b, `bUnrotated${slot}`, witness);
    rotateLeft1(b, word, wordOf(final[1]![slot]!), `bUnrotated${slot}`);
    return word;
  });
  const result = [0, 1].flatMap((r) =>
    SLOTS.flatMap((slot) => {
      const witness = blake3Cells.final[4 * r + slot]!.xor(blake3Cells.final[4 * r + 8 + slot]!);
      const xor = byteColumns(b, `result${4 * r + slot}`, witness);
      xorBytes(b, isReal, final[r]![slot]!, final[r + 2]![slot]!, xor);
      return wordOf(xor);
    }),
  );

  // A block is often data that nobody has read for long: its tokens may be of any one window of 2^16 ticks.
  const window = b.column('blockWindow', record.blockWindow);
  rangeBits(b, isReal, WINDOW_BITS, window);
  const windowEnd = ts.sub(window.mul(65536));
  for (let cell = 0; cell < 8; cell++) {
    const limbs = (words: readonly Expr[]) => words.slice(4 * cell, 4 * cell + 4) as [Expr, Expr, Expr, Expr];
    if (cell < 4) {
      const prevTs = b.column(`value${cell}PrevTs`, blake3Cells.valuePrevTs[cell]!);
      touchCell(b, row, valueCell.add(cell), prevTs, limbs(value), limbs(result));
    }
    const prevTs = b.column(`block${cell}PrevTs`, blake3Cells.blockPrevTs[cell]!);
    b.receive(MEMORY, isReal, [blockCell.add(cell), prevTs, ...limbs(block)]);
    b.send(MEMORY, isReal, [blockCell.add(cell), ts, ...limbs(block)]);
    range16(b, isReal, windowEnd.sub(prevTs).sub(1));
  }

  const last = HALF_ROUNDS - 1;
  const seconds = (halfRound: number) => SLOTS.flatMap((slot) => message(halfRound, slot, 1));
  for (let halfRound = 0; halfRound < last; halfRound++) {
    const firsts = SLOTS.flatMap((slot) => message(halfRound + 1, slot, 0));
    b.send(BLAKE3_MIDDLE, isReal, [number.add(1 + halfRound), ...seconds(halfRound), ...firsts]);
  }
  const ends = [final[0]!.map(wordOf), unrotated, final[2]!.map(wordOf), final[3]!.map(wordOf)].flat(2);
  const starts = (['a', 'b', 'c', 'd'] as const).flatMap((r) =>
    start.flatMap((word) => word[r].map((e) => nextOf(b, e))),
  );
  const isBorder = isReal.add(nextIsReal).sub(isReal.mul(nextIsReal));
  b.send(BLAKE3_BORDER, isBorder, [number.add(HALF_ROUNDS), ...seconds(last), ...ends, ...starts]);
  return b.buildChip();
}

/** A linear expression of main columns, in the next row. */
function nextOf(b: ChipBuilder, expr: Expr): Expr {
  const { node } = expr;
  if (node.kind === 'column') return b.next(expr);
  if (node.kind === 'add') return nextOf(b, node.a).add(nextOf(b, node.b));
  if (node.kind === 'sub') return nextOf(b, node.a).sub(nextOf(b, node.b));
  if (node.kind === 'mul') return nextOf(b, node.a).mul(nextOf(b, node.b));
  if (node.kind === 'constant') return expr;
  throw new Error('Not a linear expression of columns.');
}
