/**
 * The write system call (a7 = 64): a0 = fd, a1 = address, a2 = length; a0 becomes the length. fd 1 appends to the
 * public output, fd 2 is debug text for the host and proves nothing. The bytes are WRITE_CELL's: this row starts a
 * chain on the WRITE bus at (ts, address, length, output index) and receives its end, where nothing remains.
 *
 * Soundness:
 * - a0's token must be 1 (`isOutput`) or 2; another fd has no row. a0 is consumed once and emitted at ts + 2 with a2's
 *   limbs, which were range-checked where they came from.
 * - `isActive` is "fd 1 and length > 0": it implies fd 1, and without it fd 1 has length limbs that sum to 0. Without
 *   it the chain does not exist and the output index stays; so fd 2 takes any address and length, and fd 1 with length
 *   0 any address.
 * - When active, upper limbs are 0 (four 16-bit limbs sum to 0), length limb 1 and index limb 1 are bytes and address
 *   limb 1 at most 0x77ff: length and index are below 2^24 and the address below 2^31 - 2^27 < p, each one element. The
 *   new index is old + length over the integers, its limbs checked to 16 and 8 bits. The old one's limbs come from the
 *   token, whose emitters are this chip and REGISTER.
 * - `ts` is this instruction's alone, so chains do not mix. A closed loop of WRITE_CELL rows, or a chain whose counts
 *   sum to length + p, would need p / 8 rows. So its counts sum to length; see WRITE_CELL for the bytes.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Operand } from '../../air/expression.ts';
import { MEMORY_END, SYSCALL_WRITE } from '../../executor/layout.ts';
import { writeRecord as record } from '../../executor/records.ts';
import { access, decode, range16, step } from '../../gadgets/instruction.ts';
import { BYTE_PAIR, OUTPUT_INDEX_REGISTER, REGISTER, WRITE } from '../../machine/buses.ts';

export function writeChip() {
  const b = new ChipBuilder('WRITE', 'write');
  const isReal = b.bit('isReal', 1);
  const row = { isReal, ts: b.column('ts', record.ts), pc: b.column('pc', record.pc) };
  const isOutputValue = record.x10Value.eq(1);
  const isOutput = b.bit('isOutput', isOutputValue);
  const isActive = b.bit('isActive', isOutputValue.and(record.x12Value.ne(0)));
  const address = b.limbs('address', record.x11Value);
  const length = b.limbs('length', record.x12Value);
  const index = [0, 1].map((i) => b.column(`index${i}`, record.outputIndex.limb(i))) as [Operand, Operand];
  const newIndex = [0, 1].map((i) => b.column(`newIndex${i}`, record.outputIndexAfter.limb(i))) as [Operand, Operand];

  const prevTs = {
    x17: b.column('x17PrevTs', record.x17PrevTs),
    x10: b.column('x10PrevTs', record.x10PrevTs),
    x11: b.column('x11PrevTs', record.x11PrevTs),
    x12: b.column('x12PrevTs', record.x12PrevTs),
    index: b.column('indexPrevTs', record.outputIndexPrevTs),
  };
  const number = [SYSCALL_WRITE, 0, 0, 0];
  const descriptor = [b.expressions.sub(2, isOutput), 0, 0, 0];
  access(b, REGISTER, isReal, 17, prevTs.x17, row.ts, number, number);
  access(b, REGISTER, isReal, 10, prevTs.x10, row.ts.add(2), descriptor, length);
  access(b, REGISTER, isReal, 11, prevTs.x11, row.ts, address, address);
  access(b, REGISTER, isReal, 12, prevTs.x12, row.ts, length, length);
  access(b, REGISTER, isReal, OUTPUT_INDEX_REGISTER, prevTs.index, row.ts, [...index, 0, 0], [...newIndex, 0, 0]);
  decode(b, row, 'ecall', {});
  step(b, row, row.pc.add(1));

  b.assertZero(isActive.mul(isReal.not()), 'only live rows are active');
  b.assertZero(isActive.mul(isOutput.not()), 'only fd 1 is active');
  b.assertZero(isOutput.sub(isActive).mul(b.sum(length)), 'fd 1 is active unless the length is 0');
  const upper = b.sum([address[2], address[3], length[2], length[3]]);
  b.assertZero(isActive.mul(upper), 'address and length are 32-bit numbers');
  range16(b, isActive, b.expressions.sub(MEMORY_END / 65536 - 1, address[1]));
  b.send(BYTE_PAIR, isActive, [length[1], newIndex[1]]);
  range16(b, isActive, newIndex[0]);
  const word = ([low, high]: readonly [Operand, Operand, ...Operand[]]) => b.expressions.mul(high, 65536).add(low);
  for (const i of [0, 1] as const) {
    const change = b.expressions.sub(newIndex[i], index[i]);
    b.assertZero(isReal.sub(isActive).mul(change), `limb ${i} of the output index stays unless active`);
  }
  const growth = word(newIndex).sub(word(index)).sub(word(length));
  b.assertZero(isActive.mul(growth), 'the output index grows by the length');

  b.send(WRITE, isActive, [row.ts, word(address), word(length), word(index)]);
  b.receive(WRITE, isActive, [row.ts, word(address).add(word(length)), 0, word(newIndex)]);
  return b.buildChip();
}
