/**
 * One memory cell of a write to the public output: takes its step on the WRITE chain and sends each of its bytes to the
 * verifier.
 *
 * Soundness:
 * - The active bytes are bits with exactly one rise on a live row (none on padding), so they are one run:
 *   offset..offset + count - 1, with offset = where it rises and count >= 1.
 * - address - 8 cell = offset < 8 with a cell below 0x0f00_0000 (its memory token) has one solution for an address
 *   below p - 1; a chain that reaches the end of memory stops there, for no cell gives byte p - 1 = 0x7800_0000 and a
 *   row covers no bytes beyond its cell.
 * - The address grows, and a cell has one token, whose time would not move forward twice at one ts; so each byte is
 *   sent once, with its index: that of the row's first byte plus its distance from it.
 * - Bytes: the low one is a column, the high one (limb - low) / 256, both looked up; limb = low + 256 high over the
 *   integers.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { int } from '../../air/integer.ts';
import { writeCellRecord as record } from '../../executor/records.ts';
import { readCell } from '../../gadgets/address.ts';
import { BYTE_PAIR, OUTPUT, WRITE } from '../../machine/buses.ts';

export function writeCellChip() {
  const b = new ChipBuilder('WRITE_CELL', 'writeCell');
  const isReal = b.bit('isReal', 1);
  const ts = b.column('ts', record.ts);
  const cell = b.column('cell', record.cell);
  const prevTs = b.column('cellPrevTs', record.cellPrevTs);
  const value = b.limbs('v', record.value);
  const address = b.column('address', record.address);
  const remaining = b.column('remaining', record.remaining);
  const index = b.column('outputIndex', record.outputIndex);

  const active = Array.from({ length: 8 }, (_, i) => {
    const isBeforeEnd = int(i).ltU(record.byteOffset.add(record.count));
    return b.bit(`isActive${i}`, record.byteOffset.ltU(i + 1).and(isBeforeEnd));
  });
  const rises = active.map((bit, i) => (i === 0 ? bit : bit.mul(active[i - 1]!.not())));
  b.assertEqual(b.sum(rises), isReal, 'the active bytes of a live row are one run');
  const offset = address.sub(cell.mul(8));
  b.assertEqual(offset, b.sum(rises.map((rise, i) => rise.mul(i))), 'the address is that of the first active byte');
  const count = b.sum(active);

  readCell(b, ts, isReal, cell, { prevTs, value });
  b.receive(WRITE, isReal, [ts, address, remaining, index]);
  b.send(WRITE, isReal, [ts, address.add(count), remaining.sub(count), index.add(count)]);
  const bytes = value.flatMap((limb, i) => {
    const low = b.column(`low${i}`, record.value.byte(2 * i));
    const high = limb.sub(low).div(256);
    b.send(BYTE_PAIR, isReal, [low, high]);
    return [low, high];
  });
  for (const [i, bit] of active.entries()) b.send(OUTPUT, bit, [index.sub(offset).add(i), bytes[i]!]);
  return b.buildChip();
}
