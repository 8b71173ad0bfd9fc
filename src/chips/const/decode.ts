/**
 * DECODE rows of CONST: d0, d1 = low limbs of the result, d2 = its limbs 2 and 3, d3 = next pc. The limbs 2 and 3 of all results are
 * equal: LUI's is a sign-extended 32-bit number; AUIPC's lies in [-2^31, 2^31 + 2^31); JAL's is an address.
 */
import { type Instruction, opcodes } from '../../isa/rv64im.ts';
import { type DecodeFields, registers, targetPc } from '../../machine/decode-fields.ts';

export function decodeFields(instruction: Instruction, pc: number): DecodeFields {
  const { opcode, imm } = instruction;
  const isJump = opcode === opcodes.jal;
  const base = opcode === opcodes.lui ? 0 : 4 * pc;
  const result = BigInt.asUintN(64, BigInt(isJump ? base + 4 : base + imm));
  const limb = (i: number) => Number((result >> BigInt(16 * i)) & 0xffffn);
  return {
    ...registers(instruction),
    flags: 0,
    d: [limb(0), limb(1), limb(2), isJump ? targetPc(pc, imm) : pc + 1],
  };
}
