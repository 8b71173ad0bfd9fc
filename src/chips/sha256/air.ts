/**
 * SHA256: one call of sha256_compress. a0 points to the hash value (4 cells), a1 to the block (8 cells). The row reads both, hands the block to
 * SHA256_SCHEDULE and the hash value to SHA256_ROUNDS, and adds to it the words that come back.
 *
 * Soundness:
 * - Registers, pointers and cells: src/gadgets/precompile.ts. Each cell is touched once at ts, so operands that overlap have no row.
 * - The block's tokens are older than ts: ts - 1 - prevTs is 2^16 window + a 16-bit number, window < 2^12, so below 2^28, as in a refresh.
 * - `ts` is this instruction's alone, so tuples of other calls do not mix with this one's; why the words received are the rounds' of
 *   those sent is said at SHA256_ROUNDS and SHA256_SCHEDULE.
 * - The final words' limbs equal sums of 16 bits there; those of the hash value are memory's. The sum's limbs are looked up to have 16 bits, and
 *   carries are bits, so it is the sum mod 2^32, and may be emitted to memory.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { SYSCALL_SHA256_COMPRESS } from '../../executor/layout.ts';
import { SHA256_STEPS } from '../../executor/precompiles/sha256-layout.ts';
import { sha256Record as record } from '../../executor/precompiles/sha256-records.ts';
import { rangeBits } from '../../gadgets/bytes.ts';
import { type LimbOperands, range16 } from '../../gadgets/instruction.ts';
import { pointerCell, precompileCall, touchCell, wordArgument } from '../../gadgets/precompile.ts';
import { sumWords, type Word, wordColumns } from '../../gadgets/word32.ts';
import { MEMORY, SHA256_MESSAGE, SHA256_WORDS } from '../../machine/buses.ts';

/** A gap is below 2^28 then; times of tokens are below p / 2 < p - 2^28, so ts - 1 - gap does not wrap. */
const WINDOW_BITS = 12;

export function sha256Chip() {
  const b = new ChipBuilder('SHA256', 'sha256');
  const row = precompileCall(b, record, SYSCALL_SHA256_COMPRESS);
  const { isReal, ts } = row;
  const valueCell = pointerCell(b, row, wordArgument(b, row, 10, record.x10PrevTs, record.x10Value));
  const blockCell = pointerCell(b, row, wordArgument(b, row, 11, record.x11PrevTs, record.x11Value));

  // The next hash value.
  const value = record.value.flatMap((witness, i) => b.limbs(`value${i}Limb`, witness));
  const final = record.final.map((witness, i) => wordColumns(b, `final${i}`, witness));
  const result = final.flatMap((word, i): Word => {
    const before = record.value[i >> 1]!.shrU(32 * (i & 1));
    const sum = wordColumns(b, `result${i}`, before.add(record.final[i]!).and(0xffffffff));
    sumWords(b, [[value[2 * i]!, value[2 * i + 1]!], word], sum, `word ${i} of the result`);
    for (const limb of sum) range16(b, isReal, limb);
    return sum;
  });
  for (const [i, prevTs] of record.valuePrevTs.entries()) {
    const limbs = (words: typeof value) => words.slice(4 * i, 4 * i + 4) as unknown as LimbOperands;
    touchCell(b, row, valueCell.add(i), b.column(`value${i}PrevTs`, prevTs), limbs(value), limbs(result));
  }

  // A block is often data that nobody has read for long: its tokens may be of any one window of 2^16 ticks.
  const window = b.column('blockWindow', record.blockWindow);
  rangeBits(b, isReal, WINDOW_BITS, window);
  const windowEnd = ts.sub(window.mul(65536));
  const block = record.block.map((witness, i) => {
    const limbs = b.limbs(`block${i}Limb`, witness);
    const prevTs = b.column(`block${i}PrevTs`, record.blockPrevTs[i]!);
    b.receive(MEMORY, isReal, [blockCell.add(i), prevTs, ...limbs]);
    b.send(MEMORY, isReal, [blockCell.add(i), ts, ...limbs]);
    range16(b, isReal, windowEnd.sub(prevTs).sub(1));
    return limbs;
  });

  for (let index = 0; index < 4; index++) {
    b.send(SHA256_MESSAGE, isReal, [ts, index, ...block[2 * index]!, ...block[2 * index + 1]!]);
  }
  b.send(SHA256_WORDS, isReal, [ts, 0, ...value]);
  b.receive(SHA256_WORDS, isReal, [ts, SHA256_STEPS, ...final.flat()]);
  return b.buildChip();
}
