/** DECODE rows of MUL: flags = W form. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const flags = instruction.opcode === opcodes.mulw ? 1 : 0;
  return { ...registers(instruction), flags, d: [0, 0, 0, 0] };
}
