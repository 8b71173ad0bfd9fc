/**
 * Makes values, simplified as they are made: constants folded, immediates used, extensions dropped that do nothing. The same
 * rules run again over finished functions (opt/simplify.ts), when block parameters have turned out to be constants.
 */
import { compilerBug } from '../errors.ts';
import { isBoolean, isSignExtended, maxBits } from './facts.ts';
import { append, constant, type IrFunction, type Value } from './ir.ts';
import { evaluate, immediateForm, isFoldable } from './semantics.ts';

/** An operation before it is a value: either an existing value is the answer, or this is to be made. */
export type Simplified = Value | { op: string; args: Value[]; imm: number };

const MAX_RULES = 64;
const commutative = new Set(['add', 'addw', 'and', 'or', 'xor', 'mul', 'mulw']);
/** Read the low 32 bits of their operands only. */
const wordOperations = new Set(
  'addw subw addiw mulw sllw srlw sraw slliw srliw sraiw divw divuw remw remuw'.split(' '),
);
const shifts = new Map([
  ['sll', 63n],
  ['srl', 63n],
  ['sra', 63n],
  ['sllw', 31n],
  ['srlw', 31n],
  ['sraw', 31n],
]);

export const fitsImmediate = (value: bigint): boolean => value >= -2048n && value < 2048n;

export function isConst(value: Value, wanted?: bigint): boolean {
  return value.op === 'const' && (wanted === undefined || value.constant === wanted);
}

/** The operand of a zero extension from 32 bits, if `value` is one. */
export function zeroExtended(value: Value): Value | undefined {
  if (value.op !== 'srli' || value.imm !== 32) return undefined;
  const inner = value.args[0]!;
  return inner.op === 'slli' && inner.imm === 32 ? inner.args[0]! : undefined;
}

/** u if `value` is u >> 32 and u is a multiple of 2^32: the value's bits, shifted into the upper half of a register. */
function upperHalf(value: Value): Value | undefined {
  if (value.op !== 'srli' || value.imm !== 32) return undefined;
  const shifted = value.args[0]!;
  const factor = shifted.args[1];
  const isMultiple =
    (shifted.op === 'slli' && shifted.imm >= 32) ||
    (shifted.op === 'mul' && factor!.op === 'const' && (factor!.constant & 0xffff_ffffn) === 0n);
  return isMultiple ? shifted : undefined;
}

/**
 * Operands of an unsigned comparison: the word x, below 2^32, is compared as it is instead of sign-extended, if the other side is below
 * 2^31 or likewise a word. Sign extension of words keeps their unsigned order.
 */
export function unsignedOperands(a: Value, b: Value): [Value, Value] {
  const word = (value: Value): Value | undefined => {
    const inner = value.op === 'addiw' && value.imm === 0 ? value.args[0]! : value;
    return maxBits(inner) <= 32 ? inner : undefined;
  };
  const [left, right] = [word(a), word(b)];
  if (!left || !right) return [a, b];
  const isPlain = (value: Value, inner: Value): boolean => inner !== value || maxBits(inner) <= 31;
  return isPlain(a, left) && isPlain(b, right) ? [left, right] : [a, b];
}

/** A value with the same low 32 bits that costs less. */
function lowWord(value: Value): Value {
  if (value.op === 'addiw' && value.imm === 0) return value.args[0]!;
  return zeroExtended(value) ?? value;
}

function lowBits(value: Value, bits: number): Value {
  const low = bits <= 32 ? lowWord(value) : value;
  const mask = bits === 8 ? 255 : -1;
  if (low.op === 'andi' && low.imm === mask) return lowBits(low.args[0]!, bits);
  // Extensions from 8 and 16 bits: a pair of equal shifts.
  const inner = low.args[0];
  const isPair = (out: string, into: string): boolean => low.op === out && inner?.op === into && inner.imm === low.imm;
  if ((isPair('sraiw', 'slliw') || isPair('srliw', 'slliw')) && 32 - low.imm >= bits)
    return lowBits(inner!.args[0]!, bits);
  if ((isPair('srai', 'slli') || isPair('srli', 'slli')) && 64 - low.imm >= bits) return lowBits(inner!.args[0]!, bits);
  return low;
}

/** Data operand of a store of `bytes`. */
export function storedData(value: Value, bytes: number): Value {
  return bytes === 8 ? value : lowBits(value, 8 * bytes);
}

export function make(fn: IrFunction, op: string, args: Value[], imm = 0): Value {
  const result = simplify(fn, op, args, imm);
  return 'id' in result ? result : append(fn, result.op, result.args, result.imm);
}

