/** DECODE rows of DIV: flags = signed 64-bit, signed 32-bit, 32-bit, remainder. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export const SIGNED_LONG = 1;
export const SIGNED_WORD = 2;
export const WORD = 4;
export const REMAINDER = 8;

const flagsOf = new Map([
  [opcodes.div, SIGNED_LONG],
  [opcodes.divu, 0],
  [opcodes.rem, SIGNED_LONG + REMAINDER],
  [opcodes.remu, REMAINDER],
  [opcodes.divw, SIGNED_WORD + WORD],
  [opcodes.divuw, WORD],
  [opcodes.remw, SIGNED_WORD + WORD + REMAINDER],
  [opcodes.remuw, WORD + REMAINDER],
]);

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: flagsOf.get(instruction.opcode)!, d: [0, 0, 0, 0] };
}
