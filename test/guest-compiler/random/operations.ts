/** The operations that random modules are made of, by the type of their result. Division and the like are apart: they trap. */
import type { Random } from '../../support/random.ts';
import { edgeValues } from '../../support/random.ts';

export type Type = 'i32' | 'i64' | 'f32' | 'f64';

export interface Operation {
  readonly name: string;
  readonly operands: readonly Type[];
}

const words = (text: string) => text.split(' ');
const operation = (name: string, ...operands: readonly Type[]): Operation => ({ name, operands });

const integerBinary = words('add sub mul and or xor shl shr_s shr_u rotl rotr');
const integerComparisons = words('eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u');
const integerUnary = words('clz ctz popcnt extend8_s extend16_s');
const floatComparisons = words('eq ne lt gt le ge');

function integerOperations(type: 'i32' | 'i64'): Operation[] {
  return [
    ...integerBinary.map((name) => operation(`${type}.${name}`, type, type)),
    // Twice: they are the most frequent in compiled programs.
    ...words('add sub mul and').map((name) => operation(`${type}.${name}`, type, type)),
    ...integerUnary.map((name) => operation(`${type}.${name}`, type)),
  ];
}

/** Operations without traps. */
export const operations: Record<'i32' | 'i64', readonly Operation[]> = {
  i32: [
    ...integerOperations('i32'),
    ...integerComparisons.flatMap((name) => [
      operation(`i32.${name}`, 'i32', 'i32'),
      operation(`i64.${name}`, 'i64', 'i64'),
    ]),
    operation('i32.eqz', 'i32'),
    operation('i64.eqz', 'i64'),
    operation('i32.wrap_i64', 'i64'),
    operation('i32.wrap_i64', 'i64'),
  ],
  i64: [
    ...integerOperations('i64'),
    operation('i64.extend32_s', 'i64'),
    ...words('s u s u').map((sign) => operation(`i64.extend_i32_${sign}`, 'i32')),
  ],
};

/** Used only when floats are wanted. NaNs made by the first kind are implementation-defined in V8 and must be made canonical. */
export const floatArithmetic: Record<'f32' | 'f64', readonly Operation[]> = {
  f32: [
    ...words('add sub mul div min max').map((name) => operation(`f32.${name}`, 'f32', 'f32')),
    ...words('sqrt ceil floor trunc nearest').map((name) => operation(`f32.${name}`, 'f32')),
    ...words('i32_s i32_u').map((source) => operation(`f32.convert_${source}`, 'i32')),
    ...words('i64_s i64_u').map((source) => operation(`f32.convert_${source}`, 'i64')),
    operation('f32.demote_f64', 'f64'),
  ],
  f64: [
    ...words('add sub mul div min max').map((name) => operation(`f64.${name}`, 'f64', 'f64')),
    ...words('sqrt ceil floor trunc nearest').map((name) => operation(`f64.${name}`, 'f64')),
    ...words('i32_s i32_u').map((source) => operation(`f64.convert_${source}`, 'i32')),
    ...words('i64_s i64_u').map((source) => operation(`f64.convert_${source}`, 'i64')),
    operation('f64.promote_f32', 'f32'),
  ],
};

export const floatBits: Record<Type, readonly Operation[]> = {
  f32: [
    ...words('abs neg').map((name) => operation(`f32.${name}`, 'f32')),
    operation('f32.copysign', 'f32', 'f32'),
    operation('f32.reinterpret_i32', 'i32'),
  ],
  f64: [
    ...words('abs neg').map((name) => operation(`f64.${name}`, 'f64')),
    operation('f64.copysign', 'f64', 'f64'),
    operation('f64.reinterpret_i64', 'i64'),
  ],
  i32: [
    ...floatComparisons.flatMap((name) => [
      operation(`f32.${name}`, 'f32', 'f32'),
      operation(`f64.${name}`, 'f64', 'f64'),
    ]),
    ...words('s u').flatMap((sign) => [
      operation(`i32.trunc_sat_f32_${sign}`, 'f32'),
      operation(`i32.trunc_sat_f64_${sign}`, 'f64'),
    ]),
    operation('i32.reinterpret_f32', 'f32'),
  ],
  i64: [
    ...words('s u').flatMap((sign) => [
      operation(`i64.trunc_sat_f32_${sign}`, 'f32'),
      operation(`i64.trunc_sat_f64_${sign}`, 'f64'),
    ]),
    operation('i64.reinterpret_f64', 'f64'),
  ],
};

export const divisions = words('div_s div_u rem_s rem_u');

export const loads: Record<Type, readonly string[]> = {
  i32: words('load load load8_s load8_u load16_s load16_u').map((name) => `i32.${name}`),
  i64: words('load load load8_s load8_u load16_s load16_u load32_s load32_u').map((name) => `i64.${name}`),
  f32: ['f32.load'],
  f64: ['f64.load'],
};

export const stores: Record<Type, readonly string[]> = {
  i32: words('store store store8 store16').map((name) => `i32.${name}`),
  i64: words('store store store8 store16 store32').map((name) => `i64.${name}`),
  f32: ['f32.store'],
  f64: ['f64.store'],
};

const floatConstants = words(
  '0 -0 1 -1 0.5 1.5 2.5 1e10 -3.75 4294967296 9.3e18 1e-40 inf -inf nan 0x1.fffffep+127 0x1p-149',
);

export function constant(random: Random, type: Type): string {
  if (type === 'f32' || type === 'f64') return `(${type}.const ${random.pick(floatConstants)})`;
  const bits = type === 'i32' ? 32 : 64;
  const value =
    random.below(2) === 0
      ? BigInt(random.between(-40, 70))
      : random.below(3) === 0
        ? random.u64()
        : random.pick(edgeValues);
  return `(${type}.const ${BigInt.asIntN(bits, value)})`;
}
