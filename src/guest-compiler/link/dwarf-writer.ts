/**
 * Debug sections for a line table, as small as DWARF 5 allows: a line program (section 6.2) and one compile unit that points to it (section
 * 3.1.1), without which debuggers and addr2line do not look. File names are inline; nothing is of the machine that compiles.
 */
import type { LineRow } from './line-rows.ts';

export interface DebugSection {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Special opcodes: line advances of -3 to 8, addresses in words. */
const LINE_BASE = -3;
const LINE_RANGE = 12;
const OPCODE_BASE = 13;
const STANDARD_OPERANDS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
const WORD_BYTES = 4;

/** @param rows by ascending address @param end of the code; none if no row has a position */
export function writeDebugSections(rows: readonly LineRow[], end: number): DebugSection[] {
  const files = [...new Set(rows.flatMap(({ position }) => (position ? [position.file] : [])))];
  const start = rows[0]?.address;
  if (files.length === 0 || start === undefined) return [];
  return [
    { name: '.debug_abbrev', bytes: abbreviations() },
    { name: '.debug_info', bytes: compileUnit(files[0]!, start, end) },
    { name: '.debug_line', bytes: lineProgram(rows, files, end) },
  ];
}

/** Number 1, compile unit without children: name, stmt_list, low_pc, high_pc. */
function abbreviations(): Uint8Array {
  const fields = [0x03, 0x08, 0x10, 0x17, 0x11, 0x01, 0x12, 0x07];
  return Uint8Array.from([1, 0x11, 0, ...fields, 0, 0, 0]);
}

function compileUnit(name: string, start: number, end: number): Uint8Array {
  const body = new ByteWriter();
  body.u16(5);
  // A full compile unit with addresses of 8 bytes, whose abbreviations are at 0.
  body.bytes(1, 8);
  body.u32(0);
  body.uleb(1);
  body.string(name);
  body.u32(0);
  body.u64(start);
  body.u64(end - start);
  return withLength(body);
}

function lineProgram(rows: readonly LineRow[], files: readonly string[], end: number): Uint8Array {
  const header = new ByteWriter();
  header.bytes(WORD_BYTES, 1, 1, LINE_BASE & 0xff, LINE_RANGE, OPCODE_BASE, ...STANDARD_OPERANDS);
  // Directories: a path (string); one, the folder of compilation, of which nothing is said.
  header.bytes(1, 1, 0x08, 1);
  header.string('.');
  // Files: a path (string) and a directory (udata). Number 0 is the main file, which is in the list once more.
  header.bytes(2, 1, 0x08, 2, 0x0f);
  header.uleb(files.length + 1);
  for (const file of [files[0]!, ...files]) {
    header.string(file);
    header.uleb(0);
  }
  const code = new ByteWriter();
  const numbers = new Map(files.map((file, i) => [file, i + 1]));
  let address = rows[0]!.address;
  let [file, line, column] = [1, 1, 0];
  code.bytes(0, 9, 2);
  code.u64(address);
  for (const row of rows) {
    const to = row.position;
    const toFile = to ? numbers.get(to.file)! : file;
    const toColumn = to?.column ?? 0;
    if (toFile !== file) {
      code.bytes(4);
      code.uleb(toFile);
    }
    if (toColumn !== column) {
      code.bytes(5);
      code.uleb(toColumn);
    }
    code.advance((row.address - address) / WORD_BYTES, (to?.line ?? 0) - line);
    [address, file, line, column] = [row.address, toFile, to?.line ?? 0, toColumn];
  }
  code.bytes(2);
  code.uleb((end - address) / WORD_BYTES);
  code.bytes(0, 1, 1);

  const unit = new ByteWriter();
  unit.u16(5);
  unit.bytes(8, 0);
  unit.u32(header.length);
  unit.append(header);
  unit.append(code);
  return withLength(unit);
}

function withLength(body: ByteWriter): Uint8Array {
  const all = new ByteWriter();
  all.u32(body.length);
  all.append(body);
  return all.toBytes();
}

class ByteWriter {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  bytes(...values: number[]): void {
    this.#bytes.push(...values);
  }

  u16(value: number): void {
    this.bytes(value & 0xff, value >>> 8);
  }

  u32(value: number): void {
    this.u16(value & 0xffff);
    this.u16(value >>> 16);
  }

  u64(value: number): void {
    this.u32(value >>> 0);
    this.u32(Math.floor(value / 2 ** 32));
  }

  uleb(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.bytes((rest & 0x7f) | 0x80);
    this.bytes(rest);
  }

  sleb(value: number): void {
    let rest = value;
    for (; rest < -64 || rest >= 64; rest >>= 7) this.bytes((rest & 0x7f) | 0x80);
    this.bytes(rest & 0x7f);
  }

  string(text: string): void {
    for (const byte of new TextEncoder().encode(text.replaceAll('\0', ''))) this.bytes(byte);
    this.bytes(0);
  }

  /** Makes a row so many words and lines further on. */
  advance(words: number, lines: number): void {
    let rest = lines;
    if (rest < LINE_BASE || rest >= LINE_BASE + LINE_RANGE) {
      this.bytes(3);
      this.sleb(rest);
      rest = 0;
    }
    const most = Math.floor((255 - OPCODE_BASE - (rest - LINE_BASE)) / LINE_RANGE);
    if (words > most) {
      this.bytes(2);
      this.uleb(words);
    }
    this.bytes(OPCODE_BASE + (rest - LINE_BASE) + LINE_RANGE * (words > most ? 0 : words));
  }

  append(other: ByteWriter): void {
    for (const byte of other.#bytes) this.#bytes.push(byte);
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
