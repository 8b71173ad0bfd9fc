/** From parsed modules to the ELF: finds the functions that the program needs, compiles each, places everything. */
import { ConstantPool, MAX_POOLED } from '../codegen/constant-pool.ts';
import { dumpMachine } from '../codegen/dump.ts';
import { emitFunction } from '../codegen/emit.ts';
import { type Linked, linkCode } from '../codegen/encode.ts';
import { CodeBuffer, type MachineFunction } from '../codegen/machine.ts';
import { CompileError } from '../errors.ts';
import { FIRST_GLOBAL_OFFSET, GLOBALS_REGISTER, PINNED_REGISTER } from '../ir/context.ts';
import { dumpIr } from '../ir/dump.ts';
import type { IrFunction } from '../ir/ir.ts';
import { translateFunction } from '../ir/translate.ts';
import { optimize } from '../opt/optimize.ts';
import { prepareForRegisters } from '../opt/prepare.ts';
import { dumpInstructions } from '../parse/dump.ts';
import type { FunctionImport, FunctionType, Module } from '../parse/module.ts';
import { parseModule } from '../parse/sections.ts';
import type { SourcePositions } from '../positions/index.ts';
import { allocateRegisters } from '../regalloc/allocate.ts';
import { dumpAllocation } from '../regalloc/dump.ts';
import { RA } from '../regalloc/registers.ts';
import { callGraph } from './calls.ts';
import { type DebugSection, writeDebugSections } from './dwarf-writer.ts';
import { type OutputSegment, type OutputSymbol, writeElf } from './elf-writer.ts';
import type { ResolveImport } from './imports.ts';
import {
  CODE_START,
  DATA_START,
  DataRegion,
  GLOBALS_BASE,
  JUMP_TABLES_START,
  MAX_PAGES,
  STACK_LIMIT,
} from './layout.ts';
import { lineRows } from './line-rows.ts';
import { memoryImage } from './memory-image.ts';
import { inlineSystemCall, Runtime, trapMessages } from './runtime.ts';
import { Unit } from './unit.ts';

/** What can be looked at of each function, in the order of the stages. */
export type Stage = 'parsed' | 'translated' | 'optimized' | 'allocated' | 'machine';

/** Called as a function leaves a stage; `text` describes it as it is then. */
export type StageListener = (stage: Stage, functionName: string, text: () => string) => void;

export interface ProgramOptions {
  readonly isChecked: boolean;
  readonly maxMemoryPages: number;
  /** Of the module's bytes, if any are known. */
  readonly positions: SourcePositions | undefined;
  readonly softFloat: (() => Uint8Array) | undefined;
  /** Other modules by the name under which the first imports their functions. */
  readonly modules: ReadonlyMap<string, Module>;
  readonly onStage?: StageListener | undefined;
}

export interface LinkedProgram {
  readonly elf: Uint8Array;
  readonly numFunctions: number;
  readonly codeBytes: number;
}

export function compileProgram(module: Module, options: ProgramOptions): LinkedProgram {
  return new ProgramCompiler(module, options).run();
}

class ProgramCompiler {
  readonly #options: ProgramOptions;
  readonly #module: Module;
  readonly #guest: Unit;
  readonly #data = new DataRegion(DATA_START);
  readonly #runtime: Runtime;
  readonly #functions = new Map<string, IrFunction>();
  readonly #neededRuntime = new Set<string>();
  /** All modules of the program, by the prefix of their functions' symbols. */
  readonly #units = new Map<string, Unit>();
  readonly #globalsBytes: Uint8Array;
  readonly #pool: ConstantPool;
  #nextJumpTable = JUMP_TABLES_START;

