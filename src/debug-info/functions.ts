/** Functions by address, from symbols: what overlaps is sorted out, what has no size reaches to the next one. */
import { demangle } from './demangle/index.ts';
import type { RawSymbol } from './elf-sections.ts';
import { lastAtMost } from './line-table.ts';

export interface FunctionInfo {
  /** For people: demangled. */
  readonly name: string;
  /** As in the symbol table. */
  readonly linkageName: string;
  readonly start: number;
  /** In bytes. */
  readonly size: number;
}

export class FunctionTable {
  /** By ascending start, without overlaps. */
  readonly functions: readonly FunctionInfo[];
  readonly #starts: readonly number[];

  /** @param codeEnd end of the code around an address; 0 for addresses of data, whose labels are left out */
  constructor(symbols: readonly RawSymbol[], codeEnd: (address: number) => number) {
    const sorted = symbols
      .filter(({ address }) => codeEnd(address) > 0)
      // Of several names for one address: functions before labels, then those with a size, then the first in the table.
      .toSorted(
        (a, b) =>
          a.address - b.address ||
          Number(b.isFunction) - Number(a.isFunction) ||
          Number(b.size > 0) - Number(a.size > 0),
      );
    const kept: RawSymbol[] = [];
    let end = 0;
    for (const symbol of sorted) {
      const { address, size, isFunction } = symbol;
      // A label inside of a function is no function.
      if (kept.at(-1)?.address === address || (address < end && (!isFunction || size === 0))) continue;
      kept.push(symbol);
      end = Math.max(end, address + size);
    }
    const functions = kept.map(({ name, address, size }, i) => {
      const most = Math.min(kept[i + 1]?.address ?? Number.POSITIVE_INFINITY, codeEnd(address)) - address;
      return new LazyFunction(name, address, size > 0 ? Math.min(size, most) : most);
    });
    this.functions = functions;
    this.#starts = functions.map(({ start }) => start);
  }

  at(address: number): FunctionInfo | null {
    const fn = this.functions[lastAtMost(this.#starts, address)];
    return fn && address < fn.start + fn.size ? fn : null;
  }
}

/** Demangles when asked. */
class LazyFunction implements FunctionInfo {
  readonly linkageName: string;
  readonly start: number;
  readonly size: number;
  #name: string | undefined;

  constructor(linkageName: string, start: number, size: number) {
    this.linkageName = linkageName;
    this.start = start;
    this.size = size;
  }

  get name(): string {
    this.#name ??= demangle(this.linkageName);
    return this.#name;
  }
}