/** @param depth of rules that led to each other: each makes the operation simpler, so there are few */
export function simplify(fn: IrFunction, op: string, rawArgs: Value[], imm: number, depth = 0): Simplified {
  if (depth > MAX_RULES) throw compilerBug(fn.name, `simplifying ${op} does not end`);
  let args = rawArgs;
  if (wordOperations.has(op)) args = args.map(lowWord);
  const mask = shifts.get(op);
  // Shift amounts are taken modulo the width anyway.
  if (mask !== undefined) {
    const amount = lowWord(args[1]!);
    const isMasked = amount.op === 'andi' && (amount.imm & Number(mask)) === Number(mask);
    args = [args[0]!, isMasked ? amount.args[0]! : amount];
  }
  let [a, b] = args as [Value, Value | undefined];
  const again = (nextOp: string, nextArgs: Value[], nextImm = 0): Simplified =>
    simplify(fn, nextOp, nextArgs, nextImm, depth + 1);
  if (!isFoldable(op)) return { op, args, imm };
  if (!b) {
    if (a.op === 'const') return constant(fn, evaluate(op, a.constant, BigInt(imm)));
    return simplifyImmediate(fn, op, a, imm, again);
  }
  if (a.op === 'const' && b.op === 'const') return constant(fn, evaluate(op, a.constant, b.constant));
  if (a.op === 'const' && commutative.has(op)) {
    [a, b] = [b, a];
    args = [a, b];
  }
  if (b.op === 'const') {
    const simplified = withConstant(fn, op, a, b.constant, again);
    if (simplified) return simplified;
  }
  if (a === b) {
    if (op === 'sub' || op === 'subw' || op === 'xor' || op === 'slt' || op === 'sltu') return constant(fn, 0n);
    if (op === 'and' || op === 'or') return a;
  }
  if (op === 'sltu' && isConst(a, 0n) && isBoolean(b)) return b;
  if (op === 'and') {
    // The other operand clears the upper half anyway.
    if (maxBits(b) <= 32 && zeroExtended(a)) return again('and', [zeroExtended(a)!, b]);
    if (maxBits(a) <= 32 && zeroExtended(b)) return again('and', [a, zeroExtended(b)!]);
  }
  if (op === 'mul' && upperHalf(a) && upperHalf(b)) {
    // (a 2^32)(b 2^32) / 2^64: one shift each instead of two.
    return { op: 'mulhu', args: [upperHalf(a)!, upperHalf(b)!], imm: 0 };
  }
  if (op === 'sltu') return { op, args: unsignedOperands(a, b), imm };
  return { op, args, imm };
}

type Again = (op: string, args: Value[], imm?: number) => Simplified;

function withConstant(fn: IrFunction, op: string, a: Value, c: bigint, again: Again): Simplified | undefined {
  const mask = shifts.get(op);
  if (mask !== undefined) return again(immediateForm[op]!, [a], Number(c & mask));
  // The product i64.mul(x, 2^32), made i32, comes here as a word operation with a wider constant.
  const word = BigInt.asIntN(32, c);
  if (wordOperations.has(op) && word !== c) return again(op, [a, constant(fn, word)]);
  if (op === 'sub' && fitsImmediate(-c)) return again('addi', [a], Number(-c));
  if (op === 'subw' && fitsImmediate(-c)) return again('addiw', [a], Number(-c));
  if (op === 'mul' || op === 'mulw') {
    if (c === 0n) return constant(fn, 0n);
    if (c > 0n && (c & (c - 1n)) === 0n) {
      return again(op === 'mul' ? 'slli' : 'slliw', [a], c.toString(2).length - 1);
    }
  }
  const isPower = c > 0n && (c & (c - 1n)) === 0n;
  if (isPower) {
    const log = c.toString(2).length - 1;
    if (op === 'divu') return again('srli', [a], log);
    if (op === 'divuw') return again('srliw', [a], log);
    if ((op === 'remu' || op === 'remuw') && fitsImmediate(c - 1n)) return again('andi', [a], Number(c - 1n));
  }
  if (op === 'and' && c === 0xffff_ffffn) {
    const inner = lowWordOnly(a);
    return maxBits(inner) <= 32 ? inner : again('srli', [make(fn, 'slli', [inner], 32)], 32);
  }
  const immediate = immediateForm[op];
  if (immediate && fitsImmediate(c)) return again(immediate, [a], Number(c));
  // A run of ones from bit 0: two shifts instead of a constant of two instructions or more.
  if (op === 'and' && c > 0n && (c & (c + 1n)) === 0n) {
    const bits = c.toString(2).length;
    if (maxBits(a) <= bits) return a;
    if (isSignExtended(a) && bits < 32) return again('srliw', [make(fn, 'slliw', [a], 32 - bits)], 32 - bits);
    return again('srli', [make(fn, 'slli', [a], 64 - bits)], 64 - bits);
  }
  return undefined;
}

