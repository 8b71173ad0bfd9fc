/** Locals, globals, memory: opcodes 0x20 to 0x42, and bulk memory. */
import type { Instruction } from '../parse/instructions.ts';
import type { ValueType } from '../parse/module.ts';
import { GLOBALS_REGISTER, MEMORY_PAGES_OFFSET } from './context.ts';
import type { Value } from './ir.ts';
import { foldAddress } from './memory-access.ts';
import { zeroExtendWord } from './numeric.ts';
import { storedData } from './operations.ts';
import type { Translator } from './translate.ts';
import { call } from './translate-calls.ts';
import { NULL_REFERENCE, pushReference } from './translate-tables.ts';

type Access = readonly [type: ValueType, op: string, bytes: number];

/** From 0x28 on. */
const loads: readonly Access[] = [
  ['i32', 'lw', 4],
  ['i64', 'ld', 8],
  ['f32', 'lw', 4],
  ['f64', 'ld', 8],
  ['i32', 'lb', 1],
  ['i32', 'lbu', 1],
  ['i32', 'lh', 2],
  ['i32', 'lhu', 2],
  ['i64', 'lb', 1],
  ['i64', 'lbu', 1],
  ['i64', 'lh', 2],
  ['i64', 'lhu', 2],
  ['i64', 'lw', 4],
  ['i64', 'lwu', 4],
];

/** From 0x36 on. */
const stores: readonly Access[] = [
  ['i32', 'sw', 4],
  ['i64', 'sd', 8],
  ['f32', 'sw', 4],
  ['f64', 'sd', 8],
  ['i32', 'sb', 1],
  ['i32', 'sh', 2],
  ['i64', 'sb', 1],
  ['i64', 'sh', 2],
  ['i64', 'sw', 4],
];

export function translateVariable(t: Translator, instruction: Instruction): void {
  const { opcode, imm } = instruction;
  if (opcode <= 0x22) translateLocal(t, opcode, imm);
  else if (opcode <= 0x24) translateGlobal(t, opcode === 0x24, imm);
  else translateMemory(t, instruction);
}

function translateLocal(t: Translator, opcode: number, index: number): void {
  const type = t.localTypes[index];
  if (!type) t.invalid(`local ${index} does not exist`);
  if (opcode !== 0x20) t.locals[index] = t.pop(type);
  if (opcode !== 0x21) t.push(type!, t.locals[index]!);
}

function translateGlobal(t: Translator, isSet: boolean, index: number): void {
  const global = t.context.module.globals[index];
  if (!global) t.invalid(`global ${index} does not exist`);
  const { type, isMutable } = global!;
  if (isSet && !isMutable) t.invalid(`global ${index} is immutable`);
  const place = t.context.globals[index]!;
  if (place.kind === 'constant' && type === 'funcref') {
    if (place.value < 0n) t.push(type, t.constant(NULL_REFERENCE));
    else pushReference(t, Number(place.value));
  } else if (place.kind === 'constant') {
    t.push(type, t.constant(place.value));
  } else if (place.kind === 'register') {
    if (isSet) t.emit('setReg', [t.pop(type)], place.register);
    else t.push(type, t.emit('getReg', [], place.register));
  } else {
    const value = isSet ? t.pop(type) : undefined;
    const address =
      place.kind === 'absolute'
        ? foldAddress(t.fn, t.constant(BigInt(place.address)), 0, true)
        : { base: t.emit('getReg', [], GLOBALS_REGISTER), offset: place.offset };
    if (value) t.emit('sd', [address.base, value], address.offset);
    else t.push(type, t.emit('ld', [address.base], address.offset));
  }
}

function translateMemory(t: Translator, { opcode, imm, imm2 }: Instruction): void {
  if (!t.context.module.memory && opcode !== 0xfc09) t.invalid('there is no memory');
  if (opcode <= 0x35) {
    const [type, op, bytes] = loads[opcode - 0x28]!;
    const { base, offset } = place(t, t.pop('i32'), imm, bytes);
    t.push(type, t.emit(op, [base], offset));
  } else if (opcode <= 0x3e) {
    const [type, op, bytes] = stores[opcode - 0x36]!;
    const data = storedData(t.pop(type), bytes);
    const { base, offset } = place(t, t.pop('i32'), imm, bytes);
    t.emit(op, [base, data], offset);
  } else if (opcode === 0x3f) {
    t.push('i32', t.emit('ld', [t.emit('getReg', [], GLOBALS_REGISTER)], MEMORY_PAGES_OFFSET));
  } else if (opcode === 0x40) {
    call(t, 'runtime.memory_grow', [t.pop('i32')], { params: ['i32'], results: ['i32'] });
  } else translateBulk(t, opcode, imm, imm2);
}

/** What is not inside of the memory may still be inside of the private input: the helper looks, and traps if it is not. */
function place(t: Translator, address: Value, memoryOffset: number, bytes: number): { base: Value; offset: number } {
  const { isChecked } = t.context;
  if (isChecked) {
    const end = t.make('add', [zeroExtendWord(t.fn, address), t.constant(BigInt(memoryOffset + bytes))]);
    const pages = t.emit('ld', [t.emit('getReg', [], GLOBALS_REGISTER)], MEMORY_PAGES_OFFSET);
    t.unlikelyIf('bltu', t.make('slli', [pages], 16), end, () => {
      const start = t.make('addi', [end], -bytes);
      call(t, 'runtime.check_input', [start, end], { params: ['i64', 'i64'], results: [] });
    });
  }
  return foldAddress(t.fn, address, memoryOffset, !isChecked);
}

function translateBulk(t: Translator, opcode: number, imm: number, imm2: number): void {
  if (opcode === 0xfc0a && (imm !== 0 || imm2 !== 0)) t.unsupported('more than one memory is not supported');
  const results: ValueType[] = [];
  if (opcode === 0xfc0a || opcode === 0xfc0b) {
    const args = t.popAll(['i32', 'i32', 'i32']);
    call(t, opcode === 0xfc0a ? 'runtime.memory_copy' : 'runtime.memory_fill', args, { params: [], results });
    return;
  }
  if (!t.context.module.data[imm]) t.invalid(`data segment ${imm} does not exist`);
  const slot = t.constant(BigInt(t.context.segmentSlot(imm)));
  if (opcode === 0xfc09) {
    t.emit('sd', [slot, t.constant(0n)], 8);
    return;
  }
  call(t, 'runtime.memory_init', [...t.popAll(['i32', 'i32', 'i32']), slot], { params: [], results });
}
