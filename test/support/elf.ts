/** A minimal writer of ELF64 RISC-V executables for tests: program headers, contents, optionally symbols. */
import { assemble } from '../../src/isa/assembler.ts';

export interface ElfSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly memoryBytes?: number;
  readonly isExecutable?: boolean;
}

export interface ElfSource {
  readonly entry: number;
  readonly segments: readonly ElfSegment[];
  readonly symbols?: Readonly<Record<string, number>>;
}

const HEADER = 64;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;

export function writeElf({ entry, segments, symbols = {} }: ElfSource): Uint8Array<ArrayBuffer> {
  const align8 = (n: number): number => Math.ceil(n / 8) * 8;
  // File offsets congruent to addresses modulo 4096, so that Linux (and so qemu) can map the segments.
  const offsets: number[] = [];
  let end = HEADER + PROGRAM_HEADER * segments.length;
  for (const { address, bytes } of segments) {
    end += (((address - end) % 4096) + 4096) % 4096;
    offsets.push(end);
    end += bytes.length;
  }
  const names = Object.keys(symbols);
  const strings = new TextEncoder().encode(`\0${names.map((n) => `${n}\0`).join('')}`);
  const symbolsOffset = align8(end);
  const stringsOffset = symbolsOffset + 24 * (names.length + 1);
  const sectionsOffset = align8(stringsOffset + strings.length);
  const hasSymbols = names.length > 0;
  const file = new Uint8Array(hasSymbols ? sectionsOffset + 3 * SECTION_HEADER : end);
  const view = new DataView(file.buffer);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);

  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  u64(24, entry);
  u64(32, HEADER);
  view.setUint16(52, HEADER, true);
  view.setUint16(54, PROGRAM_HEADER, true);
  view.setUint16(56, segments.length, true);
  for (const [i, segment] of segments.entries()) {
    const at = HEADER + i * PROGRAM_HEADER;
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, segment.isExecutable ? 5 : 6, true);
    u64(at + 8, offsets[i]!);
    u64(at + 16, segment.address);
    u64(at + 24, segment.address);
    u64(at + 32, segment.bytes.length);
    u64(at + 40, segment.memoryBytes ?? segment.bytes.length);
    u64(at + 48, 4096);
    file.set(segment.bytes, offsets[i]!);
  }
  if (!hasSymbols) return file;

  u64(40, sectionsOffset);
  view.setUint16(58, SECTION_HEADER, true);
  view.setUint16(60, 3, true);
  let nameOffset = 1;
  for (const [i, name] of names.entries()) {
    const at = symbolsOffset + 24 * (i + 1);
    view.setUint32(at, nameOffset, true);
    view.setUint8(at + 4, 0x12);
    view.setUint16(at + 6, 1, true);
    u64(at + 8, symbols[name]!);
    nameOffset += name.length + 1;
  }
  file.set(strings, stringsOffset);
  const section = (index: number, type: number, offset: number, size: number, link: number): void => {
    const at = sectionsOffset + index * SECTION_HEADER;
    view.setUint32(at + 4, type, true);
    u64(at + 24, offset);
    u64(at + 32, size);
    view.setUint32(at + 40, link, true);
  };
  section(1, 2, symbolsOffset, 24 * (names.length + 1), 2);
  section(2, 3, stringsOffset, strings.length, 0);
  return file;
}

/**
 * One executable segment from assembly, entry at its start or at the label `_start`, plus data segments.
 * @param symbolOf name of a label in the symbol table; null leaves it out
 */
export function elfFromAssembly(
  source: string,
  data: readonly ElfSegment[] = [],
  base = 0x10000,
  symbolOf: (label: string) => string | null = (label) => label,
): Uint8Array<ArrayBuffer> {
  const { words, labels } = assemble(source, base);
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  return writeElf({
    entry: labels.get('_start') ?? base,
    segments: [{ address: base, bytes, isExecutable: true }, ...data],
    symbols: Object.fromEntries(
      [...labels].flatMap(([label, address]) => {
        const name = symbolOf(label);
        return name === null ? [] : [[name, address]];
      }),
    ),
  });
}
