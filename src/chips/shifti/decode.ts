/**
 * DECODE rows of SHIFTI, for an amount of k + 16 q: flags (src/gadgets/shift.ts) plus 16, 32 or 64 for q = 1, 2, 3; d0 = k, d1 = 2^k,
 * d2 = 2^(16-k).
 */
import { shiftFlags } from '../../gadgets/shift.ts';
import type { Instruction } from '../../isa/rv64im.ts';
import { type DecodeFields, registers } from '../../machine/decode-fields.ts';

export const MOVE_WEIGHTS = [16, 32, 64] as const;

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const { opcode, imm } = instruction;
  const k = imm & 15;
  const flags = shiftFlags.get(opcode)! + ([0, ...MOVE_WEIGHTS][imm >> 4] ?? 0);
  return { ...registers(instruction), flags, d: [k, 2 ** k, 2 ** (16 - k), 0] };
}
