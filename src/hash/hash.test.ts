import { blake3 } from '@noble/hashes/blake3.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import { bytesToBlocks, chain, compress, hashKind, IV, join, node, wordsToBytes } from './blake3.ts';
import { keccak256 } from './keccak.ts';

const bytes = (length: number, seed = 1) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 255);

describe('BLAKE3 compression', () => {
  test.each([0, 1, 5, 63, 64])('a single chunk of %i bytes is one compression', (length) => {
    const data = bytes(length);
    const cv = Uint32Array.from(IV);
    compress(cv, bytesToBlocks(data), 0, 0, length, 1 | 2 | 8);
    expect(wordsToBytes(cv)).toEqual(blake3(data));
  });

  test('sixteen blocks in a row are one chunk', () => {
    const data = bytes(1024);
    const cv = Uint32Array.from(IV);
    const words = bytesToBlocks(data);
    for (let i = 0; i < 16; i++) {
      compress(cv, words, 0, 0, 64, (i === 0 ? 1 : 0) | (i === 15 ? 2 | 8 : 0), 16 * i);
    }
    expect(wordsToBytes(cv)).toEqual(blake3(data));
  });

  test('two chunks have a parent', () => {
    const data = bytes(1088);
    const words = bytesToBlocks(data);
    const left = Uint32Array.from(IV);
    for (let i = 0; i < 16; i++) compress(left, words, 0, 0, 64, (i === 0 ? 1 : 0) | (i === 15 ? 2 : 0), 16 * i);
    const right = Uint32Array.from(IV);
    compress(right, words, 1, 0, 64, 3, 256);
    const root = Uint32Array.from(IV);
    compress(root, Uint32Array.from([...left, ...right]), 0, 0, 64, 4 | 8);
    expect(wordsToBytes(root)).toEqual(blake3(data));
  });

  test('chain, node and join are separated', () => {
    const data = bytes(64);
    const digests = [
      chain(hashKind.main, 3, data),
      chain(hashKind.permutation, 3, data),
      chain(hashKind.main, 4, data),
      chain(hashKind.main, 3, bytes(60)),
      node(data.subarray(0, 32), data.subarray(32)),
      join(data.subarray(0, 32), data.subarray(32)),
    ].map(String);
    expect(new Set(digests).size).toBe(digests.length);
  });
});

test.each([0, 1, 135, 136, 137, 256, 272])('keccak-256 of %i bytes', (length) => {
  expect(keccak256(bytes(length))).toEqual(keccak_256(bytes(length)));
});
