/** DECODE rows of SD: no flags; d0 = the immediate, as a signed element. */
import { signedElement } from '../../gadgets/address.ts';
import type { Instruction } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: 0, d: [signedElement(instruction.imm), 0, 0, 0] };
}
