/** DECODE rows of SLTI: flags = signed; d0 = limb 0, d1 = limbs 1 and 2, d2 = limb 3 of the immediate, top bit flipped if signed. */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, immediateLimbs, registers } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, _pc: number): DecodeFields {
  const isSigned = instruction.opcode === opcodes.slti;
  const [low, high] = immediateLimbs(instruction.imm);
  const top = isSigned ? high ^ 0x8000 : high;
  return { ...registers(instruction), flags: isSigned ? 1 : 0, d: [low, high, top, 0] };
}
