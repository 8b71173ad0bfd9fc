/** What is wrong with an ELF file, and where: the message names the file offset of the offending field. */
import { VouchError } from '../errors.ts';

export type ElfErrorCode =
  | 'ElfTruncated'
  | 'ElfBadMagic'
  | 'ElfBadClass'
  | 'ElfBadEndianness'
  | 'ElfBadVersion'
  | 'ElfBadType'
  | 'ElfBadMachine'
  | 'ElfBadFlags'
  | 'ElfBadHeader'
  | 'ElfDynamic'
  | 'ElfNoSegments'
  | 'ElfBadSegment'
  | 'ElfSegmentOutsideMemory'
  | 'ElfSegmentInPrivateInput'
  | 'ElfSegmentInPageZero'
  | 'ElfSegmentOverlap'
  | 'ElfTooLarge'
  | 'ElfNoCode'
  | 'ElfBadEntry'
  | 'ElfBadSymbols';

export class ElfError extends VouchError {
  declare readonly code: ElfErrorCode;
  /** Byte offset in the file of the field or structure that is wrong. */
  readonly fileOffset: number;

  constructor(code: ElfErrorCode, fileOffset: number, message: string) {
    super(code, `ELF file, offset 0x${fileOffset.toString(16)}: ${message}`);
    this.fileOffset = fileOffset;
  }
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
