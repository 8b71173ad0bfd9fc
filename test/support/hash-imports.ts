/**
 * The hash imports of module `vouch` for V8, by @noble/hashes and the reference's BLAKE3: addresses that the machine would trap on throw.
 */
import { _SHA256 } from '@noble/hashes/sha2.js';
import { keccakP } from '@noble/hashes/sha3.js';
import { compress, IV } from '../reference/blake3.ts';

class Sha256 extends _SHA256 {
  compress(words: Uint32Array, block: DataView): void {
    const [a, b, c, d, e, f, g, h] = words as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    this.set(a, b, c, d, e, f, g, h);
    this.process(block, 0);
    words.set(this.get());
  }
}

/** @param memory called at each call, since memory may grow in between */
export function hashImports(memory: () => WebAssembly.Memory) {
  const words = (address: number, count: number): Uint32Array => {
    if (address % 8 !== 0) throw new Error(`the machine traps on the misaligned address ${address}`);
    return new Uint32Array(memory().buffer, address >>> 0, count);
  };
  const separate = (value: number, block: number): void => {
    if (value < block + 64 && block < value + 32) throw new Error('the machine traps on operands that overlap');
  };
  const absorb = (
    value: number,
    block: readonly number[],
    counter: bigint,
    length: number,
    flags: number,
    initial?: readonly number[],
  ) => {
    const result = words(value, 8);
    const [low, high] = [Number(counter & 0xffffffffn), Number(BigInt.asUintN(64, counter) >> 32n)];
    result.set(compress([...(initial ?? result)], [...block], low, high, length, flags));
  };
  return {
    keccak_f: (state: number) => keccakP(words(state, 50)),
    blake3_compress: (value: number, block: number, counter: bigint, length: number, flags: number) => {
      separate(value, block);
      absorb(value, [...words(block, 16)], counter, length, flags);
    },
    blake3_chain: (value: number, data: number, counter: bigint, count: number, flags: number) => {
      for (let i = 0; i < count; i++) {
        separate(value, data + 64 * i);
        const blockFlags = (i === 0 ? flags : 0) + (i === count - 1 ? 2 : 0);
        absorb(value, [...words(data + 64 * i, 16)], counter + BigInt(i), 64, blockFlags);
      }
    },
    blake3_path: (node: number, siblings: number, index: number, count: number, flags: number) => {
      for (let i = 0; i < count; i++) {
        const [own, sibling] = [[...words(node, 8)], [...words(siblings + 32 * i, 8)]];
        absorb(node, (index >>> i) & 1 ? [...sibling, ...own] : [...own, ...sibling], 0n, 64, flags, IV);
      }
    },
    sha256_compress: (state: number, block: number) => {
      separate(state, block);
      const bytes = words(block, 16);
      new Sha256().compress(words(state, 8), new DataView(bytes.buffer, bytes.byteOffset, 64));
    },
  };
}
