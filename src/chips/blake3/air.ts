/**
 * BLAKE3: one compression, by blake3_compress or as one step of blake3_chain or blake3_path. a0 points to the chaining value (4 cells), a1 to the
 * block (8 cells), a2 is the counter, a3 the block length, a4 the flags. The row computes the beginning of the first half round (G up
 * to its first `c = c + d`), hands the rest to BLAKE3_ROUND, and makes the result from the final state that comes back.
 *
 * A step of a chain or a path is an instruction of its own: it moves its registers on and is executed again until a3, which counts the steps
 * that are left, was 1. In a chain a1 grows by a block, a2 by one, and a4 becomes 0; the length is 64. In a path a0 points to a node, which is
 * replaced by its parent; a1 points to its sibling and grows by it, a2 is the index of the node, which loses its lowest bit; the
 * chaining value is the initial value, the counter 0, the length 64.
 *
 * Soundness:
 * - Registers, pointers and cells: src/gadgets/precompile.ts. The counter's four limbs are the register's; of length and flags the upper
 *   limbs of the token are 0. Each cell is touched once at ts, so operands that overlap have no row.
 * - A live row is of one kind: single, of a chain, a node that is left, a node that is right. The kind is bound to the number in a7. What the
 *   other kinds' columns would add to a register's token is 0: `count`, `isCarried`, `half0`, `half1`, `half1Bit`, `isLastBlock`, `dropped`.
 * - Steps: a3 is `count`, whose token's limbs are 16-bit, and count - 1 is looked up, so it was not 0. `isAgain` is (count - 1) * hint, so 0
 *   where count is 1, and 1 in all other steps: the next instruction is this one exactly if steps are left, with registers moved by one
 *   step. All limbs that change are looked up: a1's low limb, the low limb of a2, the upper limb of half the index; a1's upper limb is
 *   below 0x7800 and grows by a bit at most. A chain whose counter would leave its low limb has no row.
 * - Index: with `half` its limbs after the step, low = 2 half0 - 2^16 half1Bit + bit and high = 2 half1 + half1Bit, the bit being
 *   `isRight`. Both half limbs are looked up, so the equations hold over the integers, and bits are the parities of the limbs. The low one is
 *   looked up as low0 + half0: the counter's limbs are sums of bytes that are looked up, and their sum is 0, so each is 0.
 * - Block of a path: its halves are the node, whose four tokens are consumed with the limbs of that half and emitted with the parent, and
 *   the sibling, whose four cells are read at a1. The other half's cells are not touched.
 * - The block's tokens are older than ts: ts - 1 - prevTs is 2^16 window + a 16-bit number, window < 2^12, so below 2^28, as in a refresh.
 * - The first row is no call, calls follow from the second row on without gaps, and `row` grows by 14 from each to the next: so n = `row` and
 *   the 14 numbers after it belong to one call alone, and BLAKE3_ROUND's rows n..n + 14 are bound by this row's tuples (see there). The border
 *   tuple n + 14 ends this call and begins the next one, whose a, b, c, d are read from the next row; the row before the first call
 *   begins that one. What a row that is no call contributes to such a tuple is not used by any call.
 * - BLAKE3_2 and BLAKE3_ROUND_2 are the same two tables on buses of their own, so for these the argument holds as it stands. A call may be in
 *   either pair: what it says beyond its pair is bound to its ts. Where the numbers begin, in either pair, is of no account.
 * - a and d: sums of limbs of memory tokens (16-bit) or of the initial value, then d = (counter, length, flags) ^ a, looked up, which makes both
 *   bytes. c = IV + d with carries that are bits, and limbs that BLAKE3_ROUND has as bytes. b is the chaining value's.
 * - The final words are bytes here by the lookups of the result, and equal limb by limb to those of BLAKE3_ROUND; so are b's once they are
 *   rotated. The result's limbs are pairs of bytes, so below 2^16.
 *
 * Perf: a row of a path or chain has the columns of a single compression, and 32 cells (6 %) more stand in every row; but no instruction
 * copies siblings or initial values, counts blocks, or moves pointers. A table of its own would need half rounds of its own, as
 * border rows belong to two calls that follow each other.
 */
