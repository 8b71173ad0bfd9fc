/**
 * ANDI, ORI, XORI: rd = rs1 op imm. RISC-V unprivileged ISA, section 2.4.
 *
 * Limb 0 is done by two byte lookups as in LOGIC. Limbs 1 to 3 of the immediate are all zeros or all ones, so there each operation is
 * scale * a + offset with constants of the program: no lookup, and no column for the result.
 *
 * Soundness: `op`, the two immediate bytes, scale and offset are forced by DECODE; limb 0 as in LOGIC. Limbs 1 to 3 are
 * 0, 65535, a or 65535 - a, so below 2^16.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { P } from '../../air/expression.ts';
import { bitwiseResult } from '../../gadgets/bitwise.ts';
import { decode, destination, instructionRow, readRs1, record, step } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';
import { BYTE_XOR } from '../../machine/buses.ts';

export function logiciChip() {
  const b = new ChipBuilder('LOGICI', 'logici');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const isAnd = record.opcode.eq(opcodes.andi);
  const isOr = record.opcode.eq(opcodes.ori);
  const isXor = record.opcode.eq(opcodes.xori);
  const isOnes = record.imm.bit(63);
  const op = b.column('op', isXor.select(2, isOr.select(1, P - 1)));
  const immLow = b.column('immByte0', record.imm.byte(0));
  const immHigh = b.column('immByte1', record.imm.byte(1));
  const kept = isAnd.select(isOnes, isOr.select(isOnes.xor(1), 1));
  const scale = b.column('scale', isXor.and(isOnes).select(P - 1, kept));
  const offset = b.column('offset', isAnd.select(0, isOnes.mul(65535)));
  const rd = destination(b, row);
  rd.consume();
  decode(b, row, 'logici', { flags: op, rd: rd.index, rs1: rs1.index, d: [immLow, immHigh, scale, offset] });
  step(b, row, row.pc.add(1));

  const exclusive = record.rs1Value.xor(record.imm);
  const aLow = b.column('aLow', record.rs1Value.byte(0));
  const low = b.column('xor0', exclusive.byte(0));
  const high = b.column('xor1', exclusive.byte(1));
  const result0 = b.column('r0', record.rdValue.limb(0));
  b.send(BYTE_XOR, row.isReal, [aLow, immLow, low]);
  b.send(BYTE_XOR, row.isReal, [rs1.value[0].sub(aLow).div(256), immHigh, high]);
  const sum = rs1.value[0].add(immLow).add(immHigh.mul(256));
  b.assertEqual(result0, bitwiseResult(op, sum, low.add(high.mul(256))), 'limb 0 of the result');
  const upper = (i: number) => scale.mul(rs1.value[i]!).add(offset);
  // Perf: 11 interactions; the odd one has room for degree 2.
  rd.emit([result0, upper(1), upper(2), upper(3)]);
  return b.buildChip();
}
