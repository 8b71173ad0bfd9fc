/**
 * Numeric instructions without traps and without calls, from opcode 0x45 on (core specification, 5.4.7): operand types,
 * result type, and how the value is made of RV64IM operations. Division, bit counting and floats are elsewhere.
 */
import type { ValueType } from '../parse/module.ts';
import { isSignExtended, maxBits } from './facts.ts';
import { constant, type IrFunction, type Value } from './ir.ts';
import { make } from './operations.ts';

type Maker = (fn: IrFunction, a: Value, b: Value) => Value;

export interface NumericInstruction {
  readonly params: readonly ValueType[];
  readonly result: ValueType;
  readonly make: Maker;
}

const not: Maker = (fn, a) => make(fn, 'xori', [a], 1);
const plain =
  (op: string): Maker =>
  (fn, a, b) =>
    make(fn, op, [a, b]);
const swapped =
  (op: string): Maker =>
  (fn, a, b) =>
    make(fn, op, [b, a]);
const negated =
  (maker: Maker): Maker =>
  (fn, a, b) =>
    not(fn, maker(fn, a, b), a);
const isZero: Maker = (fn, a) => make(fn, 'sltiu', [a], 1);
const equal: Maker = (fn, a, b) => isZero(fn, make(fn, 'xor', [a, b]), a);
const notEqual: Maker = (fn, a, b) => make(fn, 'sltu', [constant(fn, 0n), make(fn, 'xor', [a, b])]);

/** eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u */
const comparisons: readonly Maker[] = [
  equal,
  notEqual,
  plain('slt'),
  plain('sltu'),
  swapped('slt'),
  swapped('sltu'),
  negated(swapped('slt')),
  negated(swapped('sltu')),
  negated(plain('slt')),
  negated(plain('sltu')),
];

/** rotl(x, k) = x << k | x >> (width - k); the machine has no rotation. */
function rotation(out: string, back: string): Maker {
  const suffix = out.endsWith('w') ? 'w' : '';
  return (fn, a, k) =>
    make(fn, 'or', [make(fn, out, [a, k]), make(fn, back, [a, make(fn, `sub${suffix}`, [constant(fn, 0n), k])])]);
}

export const signExtendWord: Maker = (fn, a) => make(fn, 'addiw', [a], 0);

export function zeroExtendWord(fn: IrFunction, a: Value): Value {
  if (maxBits(a) <= 32 && (maxBits(a) <= 31 || !isSignExtended(a))) return a;
  return make(fn, 'srli', [make(fn, 'slli', [a], 32)], 32);
}

const extend =
  (left: string, right: string, bits: number): Maker =>
  (fn, a) =>
    make(fn, right, [make(fn, left, [a], bits)], bits);
const same: Maker = (_, a) => a;

const table = new Map<number, NumericInstruction>();

function define(opcode: number, params: readonly ValueType[], result: ValueType, maker: Maker): void {
  table.set(opcode, { params, result, make: maker });
}

define(0x45, ['i32'], 'i32', isZero);
define(0x50, ['i64'], 'i32', isZero);
for (const [i, maker] of comparisons.entries()) {
  define(0x46 + i, ['i32', 'i32'], 'i32', maker);
  define(0x51 + i, ['i64', 'i64'], 'i32', maker);
}
const arithmetic: readonly [offset: number, op: string][] = [
  [0, 'add'],
  [1, 'sub'],
  [2, 'mul'],
  [10, 'sll'],
  [11, 'sra'],
  [12, 'srl'],
];
for (const [offset, op] of arithmetic) {
  define(0x6a + offset, ['i32', 'i32'], 'i32', plain(`${op}w`));
  define(0x7c + offset, ['i64', 'i64'], 'i64', plain(op));
}
for (const [i, op] of ['and', 'or', 'xor'].entries()) {
  define(0x71 + i, ['i32', 'i32'], 'i32', plain(op));
  define(0x83 + i, ['i64', 'i64'], 'i64', plain(op));
}
define(0x77, ['i32', 'i32'], 'i32', rotation('sllw', 'srlw'));
define(0x78, ['i32', 'i32'], 'i32', rotation('srlw', 'sllw'));
define(0x89, ['i64', 'i64'], 'i64', rotation('sll', 'srl'));
define(0x8a, ['i64', 'i64'], 'i64', rotation('srl', 'sll'));
define(0xa7, ['i64'], 'i32', signExtendWord);
define(0xac, ['i32'], 'i64', same);
define(0xad, ['i32'], 'i64', zeroExtendWord);
define(0xbc, ['f32'], 'i32', same);
define(0xbd, ['f64'], 'i64', same);
define(0xbe, ['i32'], 'f32', same);
define(0xbf, ['i64'], 'f64', same);
define(0xc0, ['i32'], 'i32', extend('slliw', 'sraiw', 24));
define(0xc1, ['i32'], 'i32', extend('slliw', 'sraiw', 16));
define(0xc2, ['i64'], 'i64', extend('slli', 'srai', 56));
define(0xc3, ['i64'], 'i64', extend('slli', 'srai', 48));
define(0xc4, ['i64'], 'i64', signExtendWord);
// Signs of floats are bits. f32 patterns are kept sign-extended like an i32.
const clearSign =
  (left: string, right: string): Maker =>
  (fn, a) =>
    make(fn, right, [make(fn, left, [a], 1)], 1);
const signBit = (fn: IrFunction, bits: bigint): Value => constant(fn, -(1n << (bits - 1n)));
const copySign =
  (absolute: Maker, bits: bigint): Maker =>
  (fn, a, b) =>
    make(fn, 'or', [absolute(fn, a, a), make(fn, 'and', [b, signBit(fn, bits)])]);
for (const [opcode, type, bits, left, right] of [
  [0x8b, 'f32', 32n, 'slliw', 'srliw'],
  [0x99, 'f64', 64n, 'slli', 'srli'],
] as const) {
  const absolute = clearSign(left, right);
  define(opcode, [type], type, absolute);
  define(opcode + 1, [type], type, (fn, a) => make(fn, 'xor', [a, signBit(fn, bits)]));
  define(opcode + 13, [type, type], type, copySign(absolute, bits));
}

export const numericInstructions: ReadonlyMap<number, NumericInstruction> = table;
