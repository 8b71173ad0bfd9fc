/** DECODE rows of ADD: flags = which instruction. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

const ADD = 0;
export const SUB = 1;
export const ADDW = 2;
export const SUBW = 3;

const flagsOf = new Map([
  [opcodes.add, ADD],
  [opcodes.sub, SUB],
  [opcodes.addw, ADDW],
  [opcodes.subw, SUBW],
]);

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: flagsOf.get(instruction.opcode)!, d: [0, 0, 0, 0] };
}
