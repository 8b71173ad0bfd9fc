/**
 * Instructions of a function body (core specification, 5.4) as a flat list. Opcodes of the 0xfc space are 0xfc00 + their number.
 * SIMD, threads, exceptions, tail calls, typed references and GC are refused here, with function name and byte offset.
 */
import type { FunctionBody, ValueType } from './module.ts';
import { Reader } from './reader.ts';
import { readReferenceType, readValueType } from './sections.ts';

export interface Instruction {
  readonly opcode: number;
  /** In the module. */
  readonly offset: number;
  /** Index, depth, constant (i32 and f32 bit pattern), memarg offset, segment index. */
  readonly imm: number;
  /** i64 and f64 constants. */
  readonly wide: bigint;
  /** Second index (call_indirect's table, the segment operations' table); br_table's labels, the default last. */
  readonly imm2: number;
  readonly labels: readonly number[];
  readonly block: BlockType | undefined;
}

/** Type index, or at most one result. */
export type BlockType = { readonly typeIndex: number } | { readonly result: ValueType | undefined };

const none: readonly number[] = [];

/** @throws CompileError */
export function readInstructions(bytes: Uint8Array, body: FunctionBody): Instruction[] {
  const reader = new Reader(bytes, body.start, body.end);
  reader.functionName = body.name;
  const instructions: Instruction[] = [];
  let depth = 1;
  while (depth > 0) {
    const instruction = readInstruction(reader);
    instructions.push(instruction);
    const { opcode } = instruction;
    if (opcode === 0x02 || opcode === 0x03 || opcode === 0x04) depth++;
    else if (opcode === 0x0b) depth--;
  }
  if (reader.at !== reader.end) reader.fail('instructions after the end of the function');
  return instructions;
}

function readInstruction(reader: Reader): Instruction {
  const offset = reader.at;
  let opcode = reader.u8();
  let imm = 0;
  let imm2 = 0;
  let wide = 0n;
  let labels = none;
  let block: BlockType | undefined;
  if (opcode >= 0x45 && opcode <= 0xc4) {
    // Numeric, without immediates.
  } else if (opcode >= 0x28 && opcode <= 0x3e) {
    const alignment = reader.u32();
    if (alignment >= 64) reader.unsupported('more than one memory is not supported', offset);
    if (alignment > 3) reader.fail('alignment larger than natural', offset);
    imm = reader.u32();
  } else if (opcode === 0x3f || opcode === 0x40) {
    if (reader.u8() !== 0) reader.unsupported('more than one memory is not supported', offset);
  } else if (opcode === 0xfc) {
    const sub = reader.u32();
    opcode = 0xfc00 + sub;
    if (sub > 17) reader.unsupported(`opcode 0xfc ${sub}`, offset);
    if (sub >= 8) imm = reader.u32();
    if (sub === 8 || sub === 10 || sub === 12 || sub === 14) imm2 = reader.u32();
  } else {
    switch (opcode) {
      case 0x00:
      case 0x01:
      case 0x05:
      case 0x0b:
      case 0x0f:
      case 0x1a:
      case 0x1b:
        break;
      case 0x02:
      case 0x03:
      case 0x04:
        block = readBlockType(reader);
        break;
      case 0x0e: {
        const list: number[] = [];
        for (let count = reader.count() + 1; count > 0; count--) list.push(reader.u32());
        labels = list;
        break;
      }
      case 0x11:
        imm = reader.u32();
        imm2 = reader.u32();
        break;
      case 0x1c:
        if (reader.u32() !== 1) reader.fail('select of more than one type', offset);
        readValueType(reader);
        opcode = 0x1b;
        imm = 1;
        break;
      case 0xd0:
        readReferenceType(reader);
        break;
      case 0xd1:
        break;
      case 0x0c:
      case 0x0d:
      case 0x10:
      case 0x20:
      case 0x21:
      case 0x22:
      case 0x23:
      case 0x24:
      case 0x25:
      case 0x26:
      case 0xd2:
        imm = reader.u32();
        break;
      case 0x41:
        imm = reader.s32();
        break;
      case 0x42:
        wide = reader.s64();
        break;
      case 0x43:
        imm = reader.f32Bits();
        break;
      case 0x44:
        wide = reader.f64Bits();
        break;
      default:
        refuse(reader, opcode, offset);
    }
  }
  return { opcode, offset, imm, imm2, wide, labels, block };
}

function refuse(reader: Reader, opcode: number, offset: number): never {
  const what =
    opcode === 0xfd
      ? 'SIMD'
      : opcode === 0xfe
        ? 'threads and atomics are'
        : (opcode >= 0x06 && opcode <= 0x0a) || opcode === 0x18 || opcode === 0x19 || opcode === 0x1f
          ? 'exceptions are'
          : opcode === 0x12 || opcode === 0x13
            ? 'tail calls are'
            : opcode === 0xfb
              ? 'GC is'
              : opcode === 0x14 || opcode === 0x15 || (opcode >= 0xd3 && opcode <= 0xd6)
                ? 'instructions on typed references are'
                : `opcode 0x${opcode.toString(16)} is`;
  return reader.unsupported(
    `${what === 'SIMD' ? 'SIMD is' : what} not supported; compile without that feature`,
    offset,
  );
}

function readBlockType(reader: Reader): BlockType {
  const byte = reader.bytes[reader.at];
  if (byte === 0x40) {
    reader.at++;
    return { result: undefined };
  }
  if (byte !== undefined && byte >= 0x40 && byte < 0x80) return { result: readValueType(reader) };
  const typeIndex = reader.s33();
  if (typeIndex < 0) reader.fail('bad block type');
  return { typeIndex };
}
