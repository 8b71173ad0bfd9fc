/**
 * What one instruction of the program says on the DECODE bus, besides its pc and family; each family's meaning is in its
 * chip's `decode.ts`. Pcs are word indices (byte address / 4) everywhere.
 */
import { MEMORY_END } from '../executor/layout.ts';
import { destinationRegister, type Instruction } from '../isa/rv64im.ts';

export interface DecodeFields {
  /** Which instruction of the family, as bits. */
  readonly flags: number;
  /** Registers as they are accessed: writes to x0 already go to the dummy; 0 where the family has none. */
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** Immediate limbs, constant results or targets; canonical integers below p. */
  readonly d: readonly [number, number, number, number];
}

/** The register elements as the instruction has them. */
export function registers(instruction: Instruction): Pick<DecodeFields, 'rd' | 'rs1' | 'rs2'> {
  return { rd: destinationRegister(instruction), rs1: instruction.rs1, rs2: instruction.rs2 };
}

/** Low limb of a sign-extended 32-bit immediate, and its upper 16 bits, which for 12-bit immediates all upper limbs repeat. */
export function immediateLimbs(imm: number): [low: number, high: number] {
  return [imm & 0xffff, (imm >>> 16) & 0xffff];
}

/** A word index where no program has an instruction: the end of memory. A jump there cannot be proven, as it traps. */
export const NO_PC = MEMORY_END / 4;

/** Word index of `pc + offset bytes`; `NO_PC` if that is misaligned or outside memory, so that going there cannot be proven. */
export function targetPc(pc: number, offset: number): number {
  const target = 4 * pc + offset;
  return target % 4 === 0 && target >= 0 && target < MEMORY_END ? target / 4 : NO_PC;
}

/** The next pcs of a conditional branch whose condition holds and does not hold. */
export function branchPcs(pc: number, offset: number, jumpsIfTrue: boolean): [ifTrue: number, ifFalse: number] {
  const target = targetPc(pc, offset);
  return jumpsIfTrue ? [target, pc + 1] : [pc + 1, target];
}