function lowWordOnly(value: Value): Value {
  return value.op === 'addiw' && value.imm === 0 ? value.args[0]! : (zeroExtended(value) ?? value);
}

function simplifyImmediate(fn: IrFunction, op: string, a: Value, imm: number, again: Again): Simplified {
  const keep = { op, args: [a], imm };
  const inner = a.args[0];
  switch (op) {
    case 'addi':
      if (imm === 0) return a;
      if (a.op === 'addi' && fitsImmediate(BigInt(a.imm + imm))) return again('addi', [inner!], a.imm + imm);
      return keep;
    case 'addiw':
      if (imm === 0 && isSignExtended(a)) return a;
      if ((a.op === 'addiw' || a.op === 'addi') && fitsImmediate(BigInt(a.imm + imm))) {
        return again('addiw', [inner!], a.imm + imm);
      }
      if (imm === 0) {
        if (a.op === 'add' || a.op === 'sub' || a.op === 'mul') return again(`${a.op}w`, a.args);
        if (a.op === 'slli' && a.imm < 32) return again('slliw', a.args, a.imm);
      }
      return keep;
    case 'andi': {
      if (imm === 0) return constant(fn, 0n);
      if (imm === -1) return a;
      if (imm > 0 && (imm & (imm + 1)) === 0 && maxBits(a) <= 32 - Math.clz32(imm)) return a;
      if (a.op === 'andi') return again('andi', [inner!], a.imm & imm);
      if (imm > 0) {
        const low = lowWord(a);
        if (low !== a) return again('andi', [low], imm);
      }
      return keep;
    }
    case 'ori':
      return imm === 0 ? a : keep;
    case 'xori':
      if (imm === 0) return a;
      if (a.op === 'xori') return again('xori', [inner!], a.imm ^ imm);
      if (imm === 1 && a.op === 'sltiu' && a.imm === 1) return again('sltu', [constant(fn, 0n), inner!]);
      if (imm === 1 && a.op === 'sltu' && isConst(inner!, 0n)) return again('sltiu', [a.args[1]!], 1);
      return keep;
    case 'sltiu':
      if (imm === 1 && isBoolean(a)) return again('xori', [a], 1);
      if (imm === 1 && a.op === 'sltu' && isConst(inner!, 0n)) return again('sltiu', [a.args[1]!], 1);
      return keep;
    case 'slliw':
      return imm === 0 ? again('addiw', [a], 0) : keep;
    case 'srliw':
    case 'sraiw':
      if (imm === 0) return again('addiw', [a], 0);
      if (op === 'sraiw' && a.op === 'slliw' && a.imm === imm && maxBits(inner!) <= 31 - imm) return inner!;
      if (op === 'srliw' && a.op === 'slliw' && a.imm === imm && maxBits(inner!) <= 32 - imm) return inner!;
      return keep;
    case 'slli':
      if (imm === 0) return a;
      if (a.op === 'slli' && a.imm + imm < 64) return again('slli', [inner!], a.imm + imm);
      // The index of a table: zero extension and shift in two instructions instead of three.
      if (imm < 32 && zeroExtended(a)) return { op: 'srli', args: [inner!], imm: 32 - imm };
      if (imm >= 32 && lowWord(a) !== a) return again('slli', [lowWord(a)], imm);
      // The low word of a product with a constant, shifted up: the constant is.
      if (imm === 32 && a.op === 'mulw' && a.args[1]!.op === 'const') {
        return again('mul', [inner!, constant(fn, BigInt.asIntN(64, a.args[1]!.constant << 32n))]);
      }
      return keep;
    case 'srli':
    case 'srai':
      if (imm === 0) return a;
      if (a.op === op && a.imm + imm < 64) return again(op, [inner!], a.imm + imm);
      if (a.op === 'slli' && a.imm === imm && maxBits(inner!) <= (op === 'srli' ? 64 : 63) - imm) return inner!;
      if (op === 'srai' && imm === 32 && a.op === 'slli' && a.imm === 32) return again('addiw', [inner!], 0);
      if (op === 'srli' && imm === 32 && a.op === 'mul') {
        // The upper half of a product of words: (x 2^32) y / 2^64.
        const [x, y] = a.args as [Value, Value];
        if (upperHalf(x) && maxBits(y) <= 32) return again('mulhu', [upperHalf(x)!, y]);
        if (upperHalf(y) && maxBits(x) <= 32) return again('mulhu', [upperHalf(y)!, x]);
      }
      return keep;
    default:
      return keep;
  }
}
