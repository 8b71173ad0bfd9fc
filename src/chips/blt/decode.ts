/** DECODE rows of BLT: flags = signed; d0 = next pc if less, d1 = next pc if not. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { branchPcs, type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, pc: number): DecodeFields {
  const { opcode, imm } = instruction;
  const [ifLess, ifNot] = branchPcs(pc, imm, opcode === opcodes.blt || opcode === opcodes.bltu);
  const flags = opcode === opcodes.blt || opcode === opcodes.bge ? 1 : 0;
  return { ...registers(instruction), flags, d: [ifLess, ifNot, 0, 0] };
}
