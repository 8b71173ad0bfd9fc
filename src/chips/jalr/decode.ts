/** DECODE rows of JALR: d0, d1 = immediate limbs, d2 = limb 1 of pc + 4. */
import type { Instruction } from '../../isa/rv64im.ts';
import { type DecodeFields, immediateLimbs, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, pc: number): DecodeFields {
  const [low, high] = immediateLimbs(instruction.imm);
  return { ...registers(instruction), flags: 0, d: [low, high, (4 * pc + 4) >>> 16, 0] };
}
