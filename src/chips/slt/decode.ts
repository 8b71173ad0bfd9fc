/** DECODE rows of SLT: flags = signed. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: instruction.opcode === opcodes.slt ? 1 : 0, d: [0, 0, 0, 0] };
}
