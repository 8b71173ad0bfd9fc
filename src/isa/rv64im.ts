/**
 * THE instruction table: RV64I and M (RISC-V unprivileged ISA, 20240411, chapters 2, 4, 12 and the listing of chapter 34).
 * Decoder, encoder, disassembler, executor, chip routing, DECODE rows and documentation derive from it.
 *
 * FENCE, whatever its fields, is a no-op: it decodes as `addi x0, x0, 0` under its own mnemonic. Everything else that is
 * not in the table (EBREAK, CSR, FENCE.I, atomics, compressed) decodes to null and traps when executed. FENCE.I is
 * left out on purpose: stores never change what is fetched, so a no-op would not do what it promises.
 */
import { VouchError } from '../errors.ts';

export class IsaError extends VouchError {}

/** Where the operands lie in the word. `shift64` and `shift32` are I-type with a 6- and a 5-bit shift amount. */
export type Format = 'R' | 'I' | 'shift64' | 'shift32' | 'S' | 'B' | 'U' | 'J' | 'fence' | 'system';

/** What one chip proves (loads and stores have a second one for misaligned accesses). */
export type InstructionFamily =
  | 'addi'
  | 'add'
  | 'const'
  | 'jalr'
  | 'beq'
  | 'blt'
  | 'slt'
  | 'slti'
  | 'logic'
  | 'logici'
  | 'shift'
  | 'shifti'
  | 'ld'
  | 'load'
  | 'sd'
  | 'store'
  | 'mul'
  | 'mulh'
  | 'div'
  | 'ecall';

type Row = readonly [mnemonic: string, format: Format, match: number, family: InstructionFamily, semantics: string];

/**
 * Semantics: x0 reads 0; all values are 64 bits; `sext32` takes the low 32 bits and extends their sign; `<s` and `/s` are signed,
 * `<u` and `/u` unsigned; imm is sign-extended (shift amounts are not); pc is the instruction's own.
 * Opcode ids are positions in this list plus one; 0 is the illegal instruction.
 */
