/**
 * A program as the machine sees it: decoded instructions, initial memory as 8-byte cells, entry point. This is all
 * that the verifying key binds; everything is derived from the ELF file alone.
 */
import { type DebugInfo, readDebugInfo } from '../debug-info/index.ts';
import { decode, type Instruction } from '../isa/rv64im.ts';
import { ElfError, hex } from './elf-error.ts';
import { Reader } from './reader.ts';
import { checkHeader, readSegments, type Segment } from './segments.ts';
import { type ElfSymbol, readSymbols } from './symbols.ts';

export interface Program {
  /** Byte address, 4-aligned, in an executable segment. */
  readonly entryPc: number;
  /** Loadable segments by ascending address. */
  readonly segments: readonly Segment[];
  /** Byte address of `words[0]`; instruction i is at `basePc + 4 * i`. */
  readonly basePc: number;
  /** From the first to the last executable word; gaps between executable segments are 0 (no instruction). */
  readonly words: Uint32Array;
  /** `words` decoded; null where there is no instruction of this machine (data, gaps): fetching it traps. */
  readonly instructions: readonly (Instruction | null)[];
  /** Cells (byte address / 8) with a non-zero initial value, strictly increasing. All other memory is 0 at the start. */
  readonly imageCells: Uint32Array;
  readonly imageValues: BigUint64Array;
  readonly symbols: readonly ElfSymbol[];
  /** Functions and source lines, for messages and profiles; no part of the program. */
  readonly debugInfo: DebugInfo;
}

export interface LoadOptions {
  /** Also for files that do not say that they are translated from WebAssembly, whose memory starts at address 0. */
  readonly allowPageZero?: boolean;
}

/** The span of executable segments becomes one array of words. */
const MAX_CODE_BYTES = 64 << 20;

/** @throws ElfError for everything that is not a static RV64IM executable of this machine. */
export function loadElf(bytes: Uint8Array, options: LoadOptions = {}): Program {
  const file = new Reader(bytes);
  checkHeader(file);
  const segments = readSegments(file, options.allowPageZero ?? false);
  const { basePc, words } = readCode(segments);
  const entry = file.size(24);
  const isInside = segments.some((s) => s.isExecutable && entry >= s.address && entry + 4 <= s.address + s.data.length);
  if (!isInside || entry % 4 !== 0) {
    throw new ElfError('ElfBadEntry', 24, `entry ${hex(entry)} is not a 4-aligned address in an executable segment.`);
  }
  return {
    entryPc: entry,
    segments,
    basePc,
    words,
    instructions: Array.from(words, decode),
    ...readImage(segments),
    symbols: readSymbols(file),
    debugInfo: readDebugInfo(bytes),
  };
}

function readCode(segments: readonly Segment[]): { basePc: number; words: Uint32Array } {
  const ranges = segments
    .filter((segment) => segment.isExecutable)
    .map((segment) => {
      const start = Math.ceil(segment.address / 4) * 4;
      const end = Math.floor((segment.address + segment.data.length) / 4) * 4;
      return { segment, start, end };
    })
    .filter(({ start, end }) => end > start);
  const [first] = ranges;
  const last = ranges.at(-1);
  if (!first || !last) throw new ElfError('ElfNoCode', 0, 'no segment is executable.');
  if (last.end - first.start > MAX_CODE_BYTES) {
    throw new ElfError(
      'ElfTooLarge',
      last.segment.headerOffset,
      `executable segments span ${hex(first.start)}..${hex(last.end)}, more than ${MAX_CODE_BYTES >> 20} MiB.`,
    );
  }
  const basePc = first.start;
  const words = new Uint32Array((last.end - basePc) / 4);
  for (const { segment, start, end } of ranges) {
    const { data, address } = segment;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let pc = start; pc < end; pc += 4) words[(pc - basePc) / 4] = view.getUint32(pc - address, true);
  }
  return { basePc, words };
}

function readImage(segments: readonly Segment[]): { imageCells: Uint32Array; imageValues: BigUint64Array } {
  const capacity = segments.reduce((sum, { data }) => sum + Math.ceil(data.length / 8) + 1, 0);
  const cells = new Uint32Array(capacity);
  const values = new BigUint64Array(capacity);
  let count = 0;
  const add = (cell: number, value: bigint): void => {
    if (value === 0n) return;
    // Two segments may meet in one cell; their bytes do not overlap.
    if (count > 0 && cells[count - 1] === cell) {
      values[count - 1]! |= value;
      return;
    }
    cells[count] = cell;
    values[count++] = value;
  };
  for (const { address, data } of segments) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const end = address + data.length;
    for (let at = address - (address % 8); at < end; at += 8) {
      if (at >= address && at + 8 <= end) {
        add(at / 8, view.getBigUint64(at - address, true));
        continue;
      }
      let value = 0n;
      for (let i = 0; i < 8; i++) value |= BigInt(data[at + i - address] ?? 0) << BigInt(8 * i);
      add(at / 8, value);
    }
  }
  return { imageCells: cells.slice(0, count), imageValues: values.slice(0, count) };
}
