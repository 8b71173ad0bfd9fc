/**
 * AND, OR, XOR: rd = rs1 op rs2. RISC-V unprivileged ISA, section 2.4.
 *
 * One lookup (x, y, x xor y) per byte gives the exclusive or e of a limb; the others are linear in it: and = (a + b - e) / 2,
 * or = (a + b + e) / 2. With `op` = -1, 1, 2 for and, or, xor all three are ((4 - op^2) / 6) (a + b) + (op / 2) e.
 *
 * Soundness: only low bytes are columns; a limb's high byte is (limb - low) / 256. The lookup holds bytes only, and low + 256 high = limb
 * with both below 256 has one solution for a limb below 2^16 (2^16 < p), so the bytes are the true ones and e is the exclusive or.
 * `op` is forced by DECODE. The result is a 16-bit number as and, or, xor of 16-bit numbers is.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { P } from '../../air/expression.ts';
import { bitwiseResult } from '../../gadgets/bitwise.ts';
import { decode, instructionRow, readRs1, readRs2, record, step, writeRd } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { BYTE_XOR } from '../../machine/buses.ts';

export function logicChip() {
  const b = new ChipBuilder('LOGIC', 'logic');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const op = b.column('op', record.opcode.eq(opcodes.xor).select(2, record.opcode.eq(opcodes.or).select(1, P - 1)));
  const result = b.limbs('r', record.rdValue);
  const rd = writeRd(b, row, result);
  decode(b, row, 'logic', { rd, rs1: rs1.index, rs2: rs2.index, d: [op] });
  step(b, row, row.pc.add(1));

  const exclusive = record.rs1Value.xor(record.rs2Value);
  for (let i = 0; i < 4; i++) {
    const [x, y] = [rs1.value[i]!, rs2.value[i]!];
    const xLow = b.column(`aLow${i}`, record.rs1Value.byte(2 * i));
    const yLow = b.column(`bLow${i}`, record.rs2Value.byte(2 * i));
    const low = b.column(`xor${2 * i}`, exclusive.byte(2 * i));
    const high = b.column(`xor${2 * i + 1}`, exclusive.byte(2 * i + 1));
    b.send(BYTE_XOR, row.isReal, [xLow, yLow, low]);
    b.send(BYTE_XOR, row.isReal, [x.sub(xLow).div(256), y.sub(yLow).div(256), high]);
    b.assertEqual(result[i]!, bitwiseResult(op, x.add(y), low.add(high.mul(256))), `limb ${i} of the result`);
  }
  return b.buildChip();
}
