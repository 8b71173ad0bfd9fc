/** DECODE rows of the narrower stores (STORE, STOREX): flags = width, d0 = the immediate, as a signed element. */
import { signedElement } from '../../gadgets/address.ts';
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export const BYTE = 1;
export const HALF = 2;

const flagsOf = new Map([
  [opcodes.sb, BYTE],
  [opcodes.sh, HALF],
  [opcodes.sw, 0],
]);

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const flags = flagsOf.get(instruction.opcode)!;
  return { ...registers(instruction), flags, d: [signedElement(instruction.imm), 0, 0, 0] };
}
