/** Opcode ids. Generated from src/isa/rv64im.ts by src/isa/opcodes-source.ts; do not edit. */
export const ILLEGAL = 0;
export const ADDI = 1; // rd = rs1 + imm
export const ADDIW = 2; // rd = sext32(rs1 + imm)
export const FENCE = 3; // no-op, executed as addi x0, x0, 0
export const ADD = 4; // rd = rs1 + rs2
export const SUB = 5; // rd = rs1 - rs2
export const ADDW = 6; // rd = sext32(rs1 + rs2)
export const SUBW = 7; // rd = sext32(rs1 - rs2)
export const LUI = 8; // rd = imm
export const AUIPC = 9; // rd = pc + imm
export const JAL = 10; // rd = pc + 4; pc = pc + imm
export const JALR = 11; // rd = pc + 4; pc = (rs1 + imm) & ~1
export const BEQ = 12; // if rs1 == rs2: pc = pc + imm
export const BNE = 13; // if rs1 != rs2: pc = pc + imm
export const BLT = 14; // if rs1 <s rs2: pc = pc + imm
export const BGE = 15; // if not rs1 <s rs2: pc = pc + imm
export const BLTU = 16; // if rs1 <u rs2: pc = pc + imm
export const BGEU = 17; // if not rs1 <u rs2: pc = pc + imm
export const SLT = 18; // rd = rs1 <s rs2
export const SLTU = 19; // rd = rs1 <u rs2
export const SLTI = 20; // rd = rs1 <s imm
export const SLTIU = 21; // rd = rs1 <u imm
export const AND = 22; // rd = rs1 & rs2
export const OR = 23; // rd = rs1 | rs2
export const XOR = 24; // rd = rs1 ^ rs2
export const ANDI = 25; // rd = rs1 & imm
export const ORI = 26; // rd = rs1 | imm
export const XORI = 27; // rd = rs1 ^ imm
export const SLL = 28; // rd = rs1 << (rs2 & 63)
export const SRL = 29; // rd = rs1 >>u (rs2 & 63)
export const SRA = 30; // rd = rs1 >>s (rs2 & 63)
export const SLLW = 31; // rd = sext32(rs1 << (rs2 & 31))
export const SRLW = 32; // rd = sext32(low32(rs1) >>u (rs2 & 31))
export const SRAW = 33; // rd = sext32(rs1) >>s (rs2 & 31)
export const SLLI = 34; // rd = rs1 << imm
export const SRLI = 35; // rd = rs1 >>u imm
export const SRAI = 36; // rd = rs1 >>s imm
export const SLLIW = 37; // rd = sext32(rs1 << imm)
export const SRLIW = 38; // rd = sext32(low32(rs1) >>u imm)
export const SRAIW = 39; // rd = sext32(rs1) >>s imm
export const LD = 40; // rd = 8 bytes at rs1 + imm
export const LB = 41; // rd = the byte at rs1 + imm, sign-extended
export const LH = 42; // rd = 2 bytes at rs1 + imm, sign-extended
export const LW = 43; // rd = 4 bytes at rs1 + imm, sign-extended
export const LBU = 44; // rd = the byte at rs1 + imm
export const LHU = 45; // rd = 2 bytes at rs1 + imm
export const LWU = 46; // rd = 4 bytes at rs1 + imm
export const SD = 47; // 8 bytes at rs1 + imm = rs2
export const SB = 48; // the byte at rs1 + imm = low byte of rs2
export const SH = 49; // 2 bytes at rs1 + imm = low 2 bytes of rs2
export const SW = 50; // 4 bytes at rs1 + imm = low 4 bytes of rs2
export const MUL = 51; // rd = low 64 bits of rs1 * rs2
export const MULW = 52; // rd = sext32(rs1 * rs2)
export const MULH = 53; // rd = high 64 bits of signed rs1 * signed rs2
export const MULHU = 54; // rd = high 64 bits of unsigned rs1 * unsigned rs2
export const MULHSU = 55; // rd = high 64 bits of signed rs1 * unsigned rs2
export const DIV = 56; // rd = rs1 /s rs2 towards 0; by 0: -1; MIN / -1: MIN
export const DIVU = 57; // rd = rs1 /u rs2; by 0: 2^64 - 1
export const REM = 58; // rd = rs1 - rs2 * (rs1 /s rs2); by 0: rs1; MIN by -1: 0
export const REMU = 59; // rd = rs1 - rs2 * (rs1 /u rs2); by 0: rs1
export const DIVW = 60; // div of the low 32 bits, sign-extended
export const DIVUW = 61; // divu of the low 32 bits, sign-extended
export const REMW = 62; // rem of the low 32 bits, sign-extended
export const REMUW = 63; // remu of the low 32 bits, sign-extended
export const ECALL = 64; // system call a7 with a0, a1, a2; the result goes to a0
