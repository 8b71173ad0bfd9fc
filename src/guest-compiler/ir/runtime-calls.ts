/**
 * Numeric instructions that are calls: bit counting (the machine has no instruction for it, helpers in link/runtime.ts) and
 * floats, by the soft-float module's exports: name of the instruction with underscores, i64 and i32 bit patterns.
 */
import type { ValueType } from '../parse/module.ts';

export interface RuntimeCall {
  readonly params: readonly ValueType[];
  readonly result: ValueType;
  readonly isFloat: boolean;
  readonly name: string;
}

const table = new Map<number, RuntimeCall>();

function define(opcode: number, name: string, params: readonly ValueType[], result: ValueType, isFloat = true): void {
  table.set(opcode, { params, result, isFloat, name });
}

for (const [i, name] of ['clz', 'ctz', 'popcnt'].entries()) {
  define(0x67 + i, `i32_${name}`, ['i32'], 'i32', false);
  define(0x79 + i, `i64_${name}`, ['i64'], 'i64', false);
}
for (const [type, comparison, unary] of [
  ['f32', 0x5b, 0x8d],
  ['f64', 0x61, 0x9b],
] as const) {
  for (const [i, name] of ['eq', 'ne', 'lt', 'gt', 'le', 'ge'].entries()) {
    define(comparison + i, `${type}_${name}`, [type, type], 'i32');
  }
  for (const [i, name] of ['ceil', 'floor', 'trunc', 'nearest', 'sqrt'].entries()) {
    define(unary + i, `${type}_${name}`, [type], type);
  }
  for (const [i, name] of ['add', 'sub', 'mul', 'div', 'min', 'max'].entries()) {
    define(unary + 5 + i, `${type}_${name}`, [type, type], type);
  }
}
const floats = ['f32', 'f64'] as const;
for (const [to, truncate, saturate] of [
  ['i32', 0xa8, 0xfc00],
  ['i64', 0xae, 0xfc04],
] as const) {
  for (const [i, from] of floats.entries()) {
    for (const [j, sign] of ['s', 'u'].entries()) {
      define(truncate + 2 * i + j, `${to}_trunc_${from}_${sign}`, [from], to);
      define(saturate + 2 * i + j, `${to}_trunc_sat_${from}_${sign}`, [from], to);
    }
  }
}
for (const [to, opcode] of [
  ['f32', 0xb2],
  ['f64', 0xb7],
] as const) {
  for (const [i, from] of (['i32', 'i64'] as const).entries()) {
    for (const [j, sign] of ['s', 'u'].entries())
      define(opcode + 2 * i + j, `${to}_convert_${from}_${sign}`, [from], to);
  }
}
define(0xb6, 'f32_demote_f64', ['f64'], 'f32');
define(0xbb, 'f64_promote_f32', ['f32'], 'f64');

export const runtimeCalls: ReadonlyMap<number, RuntimeCall> = table;
