/** DECODE rows of SHIFT: flags (src/gadgets/shift.ts). */
import { shiftFlags } from '../../gadgets/shift.ts';
import type { Instruction } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  return { ...registers(instruction), flags: shiftFlags.get(instruction.opcode)!, d: [0, 0, 0, 0] };
}
