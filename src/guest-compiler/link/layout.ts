/**
 * Where a compiled program lies. Linear memory starts at 0, so that its addresses are the machine's; all else is above it:
 *
 * | from | |
 * |---|---|
 * | 0 | linear memory, at most 20,480 pages |
 * | 0x5000_0000 | code |
 * | 0x5800_0000 | globals, then function table, segments for memory.init, messages |
 * | 0x5c00_0000 | jump tables |
 * | 0x5e00_0000 | tables that grow |
 * | 0x6000_0000 | private input (of the machine) |
 * | 0x77ff_fff0 | native stack, down to 0x7000_0000 |
 */
import { FIRST_GLOBAL_OFFSET, type GlobalPlace, PINNED_REGISTER } from '../ir/context.ts';
import type { Instruction } from '../parse/instructions.ts';
import type { Module } from '../parse/module.ts';

export const PAGE_BYTES = 65536;
export const MAX_PAGES = 0x5000;
export const CODE_START = 0x5000_0000;
export const DATA_START = 0x5800_0000;
export const JUMP_TABLES_START = 0x5c00_0000;
export const GROWING_TABLES_START = 0x5e00_0000;
export const INPUT_HEADER = 0x6000_0000;
export const INPUT_PAYLOAD = 0x6000_0010;
/** Lowest value of sp, with room for the frames of functions that do not check. */
export const STACK_LIMIT = 0x7010_0000;

/** What gp is: 12-bit offsets reach 4 KiB from the start of the data. */
export const GLOBALS_BASE = DATA_START + 2048;
const BYTES_NEAR = 4096;

/** Addresses in the data region, handed out upwards; contents come with them. */
export class DataRegion {
  readonly start: number;
  #end: number;
  readonly #parts: { address: number; bytes: Uint8Array }[] = [];

  constructor(start: number) {
    this.start = start;
    this.#end = start;
  }

  place(bytes: Uint8Array, alignment = 8): number {
    const address = Math.ceil(this.#end / alignment) * alignment;
    this.#parts.push({ address, bytes });
    this.#end = address + bytes.length;
    return address;
  }

  /** Contents of what was placed at `address` before they were known. */
  fill(address: number, bytes: Uint8Array): void {
    this.#parts.find((part) => part.address === address && part.bytes.length === bytes.length)?.bytes.set(bytes);
  }

  bytes(): Uint8Array {
    const result = new Uint8Array(this.#end - this.start);
    for (const { address, bytes } of this.#parts) result.set(bytes, address - this.start);
    return result;
  }
}

/** The mutable global with most uses lives in a register; globals never set are constants. */
export function placeGlobals(module: Module, bodies: readonly (readonly Instruction[])[]): GlobalPlace[] {
  const uses = module.globals.map(() => 0);
  const isSet = module.globals.map(() => false);
  for (const body of bodies) {
    for (const { opcode, imm } of body) {
      if (opcode !== 0x23 && opcode !== 0x24) continue;
      uses[imm] = (uses[imm] ?? 0) + 1;
      if (opcode === 0x24) isSet[imm] = true;
    }
  }
  let pinned = -1;
  for (const [i, count] of uses.entries()) {
    const canBePinned = isSet[i] && module.globals[i]!.type !== 'funcref';
    if (canBePinned && (pinned < 0 || count > uses[pinned]!)) pinned = i;
  }
  let offset = FIRST_GLOBAL_OFFSET;
  return module.globals.map(({ value }, i): GlobalPlace => {
    if (!isSet[i]) return { kind: 'constant', value };
    if (i === pinned) return { kind: 'register', register: PINNED_REGISTER };
    const at = offset;
    offset += 8;
    return at < BYTES_NEAR - 2048 ? { kind: 'memory', offset: at } : { kind: 'absolute', address: GLOBALS_BASE + at };
  });
}
