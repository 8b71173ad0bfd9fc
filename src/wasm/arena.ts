// A bump allocator over the prover's memory: everything a proof needs is allocated in order and released by going back to a mark.
// Addresses are plain non-negative numbers below 2^32 and multiples of 64. The memory grows as needed; views must be
// taken anew after an allocation, since growing replaces the buffer (and detaches an unshared one).
import { OutOfMemory } from './errors.ts';
import type { ProverMemory } from './memory.ts';

const PAGE_BYTES = 65536;
const ALIGNMENT = 64;
/** Statics of modules end below this (scripts/build-wasm.mjs). */
export const ARENA_BASE = 65536;
/** Growing in steps of 16 MiB keeps the number of buffers, and of calls into the engine, small. */
const GROWTH_PAGES = 256;

export class Arena {
  readonly memory: ProverMemory;
  /** First byte this arena hands out, and the first it may not. */
  readonly base: number;
  readonly limit: number;
  #next: number;
  #highWater: number;

  constructor(memory: ProverMemory, base = ARENA_BASE, limit = memory.maximumBytes) {
    this.memory = memory;
    this.base = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
    this.limit = Math.min(limit, memory.maximumBytes);
    this.#next = this.base;
    this.#highWater = this.base;
  }

  /** Address of `bytes` fresh bytes, 64-byte aligned, not cleared. Throws `OutOfMemory`. */
  alloc(bytes: number): number {
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`alloc: ${bytes} bytes`);
    const address = this.#next;
    const end = address + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (end > this.limit) throw new OutOfMemory(bytes, address - this.base, this.limit - this.base);
    this.#grow(end, bytes);
    this.#next = end;
    if (end > this.#highWater) this.#highWater = end;
    return address;
  }

  /** As `alloc`, cleared. */
  allocZeroed(bytes: number): number {
    const address = this.alloc(bytes);
    this.bytes(address, bytes).fill(0);
    return address;
  }

  mark(): number {
    return this.#next;
  }

  /** Frees everything allocated since `mark`. */
  release(mark: number): void {
    if (mark < this.base || mark > this.#next) throw new RangeError(`release: ${mark} is no mark of this arena`);
    this.#next = mark;
  }

  get usedBytes(): number {
    return this.#next - this.base;
  }

  /** Most bytes ever in use at a time. */
  get highWaterBytes(): number {
    return this.#highWater - this.base;
  }

  /** Starts `highWaterBytes` anew from what is in use. */
  resetHighWater(): void {
    this.#highWater = this.#next;
  }

  /** A view of memory, valid until the next allocation. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.memory.buffer, address, length);
  }

  /** A view of `length` words, valid until the next allocation. */
  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.memory.buffer, address, length);
  }

  #grow(end: number, requested: number): void {
    const { memory } = this.memory;
    const have = memory.buffer.byteLength / PAGE_BYTES;
    const need = Math.ceil(end / PAGE_BYTES);
    if (need <= have) return;
    const most = this.memory.maximumBytes / PAGE_BYTES;
    const wanted = Math.min(most, Math.max(need, have + GROWTH_PAGES));
    try {
      memory.grow(wanted - have);
    } catch {
      try {
        memory.grow(need - have);
      } catch (cause) {
        throw new OutOfMemory(requested, this.usedBytes, this.limit - this.base, { cause });
      }
    }
  }
}