const rows = [
  ['addi', 'I', 0x00000013, 'addi', 'rd = rs1 + imm'],
  ['addiw', 'I', 0x0000001b, 'addi', 'rd = sext32(rs1 + imm)'],
  ['fence', 'fence', 0x0000000f, 'addi', 'no-op, executed as addi x0, x0, 0'],
  ['add', 'R', 0x00000033, 'add', 'rd = rs1 + rs2'],
  ['sub', 'R', 0x40000033, 'add', 'rd = rs1 - rs2'],
  ['addw', 'R', 0x0000003b, 'add', 'rd = sext32(rs1 + rs2)'],
  ['subw', 'R', 0x4000003b, 'add', 'rd = sext32(rs1 - rs2)'],
  ['lui', 'U', 0x00000037, 'const', 'rd = imm'],
  ['auipc', 'U', 0x00000017, 'const', 'rd = pc + imm'],
  ['jal', 'J', 0x0000006f, 'const', 'rd = pc + 4; pc = pc + imm'],
  ['jalr', 'I', 0x00000067, 'jalr', 'rd = pc + 4; pc = (rs1 + imm) & ~1'],
  ['beq', 'B', 0x00000063, 'beq', 'if rs1 == rs2: pc = pc + imm'],
  ['bne', 'B', 0x00001063, 'beq', 'if rs1 != rs2: pc = pc + imm'],
  ['blt', 'B', 0x00004063, 'blt', 'if rs1 <s rs2: pc = pc + imm'],
  ['bge', 'B', 0x00005063, 'blt', 'if not rs1 <s rs2: pc = pc + imm'],
  ['bltu', 'B', 0x00006063, 'blt', 'if rs1 <u rs2: pc = pc + imm'],
  ['bgeu', 'B', 0x00007063, 'blt', 'if not rs1 <u rs2: pc = pc + imm'],
  ['slt', 'R', 0x00002033, 'slt', 'rd = rs1 <s rs2'],
  ['sltu', 'R', 0x00003033, 'slt', 'rd = rs1 <u rs2'],
  ['slti', 'I', 0x00002013, 'slti', 'rd = rs1 <s imm'],
  ['sltiu', 'I', 0x00003013, 'slti', 'rd = rs1 <u imm'],
  ['and', 'R', 0x00007033, 'logic', 'rd = rs1 & rs2'],
  ['or', 'R', 0x00006033, 'logic', 'rd = rs1 | rs2'],
  ['xor', 'R', 0x00004033, 'logic', 'rd = rs1 ^ rs2'],
  ['andi', 'I', 0x00007013, 'logici', 'rd = rs1 & imm'],
  ['ori', 'I', 0x00006013, 'logici', 'rd = rs1 | imm'],
  ['xori', 'I', 0x00004013, 'logici', 'rd = rs1 ^ imm'],
  ['sll', 'R', 0x00001033, 'shift', 'rd = rs1 << (rs2 & 63)'],
  ['srl', 'R', 0x00005033, 'shift', 'rd = rs1 >>u (rs2 & 63)'],
  ['sra', 'R', 0x40005033, 'shift', 'rd = rs1 >>s (rs2 & 63)'],
  ['sllw', 'R', 0x0000103b, 'shift', 'rd = sext32(rs1 << (rs2 & 31))'],
  ['srlw', 'R', 0x0000503b, 'shift', 'rd = sext32(low32(rs1) >>u (rs2 & 31))'],
  ['sraw', 'R', 0x4000503b, 'shift', 'rd = sext32(rs1) >>s (rs2 & 31)'],
  ['slli', 'shift64', 0x00001013, 'shifti', 'rd = rs1 << imm'],
  ['srli', 'shift64', 0x00005013, 'shifti', 'rd = rs1 >>u imm'],
  ['srai', 'shift64', 0x40005013, 'shifti', 'rd = rs1 >>s imm'],
  ['slliw', 'shift32', 0x0000101b, 'shifti', 'rd = sext32(rs1 << imm)'],
  ['srliw', 'shift32', 0x0000501b, 'shifti', 'rd = sext32(low32(rs1) >>u imm)'],
  ['sraiw', 'shift32', 0x4000501b, 'shifti', 'rd = sext32(rs1) >>s imm'],
  ['ld', 'I', 0x00003003, 'ld', 'rd = 8 bytes at rs1 + imm'],
  ['lb', 'I', 0x00000003, 'load', 'rd = the byte at rs1 + imm, sign-extended'],
  ['lh', 'I', 0x00001003, 'load', 'rd = 2 bytes at rs1 + imm, sign-extended'],
  ['lw', 'I', 0x00002003, 'load', 'rd = 4 bytes at rs1 + imm, sign-extended'],
  ['lbu', 'I', 0x00004003, 'load', 'rd = the byte at rs1 + imm'],
  ['lhu', 'I', 0x00005003, 'load', 'rd = 2 bytes at rs1 + imm'],
  ['lwu', 'I', 0x00006003, 'load', 'rd = 4 bytes at rs1 + imm'],
  ['sd', 'S', 0x00003023, 'sd', '8 bytes at rs1 + imm = rs2'],
  ['sb', 'S', 0x00000023, 'store', 'the byte at rs1 + imm = low byte of rs2'],
  ['sh', 'S', 0x00001023, 'store', '2 bytes at rs1 + imm = low 2 bytes of rs2'],
  ['sw', 'S', 0x00002023, 'store', '4 bytes at rs1 + imm = low 4 bytes of rs2'],
  ['mul', 'R', 0x02000033, 'mul', 'rd = low 64 bits of rs1 * rs2'],
  ['mulw', 'R', 0x0200003b, 'mul', 'rd = sext32(rs1 * rs2)'],
  ['mulh', 'R', 0x02001033, 'mulh', 'rd = high 64 bits of signed rs1 * signed rs2'],
  ['mulhu', 'R', 0x02003033, 'mulh', 'rd = high 64 bits of unsigned rs1 * unsigned rs2'],
  ['mulhsu', 'R', 0x02002033, 'mulh', 'rd = high 64 bits of signed rs1 * unsigned rs2'],
  ['div', 'R', 0x02004033, 'div', 'rd = rs1 /s rs2 towards 0; by 0: -1; MIN / -1: MIN'],
  ['divu', 'R', 0x02005033, 'div', 'rd = rs1 /u rs2; by 0: 2^64 - 1'],
  ['rem', 'R', 0x02006033, 'div', 'rd = rs1 - rs2 * (rs1 /s rs2); by 0: rs1; MIN by -1: 0'],
  ['remu', 'R', 0x02007033, 'div', 'rd = rs1 - rs2 * (rs1 /u rs2); by 0: rs1'],
  ['divw', 'R', 0x0200403b, 'div', 'div of the low 32 bits, sign-extended'],
  ['divuw', 'R', 0x0200503b, 'div', 'divu of the low 32 bits, sign-extended'],
  ['remw', 'R', 0x0200603b, 'div', 'rem of the low 32 bits, sign-extended'],
  ['remuw', 'R', 0x0200703b, 'div', 'remu of the low 32 bits, sign-extended'],
  ['ecall', 'system', 0x00000073, 'ecall', 'system call a7 with a0, a1, a2; the result goes to a0'],
] as const satisfies readonly Row[];

