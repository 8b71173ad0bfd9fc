/**
 * What of an ELF64 file debug information is in: sections by name, executable segments, symbols (System V ABI, chapters 4 and 5).
 * Unlike the loader in src/elf this tolerates everything: it is for messages and profiles only.
 */
import { Cursor } from './cursor.ts';

export interface DebugElf {
  /** Contents of the first section of this name; empty if there is none, or it is compressed. */
  section(name: string): Uint8Array;
  /** End of the executable segment around the address; 0 if there is none. */
  codeEnd(address: number): number;
  readonly symbols: readonly RawSymbol[];
}

export interface RawSymbol {
  readonly name: string;
  readonly address: number;
  readonly size: number;
  readonly isFunction: boolean;
}

interface Section {
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: number;
  readonly start: number;
  readonly size: number;
  readonly link: number;
}

const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHF_COMPRESSED = 0x800;
const PT_LOAD = 1;
const SYMBOL_BYTES = 24;
const STT_NOTYPE = 0;
const STT_FUNC = 2;

/** @throws DebugInfoError */
export function openElf(bytes: Uint8Array): DebugElf {
  const header = new Cursor(bytes);
  if (header.u32() !== 0x464c457f || header.u8() !== 2 || header.u8() !== 1) header.fail('not an ELF64 file', 0);
  const at = (offset: number): Cursor => new Cursor(bytes, offset);
  const programOffset = at(32).u64();
  const sectionOffset = at(40).u64();
  const counts = at(54);
  const [programBytes, numPrograms, sectionBytes, numSections, namesIndex] = Array.from({ length: 5 }, () =>
    counts.u16(),
  ) as [number, number, number, number, number];

  const code: [start: number, end: number][] = [];
  for (let i = 0; i < numPrograms; i++) {
    const entry = at(programOffset + i * programBytes);
    const type = entry.u32();
    const flags = entry.u32();
    entry.skip(8);
    const address = entry.u64();
    entry.skip(16);
    if (type === PT_LOAD && (flags & 1) !== 0) code.push([address, address + entry.u64()]);
  }
  const sections: Section[] = [];
  for (let i = 0; i < (sectionOffset === 0 ? 0 : numSections); i++) {
    const entry = at(sectionOffset + i * sectionBytes);
    const [nameOffset, type] = [entry.u32(), entry.u32()];
    const flags = entry.u64();
    entry.skip(8);
    sections.push({ nameOffset, type, flags, start: entry.u64(), size: entry.u64(), link: entry.u32() });
  }
  const contents = (section: Section | undefined): Uint8Array => {
    if (!section || section.type === SHT_NOBITS || (section.flags & SHF_COMPRESSED) !== 0) return new Uint8Array(0);
    const start = at(section.start).skip(section.size);
    return bytes.subarray(start, start + section.size);
  };
  const names = contents(sections[namesIndex]);
  const found = new Map<string, Section>();
  for (const section of sections) {
    if (section.nameOffset >= names.length) continue;
    const name = new Cursor(names, section.nameOffset).string();
    if (!found.has(name)) found.set(name, section);
  }
  const symbolTable = sections.find(({ type }) => type === SHT_SYMTAB);
  return {
    section: (name) => contents(found.get(name)),
    codeEnd: (address) => code.find(([start, end]) => address >= start && address < end)?.[1] ?? 0,
    symbols: symbolTable ? readSymbols(contents(symbolTable), contents(sections[symbolTable.link])) : [],
  };
}

/** Defined functions, and labels but for the assembler's own. */
function readSymbols(table: Uint8Array, strings: Uint8Array): RawSymbol[] {
  const symbols: RawSymbol[] = [];
  const cursor = new Cursor(table);
  while (cursor.left >= SYMBOL_BYTES) {
    const nameOffset = cursor.u32();
    const type = cursor.u8() & 15;
    cursor.skip(1);
    const isDefined = cursor.u16() !== 0;
    const [address, size] = [cursor.u64(), cursor.u64()];
    if ((type !== STT_FUNC && type !== STT_NOTYPE) || !isDefined || nameOffset >= strings.length) continue;
    const name = new Cursor(strings, nameOffset).string();
    if (name === '' || name.startsWith('$') || name.startsWith('.L')) continue;
    symbols.push({ name, address, size, isFunction: type === STT_FUNC });
  }
  return symbols;
}
