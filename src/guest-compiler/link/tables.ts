/**
 * Tables and references to functions. A reference is 64 bits: the address of the code, and above it the number of the function's type, -1
 * for null; so is an entry of a table, and an indirect call compares the number before it jumps. Entries become known when code has
 * addresses; until then the places of all references are kept. A table that grows lies apart, with room behind it.
 */
import { CompileError } from '../errors.ts';
import type { TablePlace } from '../ir/context.ts';
import type { Instruction } from '../parse/instructions.ts';
import type { Module } from '../parse/module.ts';
import type { OutputSegment } from './elf-writer.ts';
import { type DataRegion, GROWING_TABLES_START, INPUT_HEADER } from './layout.ts';

/** How far a table grows if it declares no smaller maximum. */
export const MAX_GROWN_ENTRIES = 65_536;
const MAX_ENTRIES = 1_000_000;

/** Opcodes that change a table, and which of their immediates names it. */
const changing = new Map<number, 'imm' | 'imm2'>([
  [0x26, 'imm'],
  [0xfc0c, 'imm2'],
  [0xfc0e, 'imm'],
  [0xfc0f, 'imm'],
  [0xfc11, 'imm'],
]);

export class Tables {
  readonly places: readonly TablePlace[];
  /** Functions that can be in a table or a reference. */
  readonly referenced: ReadonlySet<number>;
  readonly #module: Module;
  readonly #data: DataRegion;
  readonly #cells: { readonly view: DataView; readonly offset: number; readonly index: number }[] = [];
  readonly #growing: OutputSegment[] = [];
  readonly #descriptors = new Map<number, number>();
  readonly #segments = new Map<number, number>();
  readonly #functions = new Map<number, number>();

  /** @param typeId canonical number of a function's type */
  constructor(
    module: Module,
    bodies: readonly (readonly Instruction[])[],
    data: DataRegion,
    typeId: (index: number) => number,
  ) {
    this.#module = module;
    this.#data = data;
    const numFunctions = module.imports.length + module.functions.length;
    const { referenced, changed, grown } = uses(module, bodies);
    for (const index of referenced) {
      if (index >= numFunctions) throw new CompileError('WasmInvalid', `Function ${index} does not exist.`);
    }
    this.referenced = referenced;
    const contents = initialContents(module);
    let nextGrowing = GROWING_TABLES_START;
    this.places = module.tables.map(({ max }, i) => {
      const content = contents[i]!;
      const bytes = this.#cellBytes(content);
      const types = new Set(content.map((index) => (index < 0 ? -1 : typeId(index))));
      const [uniform] = types;
      const isUniform = types.size === 1 && uniform !== -1 && !changed.has(i);
      const isGrowing = grown.has(i);
      const address = isGrowing ? nextGrowing : data.place(bytes);
      const capacity = isGrowing
        ? Math.max(content.length, Math.min(max ?? MAX_GROWN_ENTRIES, MAX_GROWN_ENTRIES))
        : content.length;
      if (isGrowing) {
        nextGrowing += 8 * capacity;
        if (nextGrowing > INPUT_HEADER)
          throw new CompileError('WasmTooLarge', 'The tables that grow need more than 32 MiB.');
        if (bytes.length > 0) this.#growing.push({ address, bytes, isExecutable: false });
      }
      return { address, size: content.length, capacity, isGrowing, uniformType: isUniform ? uniform : undefined };
    });
  }

  /** Address of a table's description: address, size, most entries, 8 bytes each. */
  descriptor(index: number): number {
    return this.#placed(this.#descriptors, index, () => {
      const { address, size, capacity } = this.places[index]!;
      return BigUint64Array.of(BigInt(address), BigInt(size), BigInt(capacity));
    });
  }

  /** Address of an element segment's description: address and length; active and declarative ones count as dropped. */
  segment(index: number): number {
    return this.#placed(this.#segments, index, () => {
      const { mode, functions } = this.#module.elements[index]!;
      if (mode !== 'passive') return new BigUint64Array(2);
      return BigUint64Array.of(BigInt(this.#data.place(this.#cellBytes(functions))), BigInt(functions.length));
    });
  }

  /** Where a function's reference stands. */
  reference(index: number): number {
    let address = this.#functions.get(index);
    if (address === undefined) {
      address = this.#data.place(this.#cellBytes([index]));
      this.#functions.set(index, address);
    }
    return address;
  }

  /** A reference that is part of other contents. */
  addCell(bytes: Uint8Array, offset: number, index: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setUint32(offset, 0, true);
    view.setInt32(offset + 4, -1, true);
    if (index >= 0) this.#cells.push({ view, offset, index });
  }

  /** Now that code has addresses. @returns the tables that grow */
  link(address: (index: number) => number | undefined, typeId: (index: number) => number): readonly OutputSegment[] {
    for (const { view, offset, index } of this.#cells) {
      // Without any indirect call these functions are not compiled; references to them are still not null.
      view.setUint32(offset, address(index) ?? 0, true);
      view.setInt32(offset + 4, typeId(index), true);
    }
    return this.#growing;
  }

  #cellBytes(functions: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(8 * functions.length);
    for (const [i, index] of functions.entries()) this.addCell(bytes, 8 * i, index);
    return bytes;
  }

  #placed(known: Map<number, number>, index: number, make: () => BigUint64Array): number {
    let address = known.get(index);
    if (address === undefined) {
      const words = make();
      const view = new DataView(new ArrayBuffer(words.byteLength));
      for (const [i, word] of words.entries()) view.setBigUint64(8 * i, word, true);
      address = this.#data.place(new Uint8Array(view.buffer));
      known.set(index, address);
    }
    return address;
  }
}

function uses(module: Module, bodies: readonly (readonly Instruction[])[]) {
  const referenced = new Set(module.elements.flatMap(({ functions }) => functions));
  for (const { type, value } of module.globals) if (type === 'funcref') referenced.add(Number(value));
  const changed = new Set<number>();
  const grown = new Set<number>();
  for (const body of bodies) {
    for (const instruction of body) {
      const { opcode, imm } = instruction;
      if (opcode === 0xd2) referenced.add(imm);
      if (opcode === 0xfc0f) grown.add(imm);
      const operand = changing.get(opcode);
      if (operand) changed.add(instruction[operand]);
    }
  }
  referenced.delete(-1);
  return { referenced, changed, grown };
}

/** Function indices per table after the active segments; -1 is null. */
function initialContents({ tables, elements }: Module): number[][] {
  const contents = tables.map(({ min }, i) => {
    if (min > MAX_ENTRIES) {
      throw new CompileError('WasmTooLarge', `Table ${i} has ${min} entries; at most ${MAX_ENTRIES} are possible.`);
    }
    return new Array<number>(min).fill(-1);
  });
  for (const { mode, table, offset, functions } of elements) {
    if (mode !== 'active') continue;
    const content = contents[table];
    if (!content) throw new CompileError('WasmInvalid', `Elements of table ${table}, which does not exist.`);
    if (offset + functions.length > content.length) {
      const range = `${offset}..${offset + functions.length}`;
      throw new CompileError(
        'WasmInvalid',
        `Elements ${range} lie outside of the ${content.length} entries of table ${table}.`,
      );
    }
    for (const [i, index] of functions.entries()) content[offset + i] = index;
  }
  return contents;
}
