/**
 * MEMORY_INIT: every cell that the run touches or the program loads, once, by increasing index: sends its initial token
 * (time 0) and receives its final one. A cell's index is 65536 high + low.
 *
 * Soundness:
 * - Live rows are a prefix: after a padding row only padding rows follow. The wrap from the last row to the first is
 *   left out by `isTransition`.
 * - `low` < 2^16. `high` is in [-256, 0x0f00) for every kind, by one lookup: high + 256 < 2^12, or for private cells
 *   the narrower one below. From row to row either `high` stays and `low` grows, or `high` grows: `step`, the growth
 *   minus 1, is below 2^16, so nothing wraps p. The first row's `high` is 0 (`isSameHigh`) or step + 1, so it is not
 *   negative. Hence indices strictly increase within [0, 0x0f00_0000): one initial token per cell, and none beyond the
 *   end of memory.
 * - Exactly one of image, private, zero holds on a live row. Image rows take their limbs from IMAGE, all of whose rows
 *   have to be received; zero rows have limbs 0; private rows have limbs below 2^16 and an index in the private input:
 *   high - 0x0c00 < 2^8 (2^24 cells), or one of the two cells after those (`isTail`), since header and 128 MiB take
 *   2^24 + 2 cells.
 * - Time and limbs of the final token are what the last access emitted.
 */
import { ChipBuilder } from '../../air/chip.ts';
import {
  CELL_KIND_IMAGE,
  CELL_KIND_PRIVATE,
  MAX_PRIVATE_INPUT_BYTES,
  MEMORY_END,
  PRIVATE_INPUT_HEADER_BYTES,
  PRIVATE_INPUT_START,
} from '../../executor/layout.ts';
import { memoryInitRecord as record } from '../../executor/records.ts';
import { range16 } from '../../gadgets/instruction.ts';
import { IMAGE, MEMORY, RANGE_BITS } from '../../machine/buses.ts';

const END_HIGH = MEMORY_END / 8 / 65536;
const PRIVATE_HIGH = PRIVATE_INPUT_START / 8 / 65536;
const PRIVATE_LOG_HIGHS = 8;
const TAIL_HIGH = PRIVATE_HIGH + 2 ** PRIVATE_LOG_HIGHS;
const TAIL_CELLS = (PRIVATE_INPUT_HEADER_BYTES + MAX_PRIVATE_INPUT_BYTES) / 8 - 65536 * 2 ** PRIVATE_LOG_HIGHS;

export function memoryInitChip() {
  if (END_HIGH !== 0x0f00 || TAIL_CELLS !== 2) throw new Error('MEMORY_INIT is written for another memory map.');
  const b = new ChipBuilder('MEMORY_INIT', 'memoryInit');
  const isReal = b.bit('isReal', 1);
  const [highValue, previousHigh] = [record.cell.shrU(16), record.previousCell.shrU(16)];
  const high = b.column('high', highValue);
  const low = b.column('low', record.cell.and(0xffff));
  const cell = high.mul(65536).add(low);

  // Order. Cell 0 can only be in the first row, where nothing is demanded of its step.
  const isSameHighValue = highValue.eq(previousHigh);
  const isSameHigh = b.bit('isSameHigh', isSameHighValue);
  const growth = isSameHighValue.select(record.cell.sub(record.previousCell), highValue.sub(previousHigh)).sub(1);
  const step = b.column('step', record.cell.eq(0).select(0, growth));
  const isTransition = b.selector('isTransition');
  const isFirst = b.selector('isFirst');
  const [nextIsReal, nextHigh, nextLow] = [b.next(isReal), b.next(high), b.next(low)];
  const [nextIsSame, nextStep] = [b.next(isSameHigh), b.next(step)];
  b.assertZero(isTransition.mul(nextIsReal).mul(isReal.not()), 'live rows are a prefix');
  b.assertZero(isTransition.mul(nextIsSame).mul(nextHigh.sub(high)), 'high stays where isSameHigh says so');
  const highGrowth = nextIsReal.sub(nextIsSame).mul(nextHigh.sub(high).sub(1));
  const lowGrowth = nextIsSame.mul(nextLow.sub(low).sub(1));
  b.assertZero(isTransition.mul(nextStep.sub(lowGrowth).sub(highGrowth)), 'step is the growth minus 1');
  b.assertZero(isFirst.mul(isSameHigh).mul(high), 'in the first row high is 0 where it is that of a cell before');
  b.assertZero(isFirst.mul(isReal.sub(isSameHigh)).mul(step.sub(high).add(1)), 'else it is step + 1');

  const isImage = b.bit('isImage', record.kind.eq(CELL_KIND_IMAGE));
  const isPrivate = b.bit('isPrivate', record.kind.eq(CELL_KIND_PRIVATE));
  const isZero = isReal.sub(isImage).sub(isPrivate);
  b.assertBit(isZero, 'a live row has one kind');
  const isTailValue = record.kind.eq(CELL_KIND_PRIVATE).and(highValue.eq(TAIL_HIGH));
  const isTail = b.bit('isTail', isTailValue);
  b.assertZero(isTail.mul(high.sub(TAIL_HIGH)), 'the tail lies after the whole 65536 cells of private input');
  b.assertZero(isTail.mul(low).mul(low.sub(1)), 'the tail is two cells');
  const initial = b.limbs('initial', record.initialValue);
  for (const [i, limb] of initial.entries()) b.assertZero(isZero.mul(limb), `limb ${i} of a zero cell is 0`);
  const finalTs = b.column('finalTs', record.finalTs);
  const final = b.limbs('final', record.finalValue);

  b.receive(IMAGE, isImage, [cell, ...initial]);
  b.send(MEMORY, isReal, [cell, 0, ...initial]);
  b.receive(MEMORY, isReal, [cell, finalTs, ...final]);
  range16(b, isReal, low);
  range16(b, isReal, step);
  const start = isPrivate.mul(PRIVATE_HIGH + 256).sub(256);
  const power = isPrivate.mul((1 << PRIVATE_LOG_HIGHS) - (1 << 12)).add(1 << 12);
  const bits = isPrivate.mul(PRIVATE_LOG_HIGHS - 12).add(12);
  b.send(RANGE_BITS, isReal, [bits, high.sub(start).sub(isTail), power]);
  for (const limb of initial) range16(b, isPrivate, limb);
  return b.buildChip();
}
