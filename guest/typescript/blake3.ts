/**
 * BLAKE3 (specification of 2020) with 32 bytes of output, by the precompile blake3_compress. Chunks of 1024 bytes are the leaves of a
 * binary tree; the chaining values of complete subtrees wait on a stack, where two of them side by side are already their parent's block.
 * Blocks at addresses that are multiples of 8 are hashed where they lie, others are copied first.
 */
import { blake3Compress } from './host';
import { Words } from './words';

const INITIAL = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  8,
);
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;
const BLOCKS_PER_CHUNK: i32 = 16;
/** Offsets in a hasher's memory: chaining value of the chunk at hand, a block that may be the last, the stack. */
const BLOCK: usize = 32;
const STACK: usize = 96;
/** Deep enough for 2^64 bytes, and one more for the value that comes from outside the stack. */
const STACK_BYTES: usize = 55 * 32;

/** BLAKE3 of data that comes in pieces: `new Blake3().update(a).update(b).digest()`. */
export class Blake3 {
  private memory: StaticArray<u8> = Words.allocate(STACK + STACK_BYTES);
  /** Bytes in the buffered block. A full one stays there until it is known not to be the last. */
  private used: i32 = 0;
  /** Blocks of the chunk at hand that are compressed. */
  private blocks: i32 = 0;
  /** Chunks before this one. */
  private chunks: u64 = 0;
  /** Where the next chaining value goes. */
  private top: usize = 0;

  constructor() {
    const value = changetype<usize>(this.memory);
    Words.copy32(value, INITIAL);
    this.top = value + STACK;
  }

  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Blake3 {
    this.absorb(bytes.dataStart, bytes.length);
    return this;
  }

  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array {
    const digest = new Uint8Array(32);
    const value = changetype<usize>(this.memory);
    const bottom = value + STACK;
    memory.fill(value + BLOCK + this.used, 0, 64 - this.used);
    const flags = (this.blocks == 0 ? CHUNK_START : 0) | CHUNK_END;
    let top = this.top;
    blake3Compress(value, value + BLOCK, this.chunks, this.used, top == bottom ? flags | ROOT : flags);
    // The last chunk's value joins the subtrees before it, smallest first.
    while (top > bottom) {
      Words.copy32(top, value);
      top -= 32;
      Words.copy32(value, INITIAL);
      blake3Compress(value, top, 0, 64, top == bottom ? PARENT | ROOT : PARENT);
    }
    Words.copy32(digest.dataStart, value);
    return digest;
  }

  private absorb(pointer: usize, length: i32): void {
    const block = changetype<usize>(this.memory) + BLOCK;
    const used = this.used;
    const taken = min(length, 64 - used);
    if (used > 0) {
      memory.copy(block + used, pointer, taken);
      this.used = used + taken;
      pointer += taken;
      length -= taken;
      if (length == 0) return;
      this.compress(block, block + 64);
    }
    // All but the last block, which is kept even if it is full.
    const end = pointer + ((length - 1) & ~63);
    if (length > 64) {
      if ((pointer & 7) == 0) this.compress(pointer, end);
      else {
        for (; pointer < end; pointer += 64) {
          Words.copy64(block, pointer);
          this.compress(block, block + 64);
        }
      }
      length = ((length - 1) & 63) + 1;
    }
    memory.copy(block, end, length);
    this.used = length;
  }

  /** Whole blocks that are not the last of the message. */
  private compress(from: usize, end: usize): void {
    const value = changetype<usize>(this.memory);
    let blocks = this.blocks;
    while (from < end) {
      const chunkEnd = from + ((BLOCKS_PER_CHUNK - blocks) << 6);
      const chunks = this.chunks;
      let flags: u32 = blocks == 0 ? CHUNK_START : 0;
      if (chunkEnd > end) {
        blocks += <i32>((end - from) >> 6);
        for (; from < end; from += 64) {
          blake3Compress(value, from, chunks, 64, flags);
          flags = 0;
        }
        break;
      }
      const last = chunkEnd - 64;
      for (; from < last; from += 64) {
        blake3Compress(value, from, chunks, 64, flags);
        flags = 0;
      }
      blake3Compress(value, from, chunks, 64, flags | CHUNK_END);
      from = chunkEnd;
      blocks = 0;
      this.endChunk(value);
    }
    this.blocks = blocks;
  }

  /** Puts the chunk's value onto the stack and merges subtrees of equal size, of which there are as many as the count has zeros at its end. */
  private endChunk(value: usize): void {
    let top = this.top;
    let chunks = ++this.chunks;
    Words.copy32(top, value);
    Words.copy32(value, INITIAL);
    for (; (chunks & 1) == 0; chunks >>= 1) {
      top -= 32;
      blake3Compress(value, top, 0, 64, PARENT);
      Words.copy32(top, value);
      Words.copy32(value, INITIAL);
    }
    this.top = top + 32;
  }
}

/** BLAKE3 of some bytes. */
export function blake3(bytes: Uint8Array): Uint8Array {
  return new Blake3().update(bytes).digest();
}
