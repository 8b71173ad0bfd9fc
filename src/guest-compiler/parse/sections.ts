/**
 * The binary's sections (core specification, 5.5): MVP with mutable globals, bulk memory, multi-value and references to functions.
 * Memory64, shared memory, tags, imports of anything but functions, and types of the GC proposal are refused here; what is inside of
 * function bodies is read by the translation, instruction by instruction.
 */
import type {
  DataSegment,
  ElementSegment,
  FunctionBody,
  FunctionImport,
  FunctionType,
  Global,
  Limits,
  Module,
  ValueType,
} from './module.ts';
import { readFunctionNames } from './names.ts';
import { Reader } from './reader.ts';

const MAX_LOCALS = 50_000;
const sectionNames = 'custom type import function table memory global export start element code data'.split(' ');
/** The data count section, 12, comes before code. */
const order = new Map([1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11].map((id, i) => [id, i]));

/** @throws CompileError */
export function parseModule(bytes: Uint8Array): Module {
  const file = new Reader(bytes);
  if (bytes.length < 8 || file.take(4).some((byte, i) => byte !== [0, 0x61, 0x73, 0x6d][i])) {
    file.fail('this is not a WebAssembly binary (no 00 61 73 6d)', 0);
  }
  const version = file.take(4);
  if (version.some((byte, i) => byte !== [1, 0, 0, 0][i])) {
    file.unsupported('only version 1 of the binary format is supported; components are not', 4);
  }
  const sections = new Map<number, Reader>();
  let names = new Map<number, string>();
  let last = -1;
  while (file.at < file.end) {
    const start = file.at;
    const id = file.u8();
    const size = file.u32();
    const section = new Reader(bytes, file.at, file.at + size);
    file.take(size);
    if (id === 0) {
      if (section.name() === 'name') names = readFunctionNames(section);
      continue;
    }
    if (id === 13) file.unsupported('exceptions are not supported', start);
    const position = order.get(id);
    if (position === undefined) file.fail(`unknown section ${id}`, start);
    if (position! <= last) file.fail(`section "${sectionNames[id] ?? id}" is out of order`, start);
    last = position!;
    sections.set(id, section);
  }
  return new SectionParser(bytes, sections, names).module();
}

class SectionParser {
  readonly #bytes: Uint8Array;
  readonly #sections: ReadonlyMap<number, Reader>;
  readonly #names: ReadonlyMap<number, string>;
  readonly #globals: Global[] = [];

  constructor(bytes: Uint8Array, sections: ReadonlyMap<number, Reader>, names: ReadonlyMap<number, string>) {
    this.#bytes = bytes;
    this.#sections = sections;
    this.#names = names;
  }

