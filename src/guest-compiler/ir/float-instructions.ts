/**
 * The float instructions of WebAssembly and the functions of the soft-float library (assembly/softfloat) that stand for them: the
 * function's name is the instruction's with `_` for `.`; f64 operands are i64 bit patterns, f32 operands i32 ones. Constants,
 * loads, stores and reinterpretations of floats need no function: they are those of the integers of the same width.
 */
import type { ValueType } from '../parse/module.ts';

/** Opcode -> instruction, in the order of the specification's table (WebAssembly 5.4.6). */
const names = new Map<number, string>();

function consecutive(firstOpcode: number, ...instructions: readonly string[]): void {
  for (const [index, instruction] of instructions.entries()) names.set(firstOpcode + index, instruction);
}

function eachFormat(firstOpcode: number, list: string): void {
  const operations = list.split(' ');
  consecutive(firstOpcode, ...['f32', 'f64'].flatMap((format) => operations.map((name) => `${format}.${name}`)));
}

function truncations(firstOpcode: number, integer: string, name: string): void {
  consecutive(
    firstOpcode,
    ...['f32', 'f64'].flatMap((format) => ['s', 'u'].map((sign) => `${integer}.${name}_${format}_${sign}`)),
  );
}

function conversions(firstOpcode: number, format: string): void {
  consecutive(
    firstOpcode,
    ...['i32', 'i64'].flatMap((integer) => ['s', 'u'].map((sign) => `${format}.convert_${integer}_${sign}`)),
  );
}

eachFormat(0x5b, 'eq ne lt gt le ge');
eachFormat(0x8b, 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign');
truncations(0xa8, 'i32', 'trunc');
truncations(0xae, 'i64', 'trunc');
conversions(0xb2, 'f32');
consecutive(0xb6, 'f32.demote_f64');
conversions(0xb7, 'f64');
consecutive(0xbb, 'f64.promote_f32');
truncations(0xfc00, 'i32', 'trunc_sat');
truncations(0xfc04, 'i64', 'trunc_sat');

/** Opcode (0xfc00 + n for those with the prefix 0xfc) -> the instruction's name. */
export const floatInstructions: ReadonlyMap<number, string> = names;

/** The library's export for a float instruction, by opcode (0xfc00 + n for those with the prefix); undefined if there is none. */
export function softfloatFunction(opcode: number): string | undefined {
  return floatInstructions.get(opcode)?.replaceAll('.', '_');
}

const comparisons = new Set('eq ne lt gt le ge'.split(' '));
const binary = new Set([...comparisons, ...'add sub mul div min max copysign'.split(' ')]);

/** Types of an instruction by its name: `f64.add`, `i32.trunc_f64_s`. */
export function floatSignature(name: string): { readonly params: readonly ValueType[]; readonly result: ValueType } {
  const [type, operation] = name.split('.') as [ValueType, string];
  const source = /_([if](?:32|64))/.exec(operation)?.[1] as ValueType | undefined;
  if (source !== undefined) return { params: [source], result: type };
  return {
    params: binary.has(operation) ? [type, type] : [type],
    result: comparisons.has(operation) ? 'i32' : type,
  };
}