import type { Bus } from '../../air/bus.ts';
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr, Operand } from '../../air/expression.ts';
import type { Int } from '../../air/integer.ts';
import { SYSCALL_BLAKE3_CHAIN, SYSCALL_BLAKE3_COMPRESS, SYSCALL_BLAKE3_PATH } from '../../executor/layout.ts';
import * as layout from '../../executor/precompiles/blake3-layout.ts';
import { blake3Cells, blake3Record as record } from '../../executor/precompiles/blake3-records.ts';
import { rangeBits } from '../../gadgets/bytes.ts';
import { access, type Row, range16 } from '../../gadgets/instruction.ts';
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
import {
  BLAKE3_BORDER,
  BLAKE3_BORDER_2,
  BLAKE3_MIDDLE,
  BLAKE3_MIDDLE_2,
  MEMORY,
  REGISTER,
} from '../../machine/buses.ts';
import { blockWord, HALF_ROUNDS, IV, SLOTS } from './schedule.ts';

/** A gap is below 2^28 then; times of tokens are below p / 2 < p - 2^28, so ts - 1 - gap does not wrap. */
const WINDOW_BITS = 12;

/** On which buses a table of calls and its table of half rounds talk. */
export interface Blake3Pair {
  /** Behind the chip's name. */
  readonly suffix: string;
  readonly middle: Bus;
  readonly border: Bus;
}
export const firstPair: Blake3Pair = { suffix: '', middle: BLAKE3_MIDDLE, border: BLAKE3_BORDER };
export const secondPair: Blake3Pair = { suffix: '_2', middle: BLAKE3_MIDDLE_2, border: BLAKE3_BORDER_2 };

export function blake3Chip({ suffix, middle, border } = firstPair) {
  const b = new ChipBuilder(`BLAKE3${suffix}`, 'blake3');
  const kind = kindOfStep(b);
  const { isChain, isLeft, isRight, isNode, isStep, isAgain } = kind;
  const number7 = isChain
    .mul(SYSCALL_BLAKE3_CHAIN - SYSCALL_BLAKE3_COMPRESS)
    .add(isNode.mul(SYSCALL_BLAKE3_PATH - SYSCALL_BLAKE3_COMPRESS));
  const row = precompileCall(b, record, SYSCALL_BLAKE3_COMPRESS, record.isReal, number7, isAgain);
  const { isReal, ts } = row;
  const number = b.column('row', record.row);
  const [nextIsReal, isFirst, isTransition] = [b.next(isReal), b.selector('isFirst'), b.selector('isTransition')];
  // Flags are 0 or 1 in live rows and 0 or -1 in others, and their sum is 0 or 1: a live row is single, or of one kind, and the others of none.
  b.assertBit(isStep, 'a step is of one kind');
  b.assertBit(isReal.sub(isChain), 'a block of a chain is live');
  b.assertBit(isReal.sub(isLeft), 'a left node is live');
  b.assertBit(isReal.sub(isRight), 'a right node is live');
  b.assertZero(isFirst.mul(isReal), 'the first row is no call');
  const isGap = isReal.not().mul(isFirst.not());
  b.assertZero(isTransition.mul(nextIsReal).mul(isGap), 'calls follow from the second row on');
  b.assertZero(isTransition.mul(nextIsReal).mul(b.next(number).sub(number).sub(HALF_ROUNDS)), 'row grows by 14');

  const valueCell = pointerCell(b, row, wordArgument(b, row, 10, record.x10PrevTs, record.x10Value));
  const blockPointer = movingPointer(b, row, kind);
  const blockCell = pointerCell(b, row, blockPointer);
  const input = inputs.map((witness, slot) => byteColumns(b, `input${slot}`, witness));
  movingRegisters(b, row, kind, input.map(wordOf));
  const value = SLOTS.flatMap((i) => b.limbs(`value${i}Limb`, blake3Cells.value[i]!));
  const block = blake3Cells.block.flatMap((witness, i) => b.limbs(`block${i}Limb`, witness));
  const valueWord = (i: number): Word => [value[2 * i]!, value[2 * i + 1]!];
  const message = (halfRound: number, slot: number, which: 0 | 1): Word => {
    const index = blockWord(halfRound, slot, which);
    return [block[2 * index]!, block[2 * index + 1]!];
  };

  // Of a path: the initial value, and what its token holds besides it is the node, which is half of the block.
  for (const [i, limb] of value.entries()) {
    const initial = (IV[i >> 1]! >>> (16 * (i & 1))) & 0xffff;
    b.assertZero(isNode.mul(limb.sub(initial)), `limb ${i} of the chaining value of a node is the initial value's`);
  }
  const before = value.map((limb, i) =>
    limb
      .mul(isNode.not())
      .add(isLeft.mul(block[i]!))
      .add(isRight.mul(block[16 + i]!)),
  );

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
  const limbsOf = (limbs: readonly Expr[], cell: number) =>
    limbs.slice(4 * cell, 4 * cell + 4) as [Expr, Expr, Expr, Expr];
  // Perf: consumed tuples of degree 2 stand alone in their groups; the two interactions behind each make a pair.
  for (let cell = 0; cell < 4; cell++) {
    const prevTs = b.column(`value${cell}PrevTs`, blake3Cells.valuePrevTs[cell]!);
    touchCell(b, row, valueCell.add(cell), prevTs, limbsOf(before, cell), limbsOf(result, cell));
  }
  for (let cell = 0; cell < 8; cell++) {
    const limbs = limbsOf(block, cell);
    const prevTs = b.column(`block${cell}PrevTs`, blake3Cells.blockPrevTs[cell]!);
    // The half that is a node is not read here; a sibling lies at a1 whichever half it is.
    const isRead = isReal.sub(cell < 4 ? isLeft : isRight);
    const index = cell < 4 ? blockCell.add(cell) : blockCell.add(cell).sub(isNode.mul(4));
    b.receive(MEMORY, isRead, [index, prevTs, ...limbs]);
    b.send(MEMORY, isRead, [index, ts, ...limbs]);
    range16(b, isRead, windowEnd.sub(prevTs).sub(1));
  }

  const last = HALF_ROUNDS - 1;
  const seconds = (halfRound: number) => SLOTS.flatMap((slot) => message(halfRound, slot, 1));
  for (let halfRound = 0; halfRound < last; halfRound++) {
    const firsts = SLOTS.flatMap((slot) => message(halfRound + 1, slot, 0));
    b.send(middle, isReal, [number.add(1 + halfRound), ...seconds(halfRound), ...firsts]);
  }
  const ends = [final[0]!.map(wordOf), unrotated, final[2]!.map(wordOf), final[3]!.map(wordOf)].flat(2);
  const starts = (['a', 'b', 'c', 'd'] as const).flatMap((r) =>
    start.flatMap((word) => word[r].map((e) => nextOf(b, e))),
  );
  const isBorder = isReal.add(nextIsReal).sub(isReal.mul(nextIsReal));
  b.send(border, isBorder, [number.add(HALF_ROUNDS), ...seconds(last), ...ends, ...starts]);
  return b.buildChip();
}

