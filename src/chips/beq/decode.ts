/** DECODE rows of BEQ: d0 = next pc if equal, d1 = next pc if not. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { branchPcs, type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, pc: number): DecodeFields {
  const [ifEqual, ifNot] = branchPcs(pc, instruction.imm, instruction.opcode === opcodes.beq);
  return { ...registers(instruction), flags: 0, d: [ifEqual, ifNot, 0, 0] };
}
