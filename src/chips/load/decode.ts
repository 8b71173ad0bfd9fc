/** DECODE rows of the narrower loads (LOAD, LOADX): flags = width and sign, d0 = the immediate, as a signed element. */
import { signedElement } from '../../gadgets/address.ts';
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export const BYTE = 1;
export const HALF = 2;
/** Sign-extending. */
export const SIGNED = 4;

const flagsOf = new Map([
  [opcodes.lb, BYTE + SIGNED],
  [opcodes.lbu, BYTE],
  [opcodes.lh, HALF + SIGNED],
  [opcodes.lhu, HALF],
  [opcodes.lw, SIGNED],
  [opcodes.lwu, 0],
]);

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const flags = flagsOf.get(instruction.opcode)!;
  return { ...registers(instruction), flags, d: [signedElement(instruction.imm), 0, 0, 0] };
}
