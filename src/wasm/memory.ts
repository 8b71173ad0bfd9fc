// The prover's one WebAssembly memory. It is shared among workers where the platform allows it. Where it does not, the same
// modules run on an unshared memory, single-threaded, after one bit of their memory import was changed:
// the limits' flags byte, 0x03 (maximum, shared) or 0x01 (maximum) (WebAssembly threads proposal, binary format of limits).
import { canShareMemory } from './platform.ts';

const PAGE_BYTES = 65536;
/** 4 GiB. */
export const MAX_PAGES = 65536;

export interface ProverMemory {
  readonly memory: WebAssembly.Memory;
  readonly isShared: boolean;
  readonly maximumBytes: number;
}

export interface MemoryOptions {
  /** Default: where the platform allows it. */
  readonly isShared?: boolean;
  /** Default and most: 65536 pages of 64 KiB. */
  readonly maximumPages?: number;
}

/** Reserves address space only; pages are committed as they are used. */
export function createMemory({
  isShared = canShareMemory(),
  maximumPages = MAX_PAGES,
}: MemoryOptions = {}): ProverMemory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: isShared });
  return { memory, isShared, maximumBytes: maximumPages * PAGE_BYTES };
}

/** Decodes base64 where no Buffer may be used. */
export function bytesFromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Compiles a module so that its imported memory is declared shared or not, as `memory` is. */
export function compileFor(memory: ProverMemory, bytes: Uint8Array): Promise<WebAssembly.Module> {
  return WebAssembly.compile(withSharing(bytes, memory.isShared));
}

const IMPORT_SECTION = 2;
const MEMORY_KIND = 2;
const SHARED_FLAG = 2;

/** A copy of a module whose imported memory is shared or not. Modules without an imported memory are copied unchanged. */
export function withSharing(module: Uint8Array, isShared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(module);
  let at = 8;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new RangeError('truncated WebAssembly module');
    return value;
  };
  const leb = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const b = byte();
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) return value;
    }
  };
  const skipLimits = (): void => {
    const flags = leb();
    leb();
    if (flags & 1) leb();
  };
  while (at < bytes.length) {
    const section = byte();
    const size = leb();
    const end = at + size;
    if (section === IMPORT_SECTION) {
      for (let count = leb(); count > 0; count--) {
        // Two names: a length read by leb() and as many bytes.
        for (let name = 0; name < 2; name++) {
          const length = leb();
          at += length;
        }
        const kind = byte();
        if (kind === MEMORY_KIND) {
          const flags = bytes[at] as number;
          bytes[at] = isShared ? flags | SHARED_FLAG : flags & ~SHARED_FLAG;
          return bytes;
        }
        if (kind === 0) leb();
        else if (kind === 1) {
          byte();
          skipLimits();
        } else at += 2;
      }
    }
    at = end;
  }
  return bytes;
}
