/**
 * Numeric instructions that are calls: bit counting (the machine has no instruction for it, helpers in link/runtime.ts) and
 * floats, by the soft-float module's exports.
 */
import type { ValueType } from '../parse/module.ts';
import { floatInstructions, floatSignature, softfloatFunction } from './float-instructions.ts';

export interface RuntimeCall {
  readonly params: readonly ValueType[];
  readonly result: ValueType;
  readonly isFloat: boolean;
  readonly name: string;
}

const table = new Map<number, RuntimeCall>();

for (const [i, name] of ['clz', 'ctz', 'popcnt'].entries()) {
  for (const [type, opcode] of [
    ['i32', 0x67],
    ['i64', 0x79],
  ] as const) {
    table.set(opcode + i, { params: [type], result: type, isFloat: false, name: `${type}_${name}` });
  }
}
for (const [opcode, name] of floatInstructions) {
  table.set(opcode, { ...floatSignature(name), isFloat: true, name: softfloatFunction(opcode)! });
}

export const runtimeCalls: ReadonlyMap<number, RuntimeCall> = table;
