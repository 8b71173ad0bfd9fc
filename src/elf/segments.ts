/**
 * File header and loadable segments of a static ELF64 executable for RISC-V (System V ABI, chapters 4 and 5; RISC-V ELF psABI,
 * chapter 8), checked against the machine's memory map: nothing above the private input (its contents would not be
 * bound to the program), nothing in page 0 unless the file says that it comes from WebAssembly, no overlaps.
 */
import { PRIVATE_INPUT_END, PRIVATE_INPUT_START } from '../executor/layout.ts';
import { ElfError, hex } from './elf-error.ts';
import type { Reader } from './reader.ts';

export const PAGE_ZERO_BYTES = 4096;

export interface Segment {
  readonly address: number;
  /** Bytes in memory; those after the file's are zero. */
  readonly memoryBytes: number;
  readonly data: Uint8Array;
  readonly isExecutable: boolean;
  readonly isWritable: boolean;
  /** Of `data` in the file, and of the program header. */
  readonly fileOffset: number;
  readonly headerOffset: number;
}

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const EM_RISCV = 243;
const ET_EXEC = 2;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const PF_X = 1;
const PF_W = 2;
const EF_RISCV_RVC = 1;
const EF_RISCV_FLOAT_ABI = 6;
const EF_RISCV_RVE = 8;
/** Ours, among the bits that the psABI leaves to non-standard extensions: translated from WebAssembly, whose memory starts at address 0. */
export const EF_TRANSLATED = 0x0100_0000;

export function checkHeader(file: Reader): void {
  file.need(0, HEADER_BYTES, 'the ELF header');
  const fail = (code: ElfError['code'], offset: number, message: string): never => {
    throw new ElfError(code, offset, message);
  };
  if (file.u32(0) !== 0x464c457f) fail('ElfBadMagic', 0, 'this is not an ELF file (no 7f 45 4c 46).');
  if (file.u8(4) !== 2) fail('ElfBadClass', 4, `class ${file.u8(4)}; expected 2 (64 bits). Compile for rv64im.`);
  if (file.u8(5) !== 1) fail('ElfBadEndianness', 5, `data encoding ${file.u8(5)}; expected 1 (little-endian).`);
  if (file.u8(6) !== 1) fail('ElfBadVersion', 6, `ELF version ${file.u8(6)}; expected 1.`);
  if (file.u16(16) !== ET_EXEC) {
    fail('ElfBadType', 16, `type ${file.u16(16)}; expected 2 (static executable). Link with -static -no-pie.`);
  }
  if (file.u16(18) !== EM_RISCV) fail('ElfBadMachine', 18, `machine ${file.u16(18)}; expected 243 (RISC-V).`);
  if (file.u32(20) !== 1) fail('ElfBadVersion', 20, `object version ${file.u32(20)}; expected 1.`);
  const flags = file.u32(48);
  const extension =
    (flags & EF_RISCV_RVC && 'compressed instructions (C)') ||
    (flags & EF_RISCV_FLOAT_ABI && 'a floating-point ABI') ||
    (flags & EF_RISCV_RVE && 'the reduced register set (E)');
  if (extension) {
    fail('ElfBadFlags', 48, `flags ${hex(flags)} announce ${extension}. Compile with -march=rv64im -mabi=lp64.`);
  }
}

