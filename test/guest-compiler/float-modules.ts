/**
 * One module per float instruction: edge operands as bit patterns, from memory and as constants, results as bit patterns with NaNs
 * made canonical (V8's arithmetic may give any NaN; the machine's gives the canonical one).
 */
import { floatInstructions } from '../../src/guest-compiler/ir/float-instructions.ts';
import type { LabelledModule } from './integer-modules.ts';
import { dataString, module } from './prelude.ts';

type Type = 'i32' | 'i64' | 'f32' | 'f64';

export const floatNames: readonly string[] = [...floatInstructions.values()];

const operands: Record<Type, readonly bigint[]> = {
  f32: [
    ...[0n, 1n, 0x007f_ffffn, 0x0080_0000n, 0x3eff_ffffn, 0x3f00_0000n, 0x3f80_0000n, 0x3fc0_0000n, 0x4049_0fdbn],
    ...[0x4b80_0001n, 0x4eff_ffffn, 0x4f00_0000n, 0x5f00_0000n, 0x7f7f_ffffn, 0x7f80_0000n, 0x7fc0_0000n, 0x7f80_0001n],
  ].flatMap((pattern) => [pattern, pattern | 0x8000_0000n]),
  f64: [
    ...[0n, 1n, 0x000f_ffff_ffff_ffffn, 0x0010_0000_0000_0000n, 0x3fe0_0000_0000_0000n, 0x3ff0_0000_0000_0000n],
    ...[
      0x3ff8_0000_0000_0001n,
      0x4009_21fb_5444_2d18n,
      0x41df_ffff_ffc0_0000n,
      0x41e0_0000_0000_0000n,
      0x4330_0000_0000_0001n,
    ],
    ...[
      0x43df_ffff_ffff_ffffn,
      0x47ef_ffff_f000_0000n,
      0x7fef_ffff_ffff_ffffn,
      0x7ff0_0000_0000_0000n,
      0x7ff8_0000_0000_0000n,
    ],
    0x7ff0_0000_0000_0001n,
  ].flatMap((pattern) => [pattern, pattern | 0x8000_0000_0000_0000n]),
  i32: [0n, 1n, -1n, 0x7fff_ffffn, -0x8000_0000n, 0x0100_0001n, 0x7fff_ff40n, 12_345_678n],
  i64: [
    0n,
    1n,
    -1n,
    0x7fff_ffff_ffff_ffffn,
    -0x8000_0000_0000_0000n,
    0x20_0000_0000_0001n,
    0x7fff_ffff_ffff_fc00n,
    -0x100_0001n,
  ],
};

const binary = new Set('add sub mul div min max copysign eq ne lt gt le ge'.split(' '));
const comparisons = new Set('eq ne lt gt le ge'.split(' '));
const integerOf = (type: Type) => (type.endsWith('32') ? 'i32' : 'i64');
const isFloat = (type: Type) => type.startsWith('f');

/** Functions $canonical_T: any value to its bits, an f32's or f64's NaN to the canonical one. */
const canonical = `
  (func $bits_f32 (param f32) (result i64) (i64.extend_i32_u
    (select (i32.reinterpret_f32 (local.get 0)) (i32.const 0x7fc00000) (f32.eq (local.get 0) (local.get 0)))))
  (func $bits_f64 (param f64) (result i64)
    (select (i64.reinterpret_f64 (local.get 0)) (i64.const 0x7ff8000000000000) (f64.eq (local.get 0) (local.get 0))))
  (func $bits_i32 (param i32) (result i64) (i64.extend_i32_s (local.get 0)))
  (func $bits_i64 (param i64) (result i64) (local.get 0))`;

/** Whether the trapping truncation has a result. */
function isInRange(name: string, source: Type, pattern: bigint): boolean {
  const view = new DataView(new ArrayBuffer(8));
  if (source === 'f32') view.setUint32(0, Number(pattern));
  else view.setBigUint64(0, pattern);
  const value = Math.trunc(source === 'f32' ? view.getFloat32(0) : view.getFloat64(0));
  const bits = name.startsWith('i32') ? 32 : 64;
  const [low, high] = name.endsWith('_s') ? [-(2 ** (bits - 1)), 2 ** (bits - 1)] : [0, 2 ** bits];
  return value >= low && value < high;
}

export function floatModule(name: string): LabelledModule {
  const [type, operation] = name.split('.') as [Type, string];
  const source = (/_([if](?:32|64))/.exec(operation)?.[1] ?? type) as Type;
  const result: Type = comparisons.has(operation) ? 'i32' : type;
  const values = operands[source];
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  for (const [index, value] of values.entries()) bytes.setBigUint64(index * 8, BigInt.asUintN(64, value), true);
  const loaded = (index: number) => `(${source}.load (i32.const ${1024 + index * 8}))`;
  const constant = (index: number) => {
    const value = `(${integerOf(source)}.const ${values[index]})`;
    return isFloat(source) ? `(${source}.reinterpret_${integerOf(source)} ${value})` : value;
  };
  const labels: string[] = [];
  const statements: string[] = [];
  const emit = (operandTexts: readonly string[], label: string) => {
    labels.push(label);
    // The sign operations keep NaNs as they are.
    const bits = /^(abs|neg|copysign)$/.test(operation) ? `raw_${result}` : `bits_${result}`;
    statements.push(`(call $emit (call $${bits} (${name} ${operandTexts.join(' ')})))`);
  };
  for (const [i, a] of values.entries()) {
    if (/^trunc_f/.test(operation) && !isInRange(name, source, a)) continue;
    const others = binary.has(operation) ? [...values.keys()] : [undefined];
    for (const j of others) {
      const label = `${name}(0x${a.toString(16)}${j === undefined ? '' : `, 0x${values[j]!.toString(16)}`})`;
      emit(j === undefined ? [loaded(i)] : [loaded(i), loaded(j)], label);
      if (j === undefined || (i + j) % 4 === 0)
        emit(j === undefined ? [constant(i)] : [constant(i), constant(j)], `${label} constant`);
    }
  }
  const raw = `(func $raw_f32 (param f32) (result i64) (i64.extend_i32_u (i32.reinterpret_f32 (local.get 0))))
    (func $raw_f64 (param f64) (result i64) (i64.reinterpret_f64 (local.get 0)))`;
  const data = `(data (i32.const 1024) "${dataString(new Uint8Array(bytes.buffer))}")`;
  const bufferPages = Math.ceil((labels.length * 8) / 65_536);
  return { text: module(`${canonical} ${raw} ${data}`, statements.join('\n'), { bufferPages }), labels };
}
