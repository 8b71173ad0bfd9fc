/** Calls: direct, indirect through the table with its checks, and those of functions that the machine has for the guest. */
import type { Instruction } from '../parse/instructions.ts';
import type { FunctionType } from '../parse/module.ts';
import { newValue, type Value } from './ir.ts';
import type { Translator } from './translate.ts';
import { entryOffset, tableEntry } from './translate-tables.ts';

/** Immediates are 12 bits, signed. */
const MAX_STEP = 2047;

export function translateCall(t: Translator, { opcode, imm, imm2 }: Instruction): void {
  if (opcode === 0x10) translateDirect(t, imm);
  else translateIndirect(t, imm, imm2);
}

function translateDirect(t: Translator, index: number): void {
  const { module } = t.context;
  if (index >= module.imports.length + module.functions.length) t.invalid(`function ${index} does not exist`);
  const target = t.context.callTarget(index);
  const args = t.popAll(target.type.params);
  if (target.kind === 'constant') {
    t.push(target.type.results[0]!, t.constant(target.value));
    return;
  }
  if (target.kind === 'operation') {
    t.push(target.type.results[0]!, t.make(target.op, args));
    return;
  }
  if (target.kind === 'step') {
    emitMarker(t, args[0]!);
    return;
  }
  call(t, target.symbol, args, target.type);
}

/** `addi x0, x0, n`: the number is part of the instruction. */
function emitMarker(t: Translator, number: Value): void {
  if (number.op !== 'const') t.unsupported('the argument of step must be a constant, as it becomes part of the code');
  const value = Number(number.constant);
  if (value < 1 || value > MAX_STEP) t.unsupported(`the argument of step is ${value}; it must be 1 to ${MAX_STEP}`);
  t.emit('marker', [], value);
}

export function call(t: Translator, symbol: string, args: Value[], type: FunctionType): void {
  const value = t.emit('call', args);
  value.callee = symbol;
  pushResults(t, value, type);
}

function pushResults(t: Translator, value: Value, type: FunctionType): void {
  value.hasResult = type.results.length > 0;
  for (const [i, result] of type.results.entries()) {
    if (i === 0) t.push(result, value);
    else {
      const extra = newValue(t.fn, 'result', [value], i);
      extra.block = t.block;
      value.extraResults.push(extra);
      t.push(result, extra);
    }
  }
}

/** Entries of the table are (address of the code, number of the type), 8 bytes; a null entry has address 0 and type -1. */
function translateIndirect(t: Translator, typeIndex: number, table: number): void {
  const { module } = t.context;
  const type = module.types[typeIndex];
  if (!type) t.invalid(`type ${typeIndex} does not exist`);
  if (!module.tables[table]) t.invalid(`table ${table} does not exist`);
  const index = t.pop('i32');
  const args = t.popAll(type!.params);
  const entry = tableEntry(t, table, index);
  const low = entryOffset(t, table);
  const typeId = t.context.typeId(typeIndex);
  if (t.context.tables[table]!.uniformType !== typeId) {
    const found = t.emit('lw', [entry], low + 4);
    t.trapIf('bne', found, t.constant(BigInt(typeId)), 'signatureMismatch');
  }
  const address = t.emit('lw', [entry], low);
  const value = t.emit('callIndirect', [...args, address]);
  pushResults(t, value, type!);
}
