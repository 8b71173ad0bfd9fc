/** Calls of sha256_compress in assembly, and what they should leave according to @noble/hashes. */
import { _SHA256 } from '@noble/hashes/sha2.js';
import { SYSCALL_SHA256_COMPRESS } from '../../src/executor/layout.ts';

export const SHA256_IV = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
export const VALUE_AT = 0x200000;
export const BLOCK_AT = 0x210000;

class Sha256 extends _SHA256 {
  compress(value: readonly number[], block: DataView): number[] {
    const [a, b, c, d, e, f, g, h] = value as [number, number, number, number, number, number, number, number];
    this.set(a, b, c, d, e, f, g, h);
    this.process(block, 0);
    return this.get().map((word) => word >>> 0);
  }
}

/** The next hash value. @param block 16 little-endian words as they lie in memory. */
export function compressed(value: readonly number[], block: readonly number[]): number[] {
  return new Sha256().compress(value, new DataView(Uint32Array.from(block).buffer));
}

/** The 64-byte blocks of a padded message (FIPS 180-4, section 5.1.1), as words in memory. */
export function paddedBlocks(message: Uint8Array): number[][] {
  const numBlocks = Math.ceil((message.length + 9) / 64);
  const bytes = new Uint8Array(64 * numBlocks);
  bytes.set(message);
  bytes[message.length] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, 8 * message.length);
  return Array.from({ length: numBlocks }, (_, i) => [...new Uint32Array(bytes.buffer, 64 * i, 16)]);
}

/** One call, registers set first. */
export const callSource = (value: number | string = VALUE_AT, block: number | string = BLOCK_AT) => `
  li a0, ${value}
  li a1, ${block}
  li a7, ${SYSCALL_SHA256_COMPRESS}
  ecall`;