  constructor(module: Module, options: ProgramOptions) {
    this.#module = module;
    this.#options = options;
    this.#runtime = new Runtime(options.isChecked);
    this.#globalsBytes = new Uint8Array(FIRST_GLOBAL_OFFSET + 2048 + 8 * (module.globals.length + MAX_POOLED));
    this.#pool = new ConstantPool(FIRST_GLOBAL_OFFSET + 8 * module.globals.length);
    this.#data.place(this.#globalsBytes);
    const floats = options.softFloat ? new LazyFloats(() => this.#openFloats()) : undefined;
    const { isChecked } = options;
    const exports = new Map<string, { symbol: string; type: FunctionType }>();
    for (const [name, linked] of options.modules) {
      const unit = new Unit(requireLinkable(name, linked), `${name}.`, { isChecked, data: this.#data, floats });
      this.#units.set(unit.prefix, unit);
      for (const [exported, index] of linked.exports) {
        exports.set(`${name}.${exported}`, { symbol: unit.codeSymbol(index), type: unit.functionType(index) });
      }
    }
    const resolve: ResolveImport = (from, name) => exports.get(`${from}.${name}`);
    this.#guest = new Unit(module, 'f', { isChecked, data: this.#data, floats, resolve });
    this.#units.set('f', this.#guest);
  }

  run(): LinkedProgram {
    const guest = this.#guest;
    const entry = findEntry(this.#module);
    const roots = [entry, this.#module.start].filter((index) => index !== undefined).map((i) => guest.codeSymbol(i));
    const tableSymbols = [...guest.references.referenced].map((index) => guest.codeSymbol(index));
    this.#collect(roots, tableSymbols);
    const { order, recursive } = callGraph(this.#functions, tableSymbols);
    const machines: MachineFunction[] = [];
    const clobbers = new Map<string, number>();
    const clobbersOf = (symbol: string): number | undefined => clobbers.get(symbol) ?? this.#runtime.clobbers(symbol);
    for (const fn of order) {
      prepareForRegisters(fn);
      const allocation = allocateRegisters(fn, clobbersOf);
      this.#options.onStage?.('allocated', fn.name, () => dumpAllocation(fn, allocation));
      const stackLimit = recursive.has(fn) ? STACK_LIMIT : undefined;
      const options = { clobbers: clobbersOf, inlineSystemCall, stackLimit, pool: this.#pool };
      const machine = emitFunction(fn, allocation, options);
      clobbers.set(fn.symbol, machine.clobbers);
      machines.push(machine);
      this.#options.onStage?.('machine', fn.name, () => dumpMachine(machine));
    }
    return this.#link(machines, entry);
  }

  /** Translates what can be reached. */
  #collect(roots: readonly string[], tableSymbols: readonly string[]): void {
    const work = [...roots];
    let hasTable = false;
    const seen = new Set<string>();
    for (let symbol = work.pop(); symbol !== undefined; symbol = work.pop()) {
      if (seen.has(symbol)) continue;
      seen.add(symbol);
      if (this.#runtime.has(symbol)) {
        if (inlineSystemCall(symbol) === undefined || tableSymbols.includes(symbol)) this.#neededRuntime.add(symbol);
        continue;
      }
      const fn = this.#translate(symbol);
      this.#functions.set(symbol, fn);
      for (const { values } of fn.blocks) {
        for (const { op, callee } of values) {
          if (op === 'call') work.push(callee);
          else if (op === 'callIndirect' && !hasTable) {
            hasTable = true;
            work.push(...tableSymbols);
          }
        }
      }
    }
  }

  #translate(symbol: string): IrFunction {
    const [, prefix, number] = /^(.*?)(\d+)$/.exec(symbol)!;
    const unit = this.#units.get(prefix!)!;
    const index = Number(number) - unit.module.imports.length;
    const body = unit.module.functions[index]!;
    const instructions = unit.bodies[index]!;
    const { onStage } = this.#options;
    onStage?.('parsed', body.name, () => dumpInstructions(unit.module, body, instructions));
    const fn = translateFunction(unit, body, symbol, instructions);
    onStage?.('translated', body.name, () => dumpIr(fn));
    optimize(fn, (entries) => {
      const address = this.#nextJumpTable;
      this.#nextJumpTable += 4 * entries;
      return address;
    });
    onStage?.('optimized', body.name, () => dumpIr(fn));
    return fn;
  }

  #openFloats(): ReadonlyMap<string, string> {
    const module = parseModule(this.#options.softFloat!());
    if (module.memory || module.globals.length > 0 || module.imports.some(isForeign) || module.tables.length > 0) {
      throw new CompileError(
        'WasmInvalid',
        'The soft-float module must be functions only, without memory, globals and table, and import nothing but vouch.mul_high_u.',
      );
    }
    const unit = new Unit(module, 'float.', { isChecked: false, data: this.#data, floats: undefined });
    this.#units.set(unit.prefix, unit);
    return new Map([...module.exports].map(([name, index]) => [name, unit.symbol(index)]));
  }

  #link(machines: readonly MachineFunction[], entry: number | undefined): LinkedProgram {
    const symbols = new Map<string, number>();
    for (const [reason, text] of Object.entries(trapMessages)) {
      symbols.set(`message.${reason}`, this.#data.place(new TextEncoder().encode(`${text}\n`), 1));
    }
    const needed = new Set(this.#neededRuntime);
    for (const { instructions } of machines) {
      for (const { symbol } of instructions) if (symbol && this.#runtime.has(symbol)) needed.add(symbol);
    }
    const runtime = this.#runtime.link([...needed].sort(), CODE_START, symbols);
    const start = this.#entryStub(entry);
    const userStart = CODE_START + 4 * runtime.words.length;
    const linked = linkCode([...machines, start], userStart, symbols);
    const growingTables = this.#fillData(symbols);

    const words = new Uint32Array(runtime.words.length + linked.words.length);
    words.set(runtime.words);
    words.set(linked.words, runtime.words.length);
    const segments: OutputSegment[] = [
      ...memoryImage([this.#module, ...this.#options.modules.values()]),
      { address: CODE_START, bytes: littleEndian(words), isExecutable: true },
      { address: DATA_START, bytes: this.#data.bytes(), isExecutable: false },
      ...growingTables,
    ];
    if (linked.tableEntries.length > 0) {
      const table = new Uint32Array((this.#nextJumpTable - JUMP_TABLES_START) / 4);
      for (const [address, target] of linked.tableEntries) table[(address - JUMP_TABLES_START) / 4] = target;
      segments.push({ address: JUMP_TABLES_START, bytes: littleEndian(table), isExecutable: false });
    }
    const names: OutputSymbol[] = [
      ...[...runtime.sizes].map(([name, size]) => ({ name, address: symbols.get(name)!, size })),
      ...linked.functions.map(({ machine, address, bytes }) => ({ name: machine.name, address, size: bytes })),
    ];
    return {
      elf: writeElf(
        symbols.get('_start')!,
        segments,
        names,
        this.#debugSections(linked, CODE_START + 4 * words.length),
      ),
      numFunctions: machines.length,
      codeBytes: 4 * words.length,
    };
  }

  #debugSections({ functions }: Linked, end: number): DebugSection[] {
    const { positions } = this.#options;
    if (!positions) return [];
    const bodies = new Map(
      this.#module.functions.map((body, i) => [this.#guest.symbol(this.#module.imports.length + i), body]),
    );
    const rows = lineRows(functions, (symbol) => {
      const body = bodies.get(symbol);
      return body && positions.ofFunction(body.start, body.end);
    });
    return writeDebugSections(rows, end);
  }

  #entryStub(entry: number | undefined): MachineFunction {
    const code = new CodeBuffer();
    code.loadImmediate(GLOBALS_REGISTER, BigInt(GLOBALS_BASE));
    for (const [i, place] of this.#guest.globals.entries()) {
      if (place.kind === 'register') code.loadImmediate(PINNED_REGISTER, this.#module.globals[i]!.value);
    }
    if (this.#module.start !== undefined) code.call(this.#guest.codeSymbol(this.#module.start), RA);
    let hasExitCode = false;
    if (entry !== undefined) {
      code.call(this.#guest.codeSymbol(entry), RA);
      hasExitCode = this.#guest.functionType(entry).results[0] === 'i32';
    }
    if (!hasExitCode) code.i('addi', 10, 0, 0);
    code.i('addi', 17, 0, 93);
    code.r('ecall', 0, 0, 0);
    return {
      ...{ symbol: '_start', name: '_start', instructions: code.instructions, labels: new Map() },
      ...{ tables: [], clobbers: 0, frameBytes: 0 },
    };
  }

  /** Globals, tables and references, now that code has addresses. @returns the tables that grow */
  #fillData(symbols: ReadonlyMap<string, number>): readonly OutputSegment[] {
    const globals = new DataView(this.#globalsBytes.buffer);
    const { memory } = this.#module;
    const pages = memory?.min ?? 0;
    const limit = Math.min(memory?.max ?? MAX_PAGES, this.#options.maxMemoryPages, MAX_PAGES);
    if (pages > limit) {
      throw new CompileError('WasmTooLarge', `The module's memory has ${pages} pages; at most ${limit} are possible.`);
    }
    globals.setBigUint64(0, BigInt(pages), true);
    globals.setBigUint64(8, BigInt(limit), true);
    const guest = this.#guest;
    for (const [i, place] of guest.globals.entries()) {
      const offset =
        place.kind === 'memory'
          ? place.offset + 2048
          : place.kind === 'absolute'
            ? place.address - DATA_START
            : undefined;
      if (offset === undefined) continue;
      const { type, value } = this.#module.globals[i]!;
      if (type === 'funcref') guest.references.addCell(this.#globalsBytes, offset, Number(value));
      else globals.setBigInt64(offset, value, true);
    }
    const pooledFrom = FIRST_GLOBAL_OFFSET + 2048 + 8 * this.#module.globals.length;
    for (const [i, value] of this.#pool.values.entries()) globals.setBigInt64(pooledFrom + 8 * i, value, true);
    return guest.references.link(
      (index) => symbols.get(guest.codeSymbol(index)),
      (index) => guest.functionTypeId(index),
    );
  }
}

/** The one import that soft-float may have: it is an instruction. */
const isForeign = ({ module, name }: FunctionImport): boolean => module !== 'vouch' || name !== 'mul_high_u';

class LazyFloats extends Map<string, string> {
  readonly #open: () => ReadonlyMap<string, string>;
  #known: ReadonlyMap<string, string> | undefined;

  constructor(open: () => ReadonlyMap<string, string>) {
    super();
    this.#open = open;
  }

  override get(name: string): string | undefined {
    this.#known ??= this.#open();
    return this.#known.get(name);
  }
}

/**
 * A further module shares the first one's memory and adds functions and data, nothing that would need an order of initialisation.
 * @throws CompileError
 */
function requireLinkable(name: string, module: Module): Module {
  const what = [
    module.globals.some(({ isMutable }) => isMutable) && 'a mutable global',
    module.tables.length > 0 && 'a table',
    module.start !== undefined && 'a start function',
    name === 'vouch' && "the name of the machine's own functions",
  ].find((found) => found !== false);
  if (what) throw new CompileError('WasmUnsupported', `Module "${name}" has ${what}; a linked module may not.`);
  return module;
}

/** `_start`, else `main`, else the start function alone. */
function findEntry(module: Module): number | undefined {
  const entry = module.exports.get('_start') ?? module.exports.get('main');
  if (entry === undefined && module.start === undefined) {
    throw new CompileError(
      'WasmNoEntry',
      'The module exports neither "_start" nor "main" and has no start function; export one of them.',
    );
  }
  if (entry !== undefined) {
    const typeIndex =
      entry < module.imports.length
        ? module.imports[entry]!.typeIndex
        : module.functions[entry - module.imports.length]!.typeIndex;
    if (module.types[typeIndex]!.params.length > 0) {
      throw new CompileError('WasmNoEntry', 'The entry function takes parameters; it must take none.');
    }
  }
  return entry;
}

function littleEndian(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  return bytes;
}
