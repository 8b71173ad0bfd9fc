/** The symbol table, for profiles and traps; a stripped file has none. System V ABI, chapter 4. */
import { ElfError } from './elf-error.ts';
import type { Reader } from './reader.ts';

export interface ElfSymbol {
  readonly name: string;
  readonly address: number;
  readonly size: number;
  readonly kind: 'function' | 'object' | 'label';
}

const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;
const SHT_SYMTAB = 2;
const kinds: Record<number, ElfSymbol['kind']> = { 0: 'label', 1: 'object', 2: 'function' };

/** Named, defined symbols by ascending address. */
export function readSymbols(file: Reader): ElfSymbol[] {
  const tableOffset = file.size(40);
  const count = file.u16(60);
  if (tableOffset === 0 || count === 0) return [];
  const entryBytes = file.u16(58);
  if (entryBytes !== SECTION_HEADER_BYTES) {
    throw new ElfError('ElfBadHeader', 58, `section headers of ${entryBytes} bytes; expected ${SECTION_HEADER_BYTES}.`);
  }
  file.need(tableOffset, count * SECTION_HEADER_BYTES, 'the section header table');
  const symbols: ElfSymbol[] = [];
  for (let i = 0; i < count; i++) {
    const section = tableOffset + i * SECTION_HEADER_BYTES;
    if (file.u32(section + 4) !== SHT_SYMTAB) continue;
    const strings = file.u32(section + 40);
    if (strings >= count) {
      throw new ElfError('ElfBadSymbols', section + 40, `string table ${strings} is not one of ${count} sections.`);
    }
    symbols.push(...readTable(file, section, tableOffset + strings * SECTION_HEADER_BYTES));
  }
  return symbols.sort((a, b) => a.address - b.address);
}

function readTable(file: Reader, section: number, stringSection: number): ElfSymbol[] {
  const offset = file.size(section + 24);
  const bytes = file.size(section + 32);
  const stringsStart = file.size(stringSection + 24);
  const stringsEnd = stringsStart + file.size(stringSection + 32);
  file.need(offset, bytes, 'the symbol table');
  file.need(stringsStart, stringsEnd - stringsStart, 'the string table');
  const symbols: ElfSymbol[] = [];
  for (let at = offset; at + SYMBOL_BYTES <= offset + bytes; at += SYMBOL_BYTES) {
    const kind = kinds[file.u8(at + 4) & 15];
    const isDefined = file.u16(at + 6) !== 0;
    const nameOffset = stringsStart + file.u32(at);
    if (!kind || !isDefined || nameOffset >= stringsEnd) continue;
    const name = file.string(nameOffset, Math.min(stringsEnd, nameOffset + MAX_NAME_BYTES));
    if (name !== '') symbols.push({ name, address: file.size(at + 8), size: file.size(at + 16), kind });
  }
  return symbols;
}

/** Longer names are cut: many symbols may share one string, which would let a small file ask for gigabytes. */
const MAX_NAME_BYTES = 4096;
