/**
 * One module of the program (the guest's, or the soft-float library) as the translation sees it: where its functions, globals, table and
 * segments are, and what its imports mean.
 */
import type { CallTarget, GlobalPlace, ModuleContext, TablePlace } from '../ir/context.ts';
import { type Instruction, readInstructions } from '../parse/instructions.ts';
import { type FunctionType, functionTypeIndex, type Module } from '../parse/module.ts';
import { checkImport, importSymbol, type ResolveImport } from './imports.ts';
import { type DataRegion, INPUT_PAYLOAD, placeGlobals } from './layout.ts';
import { Tables } from './tables.ts';

export class Unit implements ModuleContext {
  readonly module: Module;
  readonly prefix: string;
  readonly isChecked: boolean;
  readonly bodies: readonly (readonly Instruction[])[];
  readonly globals: readonly GlobalPlace[];
  readonly tables: readonly TablePlace[];
  readonly references: Tables;
  readonly #typeIds = new Map<string, number>();
  readonly #slots = new Map<number, number>();
  readonly #data: DataRegion;
  readonly #floats: ReadonlyMap<string, string> | undefined;
  readonly #resolve: ResolveImport;

  /** @param floats name -> symbol of soft-float functions; undefined if there is no library */
  constructor(
    module: Module,
    prefix: string,
    options: {
      isChecked: boolean;
      data: DataRegion;
      floats: ReadonlyMap<string, string> | undefined;
      resolve?: ResolveImport;
    },
  ) {
    this.module = module;
    this.prefix = prefix;
    this.isChecked = options.isChecked;
    this.#data = options.data;
    this.#floats = options.floats;
    this.#resolve = options.resolve ?? (() => undefined);
    this.bodies = module.functions.map((body) => readInstructions(module.bytes, body));
    this.globals = placeGlobals(module, this.bodies);
    for (const [i, entry] of module.imports.entries()) {
      checkImport(entry, module.types[entry.typeIndex]!, this.#resolve, () => this.#firstCall(i));
    }
    this.references = new Tables(module, this.bodies, options.data, (index) => this.functionTypeId(index));
    this.tables = this.references.places;
  }

  /** Of an import: which function calls it, and where. */
  #firstCall(index: number): { offset: number; functionName: string } | undefined {
    for (const [i, body] of this.bodies.entries()) {
      const found = body.find(({ opcode, imm }) => (opcode === 0x10 || opcode === 0xd2) && imm === index);
      if (found) return { offset: found.offset, functionName: this.module.functions[i]!.name };
    }
    return undefined;
  }

  symbol(index: number): string {
    return `${this.prefix}${index}`;
  }

  functionType(index: number): FunctionType {
    return this.module.types[functionTypeIndex(this.module, index)!]!;
  }

  functionTypeId(index: number): number {
    return this.typeId(functionTypeIndex(this.module, index)!);
  }

  typeId(typeIndex: number): number {
    const { params, results } = this.module.types[typeIndex]!;
    const key = `${params.join()} -> ${results.join()}`;
    let id = this.#typeIds.get(key);
    if (id === undefined) {
      id = this.#typeIds.size + 1;
      this.#typeIds.set(key, id);
    }
    return id;
  }

  /** Symbol of the code behind a function index. */
  codeSymbol(index: number): string {
    const entry = this.module.imports[index];
    if (!entry) return this.symbol(index);
    return this.#resolve(entry.module, entry.name)?.symbol ?? importSymbol(entry);
  }

  callTarget(index: number): CallTarget {
    const type = this.functionType(index);
    const symbol = this.codeSymbol(index);
    if (symbol === 'vouch.input_ptr') return { kind: 'constant', value: BigInt(INPUT_PAYLOAD), type };
    if (symbol === 'vouch.mul_high_u') return { kind: 'operation', op: 'mulhu', type };
    if (symbol === 'vouch.step') return { kind: 'step', type };
    return { kind: 'function', symbol, type };
  }

  floatFunction(name: string): string | undefined {
    return this.#floats?.get(name);
  }

  /** Address and length, 8 bytes each; active segments count as dropped (core specification, 4.5.4). */
  segmentSlot(index: number): number {
    let slot = this.#slots.get(index);
    if (slot === undefined) {
      const { bytes, offset } = this.module.data[index]!;
      const content = new Uint8Array(16);
      const view = new DataView(content.buffer);
      if (offset === undefined) {
        view.setBigUint64(0, BigInt(this.#data.place(bytes)), true);
        view.setBigUint64(8, BigInt(bytes.length), true);
      }
      slot = this.#data.place(content);
      this.#slots.set(index, slot);
    }
    return slot;
  }

  tableDescriptor(index: number): number {
    return this.references.descriptor(index);
  }

  elementSlot(index: number): number {
    return this.references.segment(index);
  }

  referenceSlot(index: number): number {
    return this.references.reference(index);
  }
}
