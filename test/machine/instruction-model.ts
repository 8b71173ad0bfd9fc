/**
 * What integer instructions do, in BigInt and straight from the manual (RISC-V unprivileged ISA, chapters 2 and 4): the oracle of
 * the chips' tests, independent of the executor and of the chips.
 */
import type { Mnemonic } from '../../src/isa/rv64im.ts';

export interface Effect {
  /** rd's new value; undefined if the instruction writes none. */
  readonly result?: bigint;
  /** Byte address of the next instruction. */
  readonly nextPc: bigint;
}

const signed = (x: bigint) => BigInt.asIntN(64, x);
const u64 = (x: bigint) => BigInt.asUintN(64, x);
const sext32 = (x: bigint) => u64(BigInt.asIntN(32, x));
const low32 = (x: bigint) => x & 0xffffffffn;

/** @param imm as decoded, sign-extended. @param pc byte address */
export function effectOf(mnemonic: Mnemonic, pc: bigint, a: bigint, b: bigint, imm: bigint): Effect {
  const to = (result: bigint): Effect => ({ result: u64(result), nextPc: pc + 4n });
  const branch = (taken: boolean): Effect => ({ nextPc: taken ? pc + imm : pc + 4n });
  const flag = (holds: boolean) => to(holds ? 1n : 0n);
  switch (mnemonic) {
    case 'addi':
    case 'fence':
      return to(a + imm);
    case 'addiw':
      return to(sext32(a + imm));
    case 'add':
      return to(a + b);
    case 'sub':
      return to(a - b);
    case 'addw':
      return to(sext32(a + b));
    case 'subw':
      return to(sext32(a - b));
    case 'lui':
      return to(imm);
    case 'auipc':
      return to(pc + imm);
    case 'jal':
      return { result: u64(pc + 4n), nextPc: pc + imm };
    case 'jalr':
      return { result: u64(pc + 4n), nextPc: u64(a + imm) & ~1n };
    case 'beq':
      return branch(a === b);
    case 'bne':
      return branch(a !== b);
    case 'blt':
      return branch(signed(a) < signed(b));
    case 'bge':
      return branch(signed(a) >= signed(b));
    case 'bltu':
      return branch(a < b);
    case 'bgeu':
      return branch(a >= b);
    case 'slt':
      return flag(signed(a) < signed(b));
    case 'sltu':
      return flag(a < b);
    case 'slti':
      return flag(signed(a) < imm);
    case 'sltiu':
      return flag(a < u64(imm));
    case 'and':
      return to(a & b);
    case 'or':
      return to(a | b);
    case 'xor':
      return to(a ^ b);
    case 'andi':
      return to(a & u64(imm));
    case 'ori':
      return to(a | u64(imm));
    case 'xori':
      return to(a ^ u64(imm));
    case 'sll':
      return to(a << (b & 63n));
    case 'srl':
      return to(a >> (b & 63n));
    case 'sra':
      return to(signed(a) >> (b & 63n));
    case 'sllw':
      return to(sext32(a << (b & 31n)));
    case 'srlw':
      return to(sext32(low32(a) >> (b & 31n)));
    case 'sraw':
      return to(BigInt.asIntN(32, a) >> (b & 31n));
    case 'slli':
      return to(a << imm);
    case 'srli':
      return to(a >> imm);
    case 'srai':
      return to(signed(a) >> imm);
    case 'slliw':
      return to(sext32(a << imm));
    case 'srliw':
      return to(sext32(low32(a) >> imm));
    case 'sraiw':
      return to(BigInt.asIntN(32, a) >> imm);
    default:
      throw new Error(`${mnemonic} is not in this model.`);
  }
}
