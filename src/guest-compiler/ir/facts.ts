/** What is known of a value's upper bits, so that no extension is done twice. Pure look-ups of bounded depth. */
import type { Value } from './ir.ts';

const MAX_DEPTH = 6;
const UNKNOWN = 64;

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** The least n known with 0 <= value < 2^n; 64 if the sign is unknown. */
export function maxBits(value: Value, depth = 0): number {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const of = (i: number): number => maxBits(value.args[i]!, depth + 1);
  switch (value.op) {
    case 'const':
      return value.constant < 0n ? UNKNOWN : value.constant === 0n ? 0 : bitLength(value.constant);
    case 'lbu':
      return 8;
    case 'lhu':
      return 16;
    case 'lwu':
      return 32;
    case 'slt':
    case 'sltu':
    case 'slti':
    case 'sltiu':
      return 1;
    case 'andi':
      return value.imm >= 0 ? Math.min(32 - Math.clz32(value.imm), of(0)) : of(0);
    case 'and':
      return Math.min(of(0), of(1));
    case 'or':
    case 'xor':
      return Math.max(of(0), of(1));
    case 'ori':
    case 'xori':
      return value.imm >= 0 ? Math.max(32 - Math.clz32(value.imm), of(0)) : UNKNOWN;
    case 'srli': {
      const bits = Math.min(of(0), 64) - value.imm;
      return value.imm === 0 ? of(0) : Math.max(bits, 0);
    }
    case 'srliw': {
      const bits = of(0);
      return value.imm === 0 ? (bits <= 31 ? bits : UNKNOWN) : Math.max(Math.min(bits, 32) - value.imm, 0);
    }
    case 'srl':
    case 'remu':
    case 'divu': {
      const bits = of(0);
      if (value.op !== 'remu') return bits;
      return Math.min(bits, of(1));
    }
    case 'srlw':
    case 'divuw': {
      const bits = of(0);
      return bits <= 31 ? bits : UNKNOWN;
    }
    case 'remuw': {
      const bits = Math.min(of(0), of(1));
      return bits <= 31 ? bits : UNKNOWN;
    }
    case 'slli': {
      const bits = of(0) + value.imm;
      return bits <= 63 ? bits : UNKNOWN;
    }
    case 'slliw': {
      const bits = of(0) + value.imm;
      return bits <= 31 ? bits : UNKNOWN;
    }
    case 'add': {
      const bits = Math.max(of(0), of(1)) + 1;
      return bits <= 63 ? bits : UNKNOWN;
    }
    case 'addw': {
      const bits = Math.max(of(0), of(1)) + 1;
      return bits <= 31 ? bits : UNKNOWN;
    }
    case 'addi':
    case 'addiw': {
      const bits = value.imm >= 0 ? Math.max(of(0), 32 - Math.clz32(value.imm)) + (value.imm === 0 ? 0 : 1) : UNKNOWN;
      return bits <= (value.op === 'addi' ? 63 : 31) ? bits : UNKNOWN;
    }
    case 'mul':
    case 'mulw': {
      const bits = of(0) + of(1);
      return bits <= (value.op === 'mul' ? 63 : 31) ? bits : UNKNOWN;
    }
    case 'mulhu':
      return Math.max(of(0) + of(1) - 64, 0);
    default:
      return UNKNOWN;
  }
}

const alwaysSignExtended = new Set(
  'addw subw addiw sllw srlw sraw slliw srliw sraiw mulw divw divuw remw remuw lw lb lbu lh lhu slt sltu slti sltiu'.split(
    ' ',
  ),
);

/** Whether the value equals its low 32 bits, sign-extended. */
export function isSignExtended(value: Value, depth = 0): boolean {
  if (value.isI32 || alwaysSignExtended.has(value.op)) return true;
  if (value.op === 'const') return BigInt.asIntN(32, value.constant) === value.constant;
  if (depth > MAX_DEPTH) return false;
  switch (value.op) {
    case 'and':
    case 'or':
    case 'xor':
      if (value.args.every((arg) => isSignExtended(arg, depth + 1))) return true;
      break;
    case 'andi':
    case 'ori':
    case 'xori':
      if (isSignExtended(value.args[0]!, depth + 1)) return true;
      break;
    case 'srai':
      if (value.imm >= 32) return true;
      return isSignExtended(value.args[0]!, depth + 1);
  }
  return maxBits(value, depth) <= 31;
}

export function isBoolean(value: Value): boolean {
  return maxBits(value) <= 1;
}
