/**
 * A WebAssembly module in the making: functions over one imported memory (`env.memory`). The binary format is the
 * WebAssembly Core Specification's, section 5.5; only what kernels need is there.
 */
import { Code, pushUnsigned, type ValueType, valueType } from './code.ts';

export interface MemoryImport {
  /** Whether the memory is shared between threads; it must then be made with at most 65536 pages. */
  readonly isShared: boolean;
}

export class ModuleBuilder {
  readonly #memory: MemoryImport;
  readonly #types: string[] = [];
  readonly #functions: { type: number; body: number[] | null }[] = [];
  readonly #exports: { name: string; index: number }[] = [];

  constructor(memory: MemoryImport) {
    this.#memory = memory;
  }

  /**
   * Adds a function; `build` writes its body (parameters are locals 0, 1, ...).
   * @returns its index, for `Code.call`.
   */
  function(
    params: readonly ValueType[],
    results: readonly ValueType[],
    build: (code: Code) => void,
    exportName?: string,
  ): number {
    const index = this.#functions.length;
    const declared = { type: this.#type(params, results), body: null as number[] | null };
    this.#functions.push(declared);
    const code = new Code(params);
    build(code);
    declared.body = code.encode();
    if (exportName !== undefined) this.#exports.push({ name: exportName, index });
    return index;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const memoryImport = [...name('env'), ...name('memory'), 0x02];
    if (this.#memory.isShared) memoryImport.push(0x03, 0, ...unsigned(65536));
    else memoryImport.push(0x00, 0);
    const types = this.#types.map((type) => type.split(',').map(Number));
    const parts = [
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types)),
      section(2, vector([memoryImport])),
      section(3, vector(this.#functions.map(({ type }) => unsigned(type)))),
      section(7, vector(this.#exports.map((e) => [...name(e.name), 0x00, ...unsigned(e.index)]))),
      section(10, vector(this.#functions.map(({ body }) => body ?? []))),
    ];
    const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  #type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const list = (types: readonly ValueType[]) => [...unsigned(types.length), ...types.map((type) => valueType[type])];
    const key = [0x60, ...list(params), ...list(results)].join(',');
    const known = this.#types.indexOf(key);
    return known >= 0 ? known : this.#types.push(key) - 1;
  }
}

function unsigned(value: number): number[] {
  const out: number[] = [];
  pushUnsigned(out, value);
  return out;
}

function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return unsigned(items.length).concat(...items);
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length)].concat(content);
}
