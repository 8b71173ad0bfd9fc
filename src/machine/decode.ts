/**
 * The program as the DECODE table holds it: one row per instruction, its meaning given by the family's `decode.ts`. The executor's record
 * and the DECODE row come from the same `Instruction`; what no instruction of this machine encodes has no row.
 */
import { decodeFields as add } from '../chips/add/decode.ts';
import { decodeFields as addi } from '../chips/addi/decode.ts';
import { decodeFields as beq } from '../chips/beq/decode.ts';
import { decodeFields as blt } from '../chips/blt/decode.ts';
import { decodeFields as constant } from '../chips/const/decode.ts';
import { decodeFields as div } from '../chips/div/decode.ts';
import { decodeFields as ecall } from '../chips/exit/decode.ts';
import { decodeFields as jalr } from '../chips/jalr/decode.ts';
import { decodeFields as ld } from '../chips/ld/decode.ts';
import { decodeFields as load } from '../chips/load/decode.ts';
import { decodeFields as logic } from '../chips/logic/decode.ts';
import { decodeFields as logici } from '../chips/logici/decode.ts';
import { decodeFields as mul } from '../chips/mul/decode.ts';
import { decodeFields as mulh } from '../chips/mulh/decode.ts';
import { decodeFields as sd } from '../chips/sd/decode.ts';
import { decodeFields as shift } from '../chips/shift/decode.ts';
import { decodeFields as shifti } from '../chips/shifti/decode.ts';
import { decodeFields as slt } from '../chips/slt/decode.ts';
import { decodeFields as slti } from '../chips/slti/decode.ts';
import { decodeFields as store } from '../chips/store/decode.ts';
import type { Instruction, InstructionFamily } from '../isa/rv64im.ts';
import type { DecodeFields } from './decode-fields.ts';
import { families } from './families.ts';

type Decoder = (instruction: Instruction, pc: number) => DecodeFields;

const decoders: Record<InstructionFamily, Decoder> = {
  addi,
  add,
  const: constant,
  jalr,
  beq,
  blt,
  slt,
  slti,
  logic,
  logici,
  shift,
  shifti,
  ld,
  load,
  sd,
  store,
  mul,
  mulh,
  div,
  ecall,
};

/** The tuple on the DECODE bus of the instruction at `pc`, a word index; in the order of its fields. */
export function decodeRow(instruction: Instruction, pc: number): readonly number[] {
  const { flags, rd, rs1, rs2, d } = decoders[instruction.family](instruction, pc);
  return [pc, families[instruction.family], flags, rd, rs1, rs2, ...d];
}