/** Non-empty loadable segments by ascending address. */
export function readSegments(file: Reader, isPageZeroAllowed: boolean): Segment[] {
  const allowPageZero = isPageZeroAllowed || (file.u32(48) & EF_TRANSLATED) !== 0;
  const tableOffset = file.size(32);
  const entryBytes = file.u16(54);
  const count = file.u16(56);
  if (count === 0) throw new ElfError('ElfNoSegments', 56, 'there are no program headers; is this an object file?');
  if (entryBytes !== PROGRAM_HEADER_BYTES) {
    throw new ElfError('ElfBadHeader', 54, `program headers of ${entryBytes} bytes; expected ${PROGRAM_HEADER_BYTES}.`);
  }
  file.need(tableOffset, count * entryBytes, 'the program header table');
  const segments: Segment[] = [];
  let totalBytes = 0;
  for (let i = 0; i < count; i++) {
    const headerOffset = tableOffset + i * entryBytes;
    const type = file.u32(headerOffset);
    if (type === PT_INTERP || type === PT_DYNAMIC) {
      throw new ElfError('ElfDynamic', headerOffset, 'dynamic linking is not supported. Link with -static -no-pie.');
    }
    if (type !== PT_LOAD) continue;
    const segment = readSegment(file, headerOffset);
    if (segment.memoryBytes === 0) continue;
    totalBytes += segment.data.length;
    // Segments may show the same bytes of the file, which would let a small file ask for gigabytes.
    if (totalBytes > 2 * file.length) {
      throw new ElfError('ElfTooLarge', headerOffset, 'segments map more than twice the bytes of the file.');
    }
    checkPlacement(segment, allowPageZero);
    segments.push(segment);
  }
  segments.sort((a, b) => a.address - b.address);
  for (let i = 1; i < segments.length; i++) {
    const before = segments[i - 1]!;
    const segment = segments[i]!;
    if (before.address + before.memoryBytes > segment.address) {
      throw new ElfError(
        'ElfSegmentOverlap',
        segment.headerOffset,
        `segment ${range(segment)} overlaps ${range(before)} of the program header at ${hex(before.headerOffset)}.`,
      );
    }
  }
  if (segments.length === 0) throw new ElfError('ElfNoSegments', tableOffset, 'no program header is loadable.');
  return segments;
}

function readSegment(file: Reader, headerOffset: number): Segment {
  const flags = file.u32(headerOffset + 4);
  const fileOffset = file.size(headerOffset + 8);
  const address = file.size(headerOffset + 16);
  const fileBytes = file.size(headerOffset + 32);
  const memoryBytes = file.size(headerOffset + 40);
  if (fileBytes > memoryBytes) {
    throw new ElfError(
      'ElfBadSegment',
      headerOffset + 32,
      `${hex(fileBytes)} bytes in the file do not fit into ${hex(memoryBytes)} bytes of memory.`,
    );
  }
  if (fileOffset + fileBytes > file.length) {
    throw new ElfError(
      'ElfTruncated',
      headerOffset + 8,
      `segment contents ${hex(fileOffset)}..${hex(fileOffset + fileBytes)} lie beyond the file's ${hex(file.length)} bytes.`,
    );
  }
  return {
    address,
    memoryBytes,
    data: file.bytes.subarray(fileOffset, fileOffset + fileBytes),
    isExecutable: (flags & PF_X) !== 0,
    isWritable: (flags & PF_W) !== 0,
    fileOffset,
    headerOffset,
  };
}

function checkPlacement(segment: Segment, allowPageZero: boolean): void {
  const offset = segment.headerOffset + 16;
  const end = segment.address + segment.memoryBytes;
  if (segment.address >= PRIVATE_INPUT_END || end > PRIVATE_INPUT_END) {
    throw new ElfError(
      'ElfSegmentOutsideMemory',
      offset,
      `segment ${range(segment)} does not lie below the private input at ${hex(PRIVATE_INPUT_START)}.`,
    );
  }
  if (end > PRIVATE_INPUT_START) {
    throw new ElfError(
      'ElfSegmentInPrivateInput',
      offset,
      `segment ${range(segment)} reaches into the private input at ${hex(PRIVATE_INPUT_START)}.`,
    );
  }
  if (segment.address < PAGE_ZERO_BYTES && !allowPageZero) {
    throw new ElfError(
      'ElfSegmentInPageZero',
      offset,
      `segment ${range(segment)} reaches into page 0. Link at ${hex(0x10000)} or above.`,
    );
  }
}

export function range(segment: Segment): string {
  return `${hex(segment.address)}..${hex(segment.address + segment.memoryBytes)}`;
}
