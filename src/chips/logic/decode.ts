/** DECODE rows of LOGIC: d0 = op (src/gadgets/bitwise.ts). */
import { bitwiseOps } from '../../gadgets/bitwise.ts';
import type { Instruction } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: 0, d: [bitwiseOps.get(instruction.opcode)!, 0, 0, 0] };
}
