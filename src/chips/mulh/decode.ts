/** DECODE rows of MULH: flags = which operands are signed. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export const SIGNED_RS1 = 1;
export const SIGNED_RS2 = 2;

const flagsOf = new Map([
  [opcodes.mulh, SIGNED_RS1 + SIGNED_RS2],
  [opcodes.mulhsu, SIGNED_RS1],
  [opcodes.mulhu, 0],
]);

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: flagsOf.get(instruction.opcode)!, d: [0, 0, 0, 0] };
}