interface Kind {
  readonly isChain: Expr;
  readonly isLeft: Expr;
  readonly isRight: Expr;
  readonly isNode: Expr;
  /** Of a chain or a path. */
  readonly isStep: Expr;
  readonly isAgain: Expr;
  readonly count: Expr;
}

const isKind = (kind: number): Int => record.kind.eq(kind);
const isStepWitness = record.kind.ne(layout.BLAKE3_CALL_SINGLE);
const isNodeWitness = isKind(layout.BLAKE3_CALL_LEFT).or(isKind(layout.BLAKE3_CALL_RIGHT));
const isLastBlockWitness = isKind(layout.BLAKE3_CALL_CHAIN).and(record.x13Value.eq(1));
/** What stands in the last row of the initial state. */
const inputs: readonly Int[] = [
  isNodeWitness.select(0, record.x12Value),
  isNodeWitness.select(0, record.x12Value.shrU(32)),
  isStepWitness.select(layout.BLAKE3_BLOCK_BYTES, record.x13Value),
  record.x14Value.add(isLastBlockWitness.mul(layout.BLAKE3_FLAG_LAST)),
];

/** Whether the row is a step, of what, and whether another one follows. */
function kindOfStep(b: ChipBuilder): Kind {
  const isChain = b.column('isChain', isKind(layout.BLAKE3_CALL_CHAIN));
  const isLeft = b.column('isLeft', isKind(layout.BLAKE3_CALL_LEFT));
  const isRight = b.column('isRight', isKind(layout.BLAKE3_CALL_RIGHT));
  const isNode = isLeft.add(isRight);
  const isStep = isChain.add(isNode);
  const countWitness = isStepWitness.select(record.x13Value, 0);
  const count = b.column('count', countWitness);
  const isAgain = b.column('isAgain', isStepWitness.and(record.x13Value.ne(1)));
  const hint = b.column('countHint', isStepWitness.select(countWitness.sub(1).fieldInverse(), 0));
  b.assertZero(count.mul(isStep.not()), 'only steps are counted');
  b.assertZero(isAgain.mul(isStep.not()), 'only steps are done again');
  b.assertEqual(count.sub(1).mul(hint), isAgain, 'the last step is not done again');
  b.assertZero(isStep.mul(count.sub(1)).mul(isAgain.not()), 'all other steps are done again');
  return { isChain, isLeft, isRight, isNode, isStep, isAgain, count };
}

