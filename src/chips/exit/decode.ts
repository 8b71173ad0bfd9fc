/** DECODE rows of ECALL, for all system calls: nothing but the family, since their registers are fixed (EXIT, WRITE). */
import type { Instruction } from '../../isa/rv64im.ts';
import type { DecodeFields } from '../../machine/decode-fields.ts';

export function decodeFields(_instruction: Instruction, _pc: number): DecodeFields {
  return { flags: 0, rd: 0, rs1: 0, rs2: 0, d: [0, 0, 0, 0] };
}