  module(): Module {
    const types = this.#vector(1, readFunctionType);
    const checkType = (reader: Reader): number => {
      const index = reader.u32();
      if (index >= types.length) reader.fail(`type ${index} does not exist`);
      return index;
    };
    const importedMemories: Limits[] = [];
    const imports = this.#vector(2, (reader) => readImport(reader, checkType, importedMemories)).filter(
      (entry) => entry !== undefined,
    );
    const typeIndices = this.#vector(3, checkType);
    const tables = this.#vector(4, readTable);
    const memories = [...importedMemories, ...this.#vector(5, (reader) => readLimits(reader, 'memory'))];
    if (memories.length > 1) {
      (this.#sections.get(5) ?? this.#sections.get(2))?.unsupported('more than one memory is not supported');
    }
    this.#vector(6, (reader) => this.#readGlobal(reader));
    const exports = new Map<string, number>();
    const numFunctions = imports.length + typeIndices.length;
    this.#vector(7, (reader) => {
      const name = reader.name();
      const kind = reader.u8();
      const index = reader.u32();
      if (kind === 0 && index >= numFunctions)
        reader.fail(`export "${name}" of function ${index}, which does not exist`);
      if (kind === 0) exports.set(name, index);
    });
    const startSection = this.#sections.get(8);
    const start = startSection?.u32();
    if (start !== undefined && start >= numFunctions) startSection?.fail(`start function ${start} does not exist`);
    const elements = this.#vector(9, (reader) => this.#readElement(reader, numFunctions));
    const exportNames = new Map([...exports].map(([name, index]) => [index, name]));
    const functions = this.#vector(10, (reader, i) => {
      const index = imports.length + i;
      const name = this.#names.get(index) ?? exportNames.get(index) ?? `function_${index}`;
      if (i >= typeIndices.length) reader.fail('more function bodies than functions');
      return readBody(reader, typeIndices[i]!, name);
    });
    if (functions.length !== typeIndices.length) {
      new Reader(this.#bytes).fail(`${typeIndices.length} functions, but ${functions.length} bodies`);
    }
    const data = this.#vector(11, (reader) => this.#readData(reader));
    return {
      ...{ bytes: this.#bytes, types, imports, functions, tables, memory: memories[0] },
      ...{ globals: this.#globals, exports, start, elements, data },
    };
  }

  #vector<T>(id: number, read: (reader: Reader, index: number) => T): T[] {
    const reader = this.#sections.get(id);
    if (!reader) return [];
    const result: T[] = [];
    const count = reader.count();
    for (let i = 0; i < count; i++) result.push(read(reader, i));
    if (reader.at !== reader.end) reader.fail(`section "${sectionNames[id] ?? id}" has bytes left over`);
    return result;
  }

  #readGlobal(reader: Reader): void {
    const type = readValueType(reader);
    const mutability = reader.u8();
    if (mutability > 1) reader.fail('bad mutability');
    this.#globals.push({ type, isMutable: mutability === 1, value: this.#constant(reader, type) });
  }

  /** Constant expression: one constant, or an immutable global before this one. */
  #constant(reader: Reader, type: ValueType): bigint {
    const start = reader.at;
    const opcode = reader.u8();
    let value: bigint;
    let found: ValueType;
    if (opcode === 0x41) [found, value] = ['i32', BigInt(reader.s32())];
    else if (opcode === 0x42) [found, value] = ['i64', reader.s64()];
    else if (opcode === 0x43) [found, value] = ['f32', BigInt(reader.f32Bits())];
    else if (opcode === 0x44) [found, value] = ['f64', reader.f64Bits()];
    else if (opcode === 0xd2) [found, value] = ['funcref', BigInt(reader.u32())];
    else if (opcode === 0xd0) {
      readReferenceType(reader);
      [found, value] = ['funcref', -1n];
    } else if (opcode === 0x23) {
      const index = reader.u32();
      const global = this.#globals[index];
      if (!global || global.isMutable) reader.fail(`global ${index} is not a constant known here`, start);
      [found, value] = [global!.type, global!.value];
    } else return reader.unsupported(`opcode 0x${opcode.toString(16)} in a constant expression`, start);
    if (found !== type) reader.fail(`constant of type ${found} where ${type} is expected`, start);
    if (reader.u8() !== 0x0b) reader.unsupported('constant expressions of more than one instruction', start);
    return value;
  }

  #readData(reader: Reader): DataSegment {
    const flags = reader.u32();
    if (flags > 2) reader.fail(`data segment of kind ${flags}`);
    if (flags === 2 && reader.u32() !== 0) reader.unsupported('more than one memory is not supported');
    const offset = flags === 1 ? undefined : Number(BigInt.asUintN(32, this.#constant(reader, 'i32')));
    return { offset, bytes: reader.take(reader.u32()) };
  }

  #readElement(reader: Reader, numFunctions: number): ElementSegment {
    const flags = reader.u32();
    if (flags > 7) reader.fail(`element segment of kind ${flags}`);
    const isActive = (flags & 1) === 0;
    const table = isActive && (flags & 2) !== 0 ? reader.u32() : 0;
    const offset = isActive ? Number(BigInt.asUintN(32, this.#constant(reader, 'i32'))) : 0;
    if ((flags & 3) !== 0) {
      if ((flags & 4) !== 0) readReferenceType(reader);
      else if (reader.u8() !== 0) reader.fail('elements of an unknown kind', reader.at - 1);
    }
    const functions: number[] = [];
    for (let count = reader.count(); count > 0; count--) {
      const index = (flags & 4) !== 0 ? Number(this.#constant(reader, 'funcref')) : reader.u32();
      if (index >= numFunctions) reader.fail(`element of function ${index}, which does not exist`);
      functions.push(index);
    }
    const mode = isActive ? 'active' : (flags & 2) !== 0 ? 'declarative' : 'passive';
    return { mode, table, offset, functions };
  }
}

const valueTypes = new Map<number, ValueType>([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x70, 'funcref'],
]);

const EXTERNREF = 'externref is not supported: a guest has no objects of a host; compile without it';

/** `funcref` is the only one. */
export function readReferenceType(reader: Reader): void {
  const byte = reader.u8();
  if (byte === 0x6f) reader.unsupported(EXTERNREF, reader.at - 1);
  if (byte !== 0x70) reader.unsupported(`reference type 0x${byte.toString(16)} is not supported`, reader.at - 1);
}

export function readValueType(reader: Reader): ValueType {
  const byte = reader.u8();
  const type = valueTypes.get(byte);
  if (type) return type;
  if (byte === 0x6f) reader.unsupported(EXTERNREF, reader.at - 1);
  if (byte === 0x7b) reader.unsupported('SIMD (v128) is not supported', reader.at - 1);
  return reader.unsupported(`value type 0x${byte.toString(16)} is not supported`, reader.at - 1);
}

function readFunctionType(reader: Reader): FunctionType {
  const form = reader.u8();
  if (form !== 0x60) reader.unsupported('types of the GC proposal are not supported', reader.at - 1);
  const types = (): ValueType[] => Array.from({ length: reader.count() }, () => readValueType(reader));
  return { params: types(), results: types() };
}

/** An imported function; an imported memory goes to `memories`: whoever brings it, the program has one. */
function readImport(
  reader: Reader,
  checkType: (reader: Reader) => number,
  memories: Limits[],
): FunctionImport | undefined {
  const offset = reader.at;
  const module = reader.name();
  const name = reader.name();
  const kind = reader.u8();
  if (kind === 2) {
    memories.push(readLimits(reader, 'memory'));
    return undefined;
  }
  if (kind !== 0) {
    const what = ['function', 'table', 'memory', 'global', 'tag'][kind] ?? `kind ${kind}`;
    reader.unsupported(
      `import of "${module}.${name}" is a ${what}; only functions and the memory can be imported`,
      offset,
    );
  }
  return { module, name, typeIndex: checkType(reader), offset };
}

function readTable(reader: Reader): Limits {
  readReferenceType(reader);
  return readLimits(reader, 'table');
}

function readLimits(reader: Reader, what: string): Limits {
  const flags = reader.u8();
  if (flags > 1) {
    const why = (flags & 4) !== 0 ? '64-bit' : 'shared';
    reader.unsupported(`${why} ${what} is not supported`, reader.at - 1);
  }
  const min = reader.u32();
  const max = flags === 1 ? reader.u32() : undefined;
  if (max !== undefined && max < min) reader.fail(`${what} with a maximum below its minimum`);
  if (what === 'memory' && Math.max(min, max ?? 0) > 65536) reader.fail('memory of more than 65536 pages');
  return { min, max };
}

export function readBody(reader: Reader, typeIndex: number, name: string): FunctionBody {
  const size = reader.u32();
  const body = new Reader(reader.bytes, reader.at, reader.at + size);
  reader.take(size);
  body.functionName = name;
  const locals: ValueType[] = [];
  for (let groups = body.u32(); groups > 0; groups--) {
    const count = body.u32();
    const type = readValueType(body);
    if (locals.length + count > MAX_LOCALS) body.fail(`more than ${MAX_LOCALS} locals`);
    for (let i = 0; i < count; i++) locals.push(type);
  }
  return { typeIndex, name, locals, start: body.at, end: body.end };
}
