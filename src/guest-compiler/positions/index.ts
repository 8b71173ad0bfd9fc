/**
 * Source positions of a module's bytes: from a source map that comes with it, one inside of its `sourceMappingURL` section, or DWARF
 * in its custom sections (WebAssembly's DWARF convention: addresses count from the start of the code section's contents).
 */
import { readLinePrograms } from '../../debug-info/line-program.ts';
import type { LineTable, SourcePosition } from '../../debug-info/line-table.ts';
import type { FunctionPositions } from '../link/line-rows.ts';
import { Reader } from '../parse/reader.ts';
import { type CustomSections, readCustomSections } from './custom-sections.ts';
import { portablePath } from './portable-path.ts';
import { readSourceMap } from './source-map.ts';

export class SourcePositions {
  readonly #table: LineTable;
  readonly #base: number;
  readonly #isMap: boolean;
  readonly #paths = new Map<string, string>();

  /**
   * @param base offset in the module of address 0 of the table
   * @param isMap the last mapping of a function reaches into the next one: source maps have no ends
   */
  constructor(table: LineTable, base: number, isMap: boolean) {
    this.#table = table;
    this.#base = base;
    this.#isMap = isMap;
  }

  /** Of the instructions of one function body. */
  ofFunction(start: number, end: number): FunctionPositions {
    const first = this.#table.first(start - this.#base, end - this.#base, this.#isMap);
    return { at: (offset) => this.at(offset, start), first: first && { ...first, file: this.#portable(first.file) } };
  }

  /** Of the byte at `offset` of the module. @param from start of its function */
  at(offset: number, from = 0): SourcePosition | undefined {
    const found = this.#table.at(offset - this.#base, this.#isMap ? from - this.#base : 0);
    return found ? { ...found, file: this.#portable(found.file) } : undefined;
  }

  #portable(path: string): string {
    let result = this.#paths.get(path);
    if (result === undefined) {
      result = portablePath(path);
      this.#paths.set(path, result);
    }
    return result;
  }
}

/** Undefined if nothing is known. @param sourceMap version 3, as JSON */
export function findPositions(module: Uint8Array, sourceMap: string | undefined): SourcePositions | undefined {
  const sections = readCustomSections(module);
  const map = sourceMap ?? inlineMap(sections);
  const fromMap = map === undefined ? undefined : readSourceMap(map, module.length);
  if (fromMap) return new SourcePositions(fromMap, 0, true);
  const { contents, codeStart, codeEnd } = sections;
  const section = (name: string): Uint8Array => contents.get(name) ?? new Uint8Array(0);
  const line = section('.debug_line');
  if (line.length === 0) return undefined;
  const { table } = readLinePrograms(
    { line, lineStrings: section('.debug_line_str'), strings: section('.debug_str') },
    // Address 0 is the number of functions: what linkers leave of functions that they drop.
    (address) => address > 0 && address < codeEnd - codeStart,
  );
  return table.sequences.length > 0 ? new SourcePositions(table, codeStart, false) : undefined;
}

/** What the section `sourceMappingURL` says; undefined if there is none. */
export function sourceMappingUrl(module: Uint8Array): string | undefined {
  return urlOf(readCustomSections(module));
}

function urlOf({ contents }: CustomSections): string | undefined {
  const section = contents.get('sourceMappingURL');
  if (!section) return undefined;
  try {
    return new Reader(section).name();
  } catch {
    return undefined;
  }
}

/** A map inside of the URL: `data:application/json;base64,...` or percent-encoded. */
function inlineMap(sections: CustomSections): string | undefined {
  const match = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(urlOf(sections) ?? '');
  if (!match) return undefined;
  try {
    if (match[1] === undefined) return decodeURIComponent(match[2]!);
    return new TextDecoder().decode(Uint8Array.from(atob(match[2]!), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