export type Mnemonic = (typeof rows)[number][0];

/** Bits that must equal `match`. */
const masks: Record<Format, number> = {
  R: 0xfe00707f,
  I: 0x0000707f,
  shift64: 0xfc00707f,
  shift32: 0xfe00707f,
  S: 0x0000707f,
  B: 0x0000707f,
  U: 0x0000007f,
  J: 0x0000007f,
  fence: 0x0000707f,
  system: 0xffffffff,
};

export interface InstructionEntry {
  /** Dense small integer, 1 and up; 0 is `ILLEGAL_OPCODE`. */
  readonly opcode: number;
  readonly mnemonic: Mnemonic;
  readonly format: Format;
  readonly match: number;
  readonly mask: number;
  readonly family: InstructionFamily;
  readonly semantics: string;
}

/** A decoded instruction. Registers that its family does not access are 0; rd = 0 is x0, not yet the dummy. */
export interface Instruction {
  readonly opcode: number;
  readonly mnemonic: Mnemonic;
  readonly family: InstructionFamily;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** Sign-extended immediate (U: already shifted by 12; B, J: byte offset; shifts: amount). */
  readonly imm: number;
}

/** Opcode id of a word that is no instruction of this machine. */
export const ILLEGAL_OPCODE = 0;

export const instructionTable: readonly InstructionEntry[] = rows.map(
  ([mnemonic, format, match, family, semantics], i) => ({
    opcode: i + 1,
    mnemonic,
    format,
    match,
    mask: masks[format],
    family,
    semantics,
  }),
);

/** Opcode id by mnemonic. */
export const opcodes = Object.fromEntries(instructionTable.map((e) => [e.mnemonic, e.opcode])) as Record<
  Mnemonic,
  number
>;

export const NUM_OPCODES = instructionTable.length + 1;

/** Which registers an instruction of the family touches. ecall's are fixed by the system call instead. */
export const familyAccess: Record<
  InstructionFamily,
  { readonly rs1: boolean; readonly rs2: boolean; readonly rd: boolean }
> = {
  addi: { rs1: true, rs2: false, rd: true },
  add: { rs1: true, rs2: true, rd: true },
  const: { rs1: false, rs2: false, rd: true },
  jalr: { rs1: true, rs2: false, rd: true },
  beq: { rs1: true, rs2: true, rd: false },
  blt: { rs1: true, rs2: true, rd: false },
  slt: { rs1: true, rs2: true, rd: true },
  slti: { rs1: true, rs2: false, rd: true },
  logic: { rs1: true, rs2: true, rd: true },
  logici: { rs1: true, rs2: false, rd: true },
  shift: { rs1: true, rs2: true, rd: true },
  shifti: { rs1: true, rs2: false, rd: true },
  ld: { rs1: true, rs2: false, rd: true },
  load: { rs1: true, rs2: false, rd: true },
  sd: { rs1: true, rs2: true, rd: false },
  store: { rs1: true, rs2: true, rd: false },
  mul: { rs1: true, rs2: true, rd: true },
  mulh: { rs1: true, rs2: true, rd: true },
  div: { rs1: true, rs2: true, rd: true },
  ecall: { rs1: false, rs2: false, rd: false },
};

/** The register a write to x0 goes to. */
export const DUMMY_REGISTER = 32;

/** rd as DECODE and the records have it: x0 becomes the dummy register; 0 if the family writes none. */
export function destinationRegister(instruction: Instruction): number {
  if (!familyAccess[instruction.family].rd) return 0;
  return instruction.rd === 0 ? DUMMY_REGISTER : instruction.rd;
}

const byMajorOpcode: InstructionEntry[][] = Array.from({ length: 128 }, () => []);
for (const entry of instructionTable) byMajorOpcode[entry.match & 0x7f]?.push(entry);
const byMnemonic = new Map<string, InstructionEntry>(instructionTable.map((e) => [e.mnemonic, e]));

export function findInstruction(mnemonic: string): InstructionEntry | undefined {
  return byMnemonic.get(mnemonic);
}

