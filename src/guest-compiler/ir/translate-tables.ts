/** Tables and references to functions: what a reference is, is said in link/tables.ts. Indices are always checked. */
import type { Instruction } from '../parse/instructions.ts';
import type { ValueType } from '../parse/module.ts';
import type { TablePlace } from './context.ts';
import type { Value } from './ir.ts';
import { foldAddress } from './memory-access.ts';
import type { Translator } from './translate.ts';
import { call } from './translate-calls.ts';

/** No code, type -1. */
export const NULL_REFERENCE = -(1n << 32n);

export function translateTable(t: Translator, { opcode, imm, imm2 }: Instruction): void {
  switch (opcode) {
    case 0x25:
      t.push('funcref', t.emit('ld', [tableEntry(t, imm, t.pop('i32'))], entryOffset(t, imm)));
      return;
    case 0x26: {
      const value = t.pop('funcref');
      t.emit('sd', [tableEntry(t, imm, t.pop('i32')), value], entryOffset(t, imm));
      return;
    }
    case 0xd0:
      t.push('funcref', t.constant(NULL_REFERENCE));
      return;
    case 0xd1:
      t.push('i32', t.make('slti', [t.pop('funcref')], 0));
      return;
    case 0xd2:
      pushReference(t, imm);
      return;
    case 0xfc0c: {
      checkSegment(t, imm);
      place(t, imm2);
      const places = [descriptor(t, imm2), t.constant(BigInt(t.context.elementSlot(imm)))];
      helper(t, 'runtime.table_copy', ['i32', 'i32', 'i32'], places);
      return;
    }
    case 0xfc0d: {
      checkSegment(t, imm);
      const { base, offset } = absolute(t, t.context.elementSlot(imm) + 8);
      t.emit('sd', [base, t.constant(0n)], offset);
      return;
    }
    case 0xfc0e:
      helper(t, 'runtime.table_copy', ['i32', 'i32', 'i32'], [descriptor(t, imm), descriptor(t, imm2)]);
      return;
    case 0xfc0f:
      helper(t, 'runtime.table_grow', ['funcref', 'i32'], [descriptor(t, imm)], ['i32']);
      return;
    case 0xfc10:
      t.push('i32', tableSize(t, imm));
      return;
    default:
      helper(t, 'runtime.table_fill', ['i32', 'funcref', 'i32'], [descriptor(t, imm)]);
  }
}

export function pushReference(t: Translator, index: number): void {
  const { module } = t.context;
  if (index >= module.imports.length + module.functions.length) t.invalid(`function ${index} does not exist`);
  const { base, offset } = absolute(t, t.context.referenceSlot(index));
  t.push('funcref', t.emit('ld', [base], offset));
}

/** Traps if the index is not below the size; the entry is at the value's address plus `entryOffset`. */
export function tableEntry(t: Translator, table: number, index: Value): Value {
  const { address } = place(t, table);
  t.trapIf('bgeu', index, tableSize(t, table), 'tableOutOfBounds');
  const low = entryOffset(t, table);
  return t.make('add', [t.make('slli', [index], 3), t.constant(BigInt(address - low))]);
}

export function entryOffset(t: Translator, table: number): number {
  return (place(t, table).address << 20) >> 20;
}

function tableSize(t: Translator, table: number): Value {
  const { isGrowing, size } = place(t, table);
  if (!isGrowing) return t.constant(BigInt(size));
  const { base, offset } = absolute(t, t.context.tableDescriptor(table) + 8);
  return t.emit('ld', [base], offset);
}

function place(t: Translator, table: number): TablePlace {
  const found = t.context.tables[table];
  return found ?? t.invalid(`table ${table} does not exist`);
}

function descriptor(t: Translator, table: number): Value {
  place(t, table);
  return t.constant(BigInt(t.context.tableDescriptor(table)));
}

function checkSegment(t: Translator, index: number): void {
  if (!t.context.module.elements[index]) t.invalid(`element segment ${index} does not exist`);
}

function absolute(t: Translator, address: number): { base: Value; offset: number } {
  return foldAddress(t.fn, t.constant(BigInt(address)), 0, true);
}

function helper(
  t: Translator,
  symbol: string,
  params: readonly ValueType[],
  places: readonly Value[],
  results: readonly ValueType[] = [],
): void {
  call(t, symbol, [...t.popAll(params), ...places], { params, results });
}
