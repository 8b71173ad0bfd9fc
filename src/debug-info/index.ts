/**
 * Functions and source lines of a program by address, for traps, panics and profiles: the ELF file's symbols and its DWARF line
 * programs. Never throws and never hangs: damaged debug information only means that less is known, and `problems` says what.
 */
import { DebugInfoError } from './cursor.ts';
import { type DebugElf, openElf } from './elf-sections.ts';
import { type FunctionInfo, FunctionTable } from './functions.ts';
import { readLinePrograms } from './line-program.ts';
import { LineTable, type SourcePosition } from './line-table.ts';

export { demangle } from './demangle/index.ts';
export type { FunctionInfo } from './functions.ts';
export { positionText, type SourcePosition } from './line-table.ts';

export interface DebugInfo {
  /** The function whose code is at this address, by the symbol table. */
  functionAt(pc: number): FunctionInfo | null;
  /** Where the instruction at this address comes from, by `.debug_line`. */
  lineAt(pc: number): SourcePosition | null;
  /** All functions by ascending start, without overlaps. */
  readonly functions: readonly FunctionInfo[];
  /** What of the debug information is damaged and was left out. */
  readonly problems: readonly string[];
}

/** Reads on first use. @param elf any bytes; those of an ELF64 file give more */
export function readDebugInfo(elf: Uint8Array): DebugInfo {
  return new ElfDebugInfo(elf);
}

const nothing: DebugElf = { section: () => new Uint8Array(0), codeEnd: () => 0, symbols: [] };

class ElfDebugInfo implements DebugInfo {
  readonly #bytes: Uint8Array;
  #opened: DebugElf | undefined;
  readonly #problems: string[] = [];
  #functions: FunctionTable | undefined;
  #lines: LineTable | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get #elf(): DebugElf {
    this.#opened ??= this.#attempt(() => openElf(this.#bytes), nothing);
    return this.#opened;
  }

  get functions(): readonly FunctionInfo[] {
    return this.#functionTable().functions;
  }

  get problems(): readonly string[] {
    this.#lineTable();
    return this.#problems;
  }

  functionAt(pc: number): FunctionInfo | null {
    return this.#functionTable().at(pc);
  }

  lineAt(pc: number): SourcePosition | null {
    return this.#lineTable().at(pc);
  }

  #functionTable(): FunctionTable {
    this.#functions ??= new FunctionTable(this.#elf.symbols, this.#elf.codeEnd);
    return this.#functions;
  }

  #lineTable(): LineTable {
    this.#lines ??= this.#attempt(() => {
      const [line, lineStrings, strings] = ['.debug_line', '.debug_line_str', '.debug_str'].map((name) =>
        this.#elf.section(name),
      ) as [Uint8Array, Uint8Array, Uint8Array];
      const { table, problems } = readLinePrograms({ line, lineStrings, strings }, (pc) => this.#elf.codeEnd(pc) > 0);
      this.#problems.push(...problems);
      return table;
    }, new LineTable([], []));
    return this.#lines;
  }

  #attempt<T>(read: () => T, otherwise: T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof DebugInfoError)) throw error;
      this.#problems.push(error.message);
      return otherwise;
    }
  }
}