/** The instruction that `word` encodes, or null if this machine has none. */
export function decode(word: number): Instruction | null {
  for (const entry of byMajorOpcode[word & 0x7f] ?? []) {
    if ((word & entry.mask) >>> 0 !== entry.match) continue;
    const { opcode, mnemonic, family, format } = entry;
    const isFence = format === 'fence';
    const access = familyAccess[family];
    return {
      opcode,
      mnemonic,
      family,
      rd: access.rd && !isFence ? (word >>> 7) & 31 : 0,
      rs1: access.rs1 && !isFence ? (word >>> 15) & 31 : 0,
      rs2: access.rs2 ? (word >>> 20) & 31 : 0,
      imm: decodeImmediate(format, word | 0),
    };
  }
  return null;
}

function decodeImmediate(format: Format, word: number): number {
  switch (format) {
    case 'I':
      return word >> 20;
    case 'shift64':
      return (word >>> 20) & 63;
    case 'shift32':
      return (word >>> 20) & 31;
    case 'S':
      return ((word >> 25) << 5) | ((word >>> 7) & 31);
    case 'B':
      return ((word >> 31) << 12) | ((word << 4) & 0x800) | ((word >>> 20) & 0x7e0) | ((word >>> 7) & 0x1e);
    case 'U':
      return word & ~0xfff;
    case 'J':
      return ((word >> 31) << 20) | (word & 0xff000) | ((word >>> 9) & 0x800) | ((word >>> 20) & 0x7fe);
    default:
      return 0;
  }
}

export interface Operands {
  readonly rd?: number;
  readonly rs1?: number;
  readonly rs2?: number;
  readonly imm?: number;
}

/** Inverse of `decode`. @throws IsaError if a register or the immediate does not fit. */
export function encode(mnemonic: Mnemonic, operands: Operands = {}): number {
  const entry = byMnemonic.get(mnemonic);
  if (!entry) throw new IsaError('UnknownInstruction', `There is no instruction "${mnemonic}".`);
  const { rd = 0, rs1 = 0, rs2 = 0, imm = 0 } = operands;
  for (const register of [rd, rs1, rs2]) {
    if (!Number.isInteger(register) || register < 0 || register > 31) {
      throw new IsaError('BadRegister', `${mnemonic}: register ${register} is not in 0..31.`);
    }
  }
  return (entry.match | registerBits(entry.format, rd, rs1, rs2) | immediateBits(entry, imm)) >>> 0;
}

function registerBits(format: Format, rd: number, rs1: number, rs2: number): number {
  switch (format) {
    case 'R':
      return (rd << 7) | (rs1 << 15) | (rs2 << 20);
    case 'I':
    case 'shift64':
    case 'shift32':
      return (rd << 7) | (rs1 << 15);
    case 'S':
    case 'B':
      return (rs1 << 15) | (rs2 << 20);
    case 'U':
    case 'J':
      return rd << 7;
    default:
      return 0;
  }
}

function immediateBits({ mnemonic, format }: InstructionEntry, imm: number): number {
  const require = (low: number, high: number, multiple: number): void => {
    if (!Number.isInteger(imm) || imm < low || imm > high || imm % multiple !== 0) {
      const step = multiple === 1 ? '' : `, a multiple of ${multiple}`;
      throw new IsaError('BadImmediate', `${mnemonic}: immediate ${imm} is not in ${low}..${high}${step}.`);
    }
  };
  switch (format) {
    case 'I':
      require(-2048, 2047, 1);
      return imm << 20;
    case 'shift64':
      require(0, 63, 1);
      return imm << 20;
    case 'shift32':
      require(0, 31, 1);
      return imm << 20;
    case 'S':
      require(-2048, 2047, 1);
      return ((imm >> 5) << 25) | ((imm & 31) << 7);
    case 'B':
      require(-4096, 4094, 2);
      return ((imm >> 12) << 31) | ((imm & 0x7e0) << 20) | ((imm & 0x1e) << 7) | ((imm & 0x800) >> 4);
    case 'U':
      require(-(2 ** 31), 2 ** 31 - 4096, 4096);
      return imm;
    case 'J':
      require(-(2 ** 20), 2 ** 20 - 2, 2);
      return ((imm >> 20) << 31) | ((imm & 0x7fe) << 20) | ((imm & 0x800) << 9) | (imm & 0xff000);
    default:
      require(0, 0, 1);
      return 0;
  }
}
