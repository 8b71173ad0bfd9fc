/** Calls of blake3_compress in assembly, and what they should leave according to @noble/hashes. */
import { _compress } from '@noble/hashes/blake2.js';
import { loadElf, type Program } from '../../src/elf/index.ts';
import { SYSCALL_BLAKE3_COMPRESS } from '../../src/executor/layout.ts';
import { elfFromAssembly } from './elf.ts';

export interface Compression {
  /** 8 words. */
  readonly value: readonly number[];
  /** 16 words. */
  readonly block: readonly number[];
  readonly counter: bigint;
  readonly length: number;
  readonly flags: number;
}

export const BLAKE3_IV = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

/** The first 8 words of the result. */
export function compressed({ value, block, counter, length, flags }: Compression): number[] {
  const orders = [PERMUTATION.map((_, i) => i)];
  while (orders.length < 7) orders.push(PERMUTATION.map((i) => orders.at(-1)![i]!));
  const [v0, v1, v2, v3, v4, v5, v6, v7] = value as [number, number, number, number, number, number, number, number];
  const [c0, c1, c2, c3] = BLAKE3_IV as [number, number, number, number];
  const low = Number(counter & 0xffffffffn);
  const high = Number(counter >> 32n);
  const order = Uint8Array.from(orders.flat());
  const message = Uint32Array.from(block);
  const v = Object.values(
    _compress(order, 0, message, 7, v0, v1, v2, v3, v4, v5, v6, v7, c0, c1, c2, c3, low, high, length, flags),
  );
  return value.map((_, i) => (v[i]! ^ v[i + 8]!) >>> 0);
}

export interface CallPointers {
  readonly value?: number | string;
  readonly block?: number | string;
}

export const VALUE_AT = 0x200000;
export const BLOCK_AT = 0x210000;

/** One call, registers set first. */
export function callSource({ counter, length, flags }: Compression, { value, block }: CallPointers = {}): string {
  return `
  li a0, ${value ?? VALUE_AT}
  li a1, ${block ?? BLOCK_AT}
  li a2, ${BigInt.asIntN(64, counter)}
  li a3, ${length}
  li a4, ${flags}
  li a7, ${SYSCALL_BLAKE3_COMPRESS}
  ecall`;
}

export const EXIT_SOURCE = `
  li a0, 0
  li a7, 93
  ecall`;

/** A program with words in memory. */
export function programWith(source: string, memory: Readonly<Record<number, readonly number[]>>): Program {
  const segments = Object.entries(memory).map(([address, words]) => ({
    address: Number(address),
    bytes: new Uint8Array(Uint32Array.from(words).buffer),
  }));
  return loadElf(elfFromAssembly(source, segments));
}
