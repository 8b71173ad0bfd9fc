/**
 * DECODE rows of LOGICI: flags = op (src/gadgets/bitwise.ts); d0, d1 = bytes 0 and 1 of the immediate; limbs 1 to 3 of the result are
 * d2 * limb of rs1 + d3.
 */
import { P } from '../../air/expression.ts';
import { bitwiseOps } from '../../gadgets/bitwise.ts';
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const { opcode, imm } = instruction;
  const [scale, offset] = upperLimbs(opcode, imm < 0);
  const d: DecodeFields['d'] = [imm & 0xff, (imm >> 8) & 0xff, scale, offset];
  return { ...registers(instruction), flags: bitwiseOps.get(opcode)!, d };
}

/** and, or, xor of a limb with zeros or ones, as scale * limb + offset. */
function upperLimbs(opcode: number, isOnes: boolean): [scale: number, offset: number] {
  if (opcode === opcodes.andi) return isOnes ? [1, 0] : [0, 0];
  if (opcode === opcodes.ori) return isOnes ? [0, 65535] : [1, 0];
  return isOnes ? [P - 1, 65535] : [1, 0];
}
