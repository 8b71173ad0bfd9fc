/**
 * SHA-256 (FIPS 180-4) by the precompile sha256_compress: one cycle and one row of its chip per block, and a few cycles of loop. Blocks at
 * addresses that are multiples of 8 are hashed where they lie, others are copied first.
 */
import { sha256Compress } from './host';
import { Words } from './words';

const INITIAL = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  8,
);
export const BLOCK_BYTES: i32 = 64;

/** SHA-256 of data that comes in pieces: `new Sha256().update(a).update(b).digest()`. */
export class Sha256 {
  /** State, 32 bytes, a block that is not yet full, 64 bytes, and room for a second one at the end. */
  private memory: StaticArray<u8> = Words.allocate(160);
  private length: u64 = 0;

  constructor() {
    Words.copy32(changetype<usize>(this.memory), INITIAL);
  }

  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Sha256 {
    this.absorb(bytes.dataStart, bytes.length);
    return this;
  }

  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array {
    const digest = new Uint8Array(32);
    const state = changetype<usize>(this.memory);
    const block = state + 32;
    const end = block + sha256Tail(block, <i32>this.length & 63, this.length);
    for (let at = block; at < end; at += BLOCK_BYTES) sha256Compress(state, at);
    for (let i: usize = 0; i < 32; i += 4) store<u32>(digest.dataStart + i, bswap<u32>(load<u32>(state + i)));
    return digest;
  }

  private absorb(pointer: usize, length: i32): void {
    const state = changetype<usize>(this.memory);
    const block = state + 32;
    const used = <i32>this.length & 63;
    this.length += length;
    let left = length;
    if (used > 0) {
      const taken = min(left, 64 - used);
      memory.copy(block + used, pointer, taken);
      if (used + taken < 64) return;
      sha256Compress(state, block);
      pointer += taken;
      left -= taken;
    }
    const end = pointer + (left & ~63);
    if ((pointer & 7) == 0) {
      for (; pointer < end; pointer += 64) sha256Compress(state, pointer);
    } else {
      for (; pointer < end; pointer += 64) {
        Words.copy64(block, pointer);
        sha256Compress(state, block);
      }
    }
    memory.copy(block, pointer, left & 63);
  }
}

/** SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Sha256().update(bytes).digest();
}

/** Completes the last block or two, of which `used` bytes are there: 0x80, zeros, the length in bits. Returns their bytes, 64 or 128. */
export function sha256Tail(block: usize, used: i32, length: u64): usize {
  const bytes: usize = used < 56 ? 64 : 128;
  store<u8>(block + used, 0x80);
  memory.fill(block + used + 1, 0, bytes - used - 9);
  store<u64>(block + bytes - 8, bswap<u64>(length << 3));
  return bytes;
}
