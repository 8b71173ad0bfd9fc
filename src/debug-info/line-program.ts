/**
 * DWARF line programs, versions 2 to 5 (DWARF 5, section 6.2), of ELF files and of the custom sections of WebAssembly modules.
 * Bounded: every opcode takes a byte and makes at most one row, entries of directories and files take a byte at least,
 * and there is a limit of rows. A unit that is damaged is left out, the others count.
 */
import { Cursor, DebugInfoError } from './cursor.ts';
import { readDirectoriesAndFiles } from './line-header.ts';
import { type LineSequence, LineTable } from './line-table.ts';

/** Contents of the sections `.debug_line`, `.debug_line_str` and `.debug_str`; empty where there is none. */
export interface LineSections {
  readonly line: Uint8Array;
  readonly lineStrings: Uint8Array;
  readonly strings: Uint8Array;
}

export interface LineProgramResult {
  readonly table: LineTable;
  /** Why units were left out. */
  readonly problems: readonly string[];
}

const MAX_ROWS = 1 << 22;
const MAX_PROBLEMS = 8;
const MAX_LINE = 2 ** 31;

/** @param isCode whether code of the program is at this address; other sequences are of functions that the linker has dropped */
export function readLinePrograms(sections: LineSections, isCode: (address: number) => boolean): LineProgramResult {
  const programs = new LinePrograms(sections, isCode);
  const problems: string[] = [];
  const all = new Cursor(sections.line);
  try {
    while (all.left > 0) {
      let offsetBytes = 4;
      let length = all.u32();
      if (length === 0xffff_ffff) {
        offsetBytes = 8;
        length = all.u64();
      }
      const start = all.skip(length);
      try {
        programs.unit(new Cursor(sections.line, start, start + length), offsetBytes);
      } catch (error) {
        if (!(error instanceof DebugInfoError)) throw error;
        if (problems.length < MAX_PROBLEMS) problems.push(`.debug_line, ${error.message}`);
      }
    }
  } catch (error) {
    if (!(error instanceof DebugInfoError)) throw error;
    problems.push(`.debug_line, ${error.message}`);
  }
  return { table: new LineTable(programs.files, programs.sequences), problems };
}

class LinePrograms {
  readonly #sections: LineSections;
  readonly #isCode: (address: number) => boolean;
  readonly sequences: LineSequence[] = [];
  readonly files: string[] = [];
  readonly #fileIndices = new Map<string, number>();
  #numRows = 0;

  constructor(sections: LineSections, isCode: (address: number) => boolean) {
    this.#sections = sections;
    this.#isCode = isCode;
  }

  #fileIndex(path: string): number {
    let index = this.#fileIndices.get(path);
    if (index === undefined) {
      index = this.files.length;
      this.files.push(path);
      this.#fileIndices.set(path, index);
    }
    return index;
  }

  unit(unit: Cursor, offsetBytes: number): void {
    const version = unit.u16();
    if (version < 2 || version > 5) unit.fail(`line program of version ${version}`, unit.at - 2);
    // Sizes of addresses and of segment selectors; set_address says its own.
    if (version === 5) unit.skip(2);
    const headerBytes = unit.unsigned(offsetBytes);
    const start = unit.at + headerBytes;
    const minBytes = unit.u8();
    // Operations per instruction: 1 but on VLIW machines.
    if (version >= 4) unit.u8();
    unit.u8();
    const lineBase = unit.i8();
    const lineRange = unit.u8();
    if (lineRange === 0) unit.fail('line range of 0', unit.at - 1);
    const opcodeBase = unit.u8();
    const operands = Array.from({ length: Math.max(opcodeBase - 1, 0) }, () => unit.u8());
    const paths = readDirectoriesAndFiles(unit, version, offsetBytes, this.#sections);
    const firstFile = version === 5 ? 0 : 1;
    const indices: number[] = [];
    const fileOf = (file: number): number => {
      const path = paths[file - firstFile];
      if (path === undefined) return -1;
      indices[file] ??= this.#fileIndex(path);
      return indices[file];
    };
    if (start > unit.end) unit.fail('header longer than its unit');
    unit.at = start;

    let address = 0;
    let file = 1;
    let line = 1;
    let column = 0;
    let rows = newSequence();
    let isOrdered = true;
    const row = (fileIndex: number): void => {
      if (++this.#numRows > MAX_ROWS) unit.fail(`more than ${MAX_ROWS} rows`);
      if (address < (rows.addresses.at(-1) ?? 0)) isOrdered = false;
      rows.addresses.push(address);
      rows.files.push(fileIndex);
      rows.lines.push(line >= 0 && line < MAX_LINE ? line : 0);
      rows.columns.push(column < MAX_LINE ? column : 0);
    };
    const special = (opcode: number): void => {
      address += minBytes * Math.floor((opcode - opcodeBase) / lineRange);
    };
    while (unit.left > 0) {
      const opcode = unit.u8();
      if (opcode >= opcodeBase) {
        special(opcode);
        line += lineBase + ((opcode - opcodeBase) % lineRange);
        row(fileOf(file));
        continue;
      }
      switch (opcode) {
        case 0: {
          const length = unit.uleb();
          const next = unit.skip(length) + length;
          const body = new Cursor(unit.bytes, next - length, next);
          const sub = length > 0 ? body.u8() : 0;
          if (sub === 1) {
            row(-1);
            const isUsed = rows.addresses[0]! < address && this.#isCode(rows.addresses[0]!);
            if (isOrdered && isUsed) this.sequences.push(rows);
            [address, file, line, column] = [0, 1, 1, 0];
            rows = newSequence();
            isOrdered = true;
          } else if (sub === 2 && body.left <= 8) address = body.unsigned(body.left);
          break;
        }
        case 1:
          row(fileOf(file));
          break;
        case 2:
          address += minBytes * unit.uleb();
          break;
        case 3:
          line += unit.sleb();
          break;
        case 4:
          file = unit.uleb();
          break;
        case 5:
          column = unit.uleb();
          break;
        case 8:
          special(255);
          break;
        case 9:
          address += unit.u16();
          break;
        default:
          for (let count = operands[opcode - 1]!; count > 0; count--) unit.uleb();
      }
    }
  }
}

function newSequence(): { addresses: number[]; files: number[]; lines: number[]; columns: number[] } {
  return { addresses: [], files: [], lines: [], columns: [] };
}