/** a1, which grows by what a step has read: limbs before. */
function movingPointer(b: ChipBuilder, row: Row, { isChain, isNode, isStep }: Kind): readonly [Expr, Expr] {
  const prevTs = b.column('x11PrevTs', record.x11PrevTs);
  const limbs = [b.column('x11Limb0', record.x11Value.limb(0)), b.column('x11Limb1', record.x11Value.limb(1))] as const;
  const grown = record.x11Value.and(0xffff).add(isNodeWitness.select(32, 64)).shrU(16);
  const isCarried = b.bit('isCarried', isStepWitness.select(grown, 0));
  b.assertZero(isCarried.mul(isStep.not()), 'only steps move the pointer');
  const low = limbs[0].add(isChain.mul(64)).add(isNode.mul(32)).sub(isCarried.mul(65536));
  range16(b, isStep, low);
  access(b, REGISTER, row.isReal, 11, prevTs, row.ts, [...limbs, 0, 0], [low, limbs[1].add(isCarried), 0, 0]);
  return limbs;
}

/** a2, a3, a4: counter, length and flags of a single compression, and what a step makes of them. */
function movingRegisters(b: ChipBuilder, row: Row, kind: Kind, [low, high, length, flags]: readonly Word[]): void {
  if (!low || !high || !length || !flags) throw new Error('BLAKE3 has four inputs.');
  const { isChain, isRight, isNode, isStep, isAgain, count } = kind;
  const ofNode = (name: string, witness: Int) => {
    const column = b.column(name, isNodeWitness.select(witness, 0));
    b.assertZero(column.mul(isNode.not()), `${name} is a node's`);
    return column;
  };
  const half = record.x12Value.shrU(1);
  const half0 = ofNode('half0', half.limb(0));
  const half1 = ofNode('half1', half.limb(1));
  const half1Bit = ofNode('half1Bit', record.x12Value.bit(16));
  b.assertBit(half1Bit, 'half1Bit is a bit');
  const counter = [...low, ...high];
  b.assertZero(isNode.mul(b.sum(counter)), 'the counter of a node is 0');
  const [low0, low1] = low;
  const before2 = [low0.add(half0.mul(2)).sub(half1Bit.mul(65536)).add(isRight), low1.add(half1.mul(2)).add(half1Bit)];
  const after2 = [low0.add(half0).add(isChain), low1.add(half1)];
  range16(b, isStep, after2[0]!);
  range16(b, isStep, half1);
  register(b, row, 12, record.x12PrevTs, [...before2, ...high], [...after2, ...high]);

  b.assertZero(isStep.mul(length[0].sub(layout.BLAKE3_BLOCK_BYTES)), 'the block of a step is whole');
  b.assertZero(isStep.mul(length[1]), 'the block of a step is not longer');
  const before3 = length[0].sub(isStep.mul(layout.BLAKE3_BLOCK_BYTES)).add(count);
  range16(b, isStep, count.sub(1));
  register(b, row, 13, record.x13PrevTs, [before3, length[1], 0, 0], [before3.sub(isStep), length[1], 0, 0]);

  const isLastBlock = b.column('isLastBlock', isLastBlockWitness);
  b.assertEqual(isLastBlock, isChain.mul(isAgain.not()), 'the last block is that of the last step');
  const before4 = flags[0].sub(isLastBlock.mul(layout.BLAKE3_FLAG_LAST));
  const dropped = b.column('dropped', isKind(layout.BLAKE3_CALL_CHAIN).select(record.x14Value, 0));
  b.assertZero(dropped.mul(isChain.not()), 'flags are dropped by a chain');
  b.assertZero(isChain.mul(before4.sub(dropped)), 'a chain drops all flags');
  b.assertZero(isChain.mul(flags[1]), 'a chain has flags below 2^16');
  register(b, row, 14, record.x14PrevTs, [before4, flags[1], 0, 0], [before4.sub(dropped), flags[1], 0, 0]);
}

function register(
  b: ChipBuilder,
  row: Row,
  n: number,
  witness: Int,
  before: readonly Operand[],
  after: readonly Operand[],
) {
  access(b, REGISTER, row.isReal, n, b.column(`x${n}PrevTs`, witness), row.ts, before, after);
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
