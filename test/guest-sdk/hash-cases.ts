/** What the hash functions of the guest libraries are tested on: lengths around every border, published vectors, and what must come out. */
import { blake3 } from '@noble/hashes/blake3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { text } from './example-inputs.ts';

/** Names with the numbers that the test guests know them by; the plain ones have 4 more. */
export const algorithms = [
  { name: 'sha256', number: 0, blockBytes: 64, reference: sha256 },
  { name: 'keccak256', number: 1, blockBytes: 136, reference: keccak_256 },
  { name: 'blake3', number: 2, blockBytes: 64, reference: blake3 },
] as const;

/** Around the borders of blocks (64, 136), of padding (56), of chunks and of subtrees of BLAKE3 (1024 times 1 to 8). */
export const lengths: readonly number[] = [
  ...[0, 1, 7, 8, 9, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 135, 136, 137, 271, 272, 273],
  ...[1023, 1024, 1025, 2047, 2048, 2049, 3071, 3072, 3073, 4096, 4097, 5120, 7168, 8191, 8192, 8193],
];

export function message(length: number, seed = 0): Uint8Array {
  let state = (length * 2654435761 + seed * 40503 + 1) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** The BLAKE3 project's test inputs: bytes 0 to 250 over and over. */
export const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

/** [algorithm, message, digest]: NIST's examples for SHA-256, Ethereum's well-known Keccak-256 values, BLAKE3's test_vectors.json. */
export const vectors: readonly (readonly [number, Uint8Array, string])[] = [
  [0, text(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [0, text('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    ...([0 as const, text('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')] as const),
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  [1, text(''), 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
  [1, text('abc'), '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  [2, counting(0), 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262'],
  [2, counting(1), '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213'],
  [2, counting(1024), '42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7'],
  [2, counting(1025), 'd00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444'],
  [2, counting(2048), 'e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a'],
  [2, counting(8192), 'aae792484c8efe4f19e2ca7d371d8c467ffb10748d8a5a1ae579948f718a2a63'],
];

/** Input of the test guests. @param padding bytes before the message, so that it starts at any alignment: 2 makes it a multiple of 8 */
export function hashInput(algorithm: number, bytes: Uint8Array, piece = 0, padding = 2): Uint8Array {
  const header = Uint16Array.of(algorithm, piece, padding);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...new Uint8Array(padding), ...bytes]);
}
