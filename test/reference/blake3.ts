/**
 * BLAKE3's compression function (BLAKE3 specification, section 2.2) and what docs/protocol.md section 2 builds from it.
 * Digests are 32 bytes, chaining values eight words.
 */
import { bytesToWords, concat, padTo64, wordsToBytes } from './bytes.ts';

export const IV: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

export const KIND = {
  preprocessed: 1,
  main: 2,
  permutation: 4,
  quotient: 5,
  fri: 6,
  preprocessedCap: 7,
  description: 8,
  descriptionTable: 9,
} as const;

function rotateRight(x: number, n: number): number {
  return ((x >>> n) | (x << (32 - n))) >>> 0;
}

function g(v: number[], a: number, b: number, c: number, d: number, mx: number, my: number): void {
  v[a] = (v[a]! + v[b]! + mx) >>> 0;
  v[d] = rotateRight(v[d]! ^ v[a]!, 16);
  v[c] = (v[c]! + v[d]!) >>> 0;
  v[b] = rotateRight(v[b]! ^ v[c]!, 12);
  v[a] = (v[a]! + v[b]! + my) >>> 0;
  v[d] = rotateRight(v[d]! ^ v[a]!, 8);
  v[c] = (v[c]! + v[d]!) >>> 0;
  v[b] = rotateRight(v[b]! ^ v[c]!, 7);
}

/** First eight output words; the counter is given as its low and high word. */
export function compress(
  cv: readonly number[],
  block: readonly number[],
  counterLow: number,
  counterHigh: number,
  blockLength: number,
  flags: number,
): number[] {
  const v = [...cv, ...IV.slice(0, 4), counterLow >>> 0, counterHigh >>> 0, blockLength, flags];
  let m = [...block];
  for (let round = 0; round < 7; round++) {
    g(v, 0, 4, 8, 12, m[0]!, m[1]!);
    g(v, 1, 5, 9, 13, m[2]!, m[3]!);
    g(v, 2, 6, 10, 14, m[4]!, m[5]!);
    g(v, 3, 7, 11, 15, m[6]!, m[7]!);
    g(v, 0, 5, 10, 15, m[8]!, m[9]!);
    g(v, 1, 6, 11, 12, m[10]!, m[11]!);
    g(v, 2, 7, 8, 13, m[12]!, m[13]!);
    g(v, 3, 4, 9, 14, m[14]!, m[15]!);
    m = PERMUTATION.map((i) => m[i]!);
  }
  return Array.from({ length: 8 }, (_, i) => (v[i]! ^ v[i + 8]!) >>> 0);
}

/** The data's 64-byte blocks as words, zero-padded, at least one. */
export function blocks(data: Uint8Array): number[][] {
  const padded = new Uint8Array(Math.max(64, padTo64(data.length)));
  padded.set(data);
  return Array.from({ length: padded.length / 64 }, (_, i) => bytesToWords(padded.slice(64 * i, 64 * i + 64)));
}

export function chain(kind: number, logHeight: number, widthBytes: number, data: Uint8Array): Uint8Array {
  let cv = [...IV];
  cv[0] = (cv[0]! ^ kind) >>> 0;
  cv[1] = (cv[1]! ^ logHeight) >>> 0;
  cv[2] = (cv[2]! ^ widthBytes) >>> 0;
  const all = blocks(data);
  for (const [i, block] of all.entries()) {
    cv = compress(cv, block, i, 0, 64, (i === 0 ? 1 : 0) | (i === all.length - 1 ? 2 : 0));
  }
  return wordsToBytes(cv);
}

export function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return wordsToBytes(compress(IV, bytesToWords(concat([left, right])), 0, 0, 64, 4));
}

export function join(nodeDigest: Uint8Array, leaf: Uint8Array): Uint8Array {
  return wordsToBytes(compress(IV, bytesToWords(concat([nodeDigest, leaf])), 0, 0, 64, 12));
}
