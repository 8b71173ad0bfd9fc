/** Calls: direct, indirect through the table with its checks, and those of functions that the machine has for the guest. */
import type { Instruction } from '../parse/instructions.ts';
import type { FunctionType } from '../parse/module.ts';
import { newValue, type Value } from './ir.ts';
import type { Translator } from './translate.ts';
import { entryOffset, tableEntry } from './translate-tables.ts';

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
  if (target.kind === 'step') {
    const [number] = args;
    const value = number!.op === 'const' ? Number(number!.constant) : 0;
    if (value > 0 && value < 2048) t.emit('marker', [], value);
    return;
  }
  call(t, target.symbol, args, target.type);
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
