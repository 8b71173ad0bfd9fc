/** A static ELF64 executable for RISC-V with symbols and debug sections (System V ABI, chapters 4 and 5). */

import { EF_TRANSLATED } from '../../elf/segments.ts';
import type { DebugSection } from './dwarf-writer.ts';

export interface OutputSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

export interface OutputSymbol {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;
const PT_LOAD = 1;
const FLAGS_RX = 5;
const FLAGS_RW = 6;
const SHT_PROGBITS = 1;
const SHT_SYMTAB = 2;
const SHT_STRTAB = 3;
const SHF_ALLOC_EXEC = 6;
const STT_FUNC_GLOBAL = 0x12;

/** The first executable segment becomes section .text, of which the symbols are. */
export function writeElf(
  entry: number,
  segments: readonly OutputSegment[],
  symbols: readonly OutputSymbol[],
  debugSections: readonly DebugSection[] = [],
): Uint8Array {
  const names = new StringTable();
  const symbolTable = new Uint8Array(SYMBOL_BYTES * (symbols.length + 1));
  const symbolView = new DataView(symbolTable.buffer);
  for (const [i, { name, address, size }] of symbols.entries()) {
    const at = SYMBOL_BYTES * (i + 1);
    symbolView.setUint32(at, names.add(name), true);
    symbolView.setUint8(at + 4, STT_FUNC_GLOBAL);
    symbolView.setUint16(at + 6, 1, true);
    symbolView.setBigUint64(at + 8, BigInt(address), true);
    symbolView.setBigUint64(at + 16, BigInt(size), true);
  }
  const sectionNames = new StringTable();
  const [textName, symbolsName, stringsName, sectionsName] = ['.text', '.symtab', '.strtab', '.shstrtab'].map((name) =>
    sectionNames.add(name),
  ) as [number, number, number, number];

  let end = HEADER_BYTES + PROGRAM_HEADER_BYTES * segments.length;
  const place = (bytes: Uint8Array): { bytes: Uint8Array; offset: number } => {
    const offset = Math.ceil(end / 16) * 16;
    end = offset + bytes.length;
    return { bytes, offset };
  };
  const placed = segments.map((segment) => ({ ...segment, ...place(segment.bytes) }));
  const symbolsAt = place(symbolTable);
  const stringsAt = place(names.bytes());
  const debugAt = debugSections.map(({ name, bytes }) => ({ nameOffset: sectionNames.add(name), ...place(bytes) }));
  const numSections = 5 + debugAt.length;
  const sectionNamesAt = place(sectionNames.bytes());
  const sectionsOffset = Math.ceil(end / 16) * 16;
  const file = new Uint8Array(sectionsOffset + numSections * SECTION_HEADER_BYTES);
  const view = new DataView(file.buffer);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);

  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  u64(24, entry);
  u64(32, HEADER_BYTES);
  u64(40, sectionsOffset);
  view.setUint32(48, EF_TRANSLATED, true);
  view.setUint16(52, HEADER_BYTES, true);
  view.setUint16(54, PROGRAM_HEADER_BYTES, true);
  view.setUint16(56, segments.length, true);
  view.setUint16(58, SECTION_HEADER_BYTES, true);
  view.setUint16(60, numSections, true);
  view.setUint16(62, 4, true);
  for (const [i, { address, bytes, offset, isExecutable }] of placed.entries()) {
    const at = HEADER_BYTES + PROGRAM_HEADER_BYTES * i;
    view.setUint32(at, PT_LOAD, true);
    view.setUint32(at + 4, isExecutable ? FLAGS_RX : FLAGS_RW, true);
    for (const [field, value] of [offset, address, address, bytes.length, bytes.length, 16].entries()) {
      u64(at + 8 + 8 * field, value);
    }
  }
  for (const { bytes, offset } of [...placed, symbolsAt, stringsAt, ...debugAt, sectionNamesAt])
    file.set(bytes, offset);

  const section = (index: number, name: number, type: number, fields: Partial<Record<SectionField, number>>): void => {
    const at = sectionsOffset + SECTION_HEADER_BYTES * index;
    view.setUint32(at, name, true);
    view.setUint32(at + 4, type, true);
    u64(at + 8, fields.flags ?? 0);
    u64(at + 16, fields.address ?? 0);
    u64(at + 24, fields.offset ?? 0);
    u64(at + 32, fields.size ?? 0);
    view.setUint32(at + 40, fields.link ?? 0, true);
    view.setUint32(at + 44, fields.info ?? 0, true);
    u64(at + 48, fields.alignment ?? 1);
    u64(at + 56, fields.entrySize ?? 0);
  };
  const text = placed.find(({ isExecutable }) => isExecutable)!;
  section(1, textName, SHT_PROGBITS, {
    ...{ flags: SHF_ALLOC_EXEC, address: text.address, offset: text.offset, size: text.bytes.length, alignment: 4 },
  });
  section(2, symbolsName, SHT_SYMTAB, {
    ...{ offset: symbolsAt.offset, size: symbolTable.length, link: 3, info: 1, alignment: 8, entrySize: SYMBOL_BYTES },
  });
  section(3, stringsName, SHT_STRTAB, { offset: stringsAt.offset, size: stringsAt.bytes.length });
  section(4, sectionsName, SHT_STRTAB, { offset: sectionNamesAt.offset, size: sectionNamesAt.bytes.length });
  for (const [i, { nameOffset, offset, bytes }] of debugAt.entries()) {
    section(5 + i, nameOffset, SHT_PROGBITS, { offset, size: bytes.length });
  }
  return file;
}

type SectionField = 'flags' | 'address' | 'offset' | 'size' | 'link' | 'info' | 'alignment' | 'entrySize';

class StringTable {
  readonly #bytes: number[] = [0];

  add(name: string): number {
    const at = this.#bytes.length;
    for (const byte of new TextEncoder().encode(name)) this.#bytes.push(byte);
    this.#bytes.push(0);
    return at;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
