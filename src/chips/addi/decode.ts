/** DECODE rows of ADDI: flags = W form; d0, d1 = immediate limbs. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, immediateLimbs, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const [low, high] = immediateLimbs(instruction.imm);
  const flags = instruction.opcode === opcodes.addiw ? 1 : 0;
  return { ...registers(instruction), flags, d: [low, high, 0, 0] };
}
