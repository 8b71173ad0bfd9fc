/**
 * BLAKE3's compression function (BLAKE3 specification, section 2.2) and `chain` of docs/protocol.md section 2, in plain
 * TypeScript: for the transcript and the digests of keys and descriptions, which hash little. Trees are hashed by the
 * kernels in `assembly/hash`. Words are u32, little-endian in bytes; a chaining value is 8 words, a block 16.
 */

export const IV: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** Domain of a chain: word 0 of its initial chaining value is IV's xor this. */
export const hashKind = {
  preprocessed: 1,
  main: 2,
  boundary: 3,
  permutation: 4,
  quotient: 5,
  friLayer: 6,
  preprocessedCap: 7,
  machineDescription: 8,
  descriptionTable: 9,
} as const;

export type HashKind = (typeof hashKind)[keyof typeof hashKind];

const FLAG_FIRST = 1;
const FLAG_LAST = 2;
const FLAG_NODE = 4;
const FLAG_JOIN = 12;

/** Round r takes the message words in the order SCHEDULE[16 r .. 16 r + 15]. */
const SCHEDULE = (() => {
  const permutation = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
  const schedule = new Uint8Array(7 * 16);
  for (let i = 0; i < 16; i++) schedule[i] = i;
  for (let i = 16; i < schedule.length; i++) schedule[i] = schedule[i - (i % 16) - 16 + permutation[i % 16]!]!;
  return schedule;
})();

/** The four words each of the eight mixing steps of a round works on: columns, then diagonals. */
const LANES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
].flat();

/** Replaces `cv` (8 words) by the first 8 output words; `block` has 16 words from `blockOffset` on. */
export function compress(
  cv: Uint32Array,
  block: Uint32Array,
  counterLow: number,
  counterHigh: number,
  blockLength: number,
  flags: number,
  blockOffset = 0,
): void {
  const v = new Int32Array(16);
  for (let i = 0; i < 8; i++) v[i] = cv[i]!;
  for (let i = 0; i < 4; i++) v[8 + i] = IV[i]!;
  v[12] = counterLow;
  v[13] = counterHigh;
  v[14] = blockLength;
  v[15] = flags;
  for (let step = 0; step < 56; step++) {
    const lane = (step % 8) * 4;
    const ia = LANES[lane]!;
    const ib = LANES[lane + 1]!;
    const ic = LANES[lane + 2]!;
    const id = LANES[lane + 3]!;
    let b = v[ib]!;
    let a = (v[ia]! + b + block[blockOffset + SCHEDULE[2 * step]!]!) | 0;
    let d = v[id]! ^ a;
    d = (d << 16) | (d >>> 16);
    let c = (v[ic]! + d) | 0;
    b ^= c;
    b = (b << 20) | (b >>> 12);
    a = (a + b + block[blockOffset + SCHEDULE[2 * step + 1]!]!) | 0;
    d ^= a;
    d = (d << 24) | (d >>> 8);
    c = (c + d) | 0;
    b ^= c;
    v[ia] = a;
    v[ib] = (b << 25) | (b >>> 7);
    v[ic] = c;
    v[id] = d;
  }
  for (let i = 0; i < 8; i++) cv[i] = v[i]! ^ v[i + 8]!;
}

/** Bytes as little-endian words, zero-padded to whole 64-byte blocks, at least one. */
export function bytesToBlocks(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array(Math.max(1, Math.ceil(bytes.length / 64)) * 16);
  for (let i = 0; i < bytes.length; i++) words[i >> 2]! |= bytes[i]! << (8 * (i & 3));
  return words;
}

/** Words as little-endian bytes. */
export function wordsToBytes(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  for (let i = 0; i < bytes.length; i++) bytes[i] = words[i >> 2]! >>> (8 * (i & 3));
  return bytes;
}

/** The digest (32 bytes) of `data` as kind and log height say; docs/protocol.md section 2. */
export function chain(kind: HashKind, logHeight: number, data: Uint8Array): Uint8Array {
  const cv = Uint32Array.from(IV);
  cv[0]! ^= kind;
  cv[1]! ^= logHeight;
  cv[2]! ^= data.length;
  const words = bytesToBlocks(data);
  const numBlocks = words.length / 16;
  for (let i = 0; i < numBlocks; i++) {
    const flags = (i === 0 ? FLAG_FIRST : 0) | (i === numBlocks - 1 ? FLAG_LAST : 0);
    compress(cv, words, i, 0, 64, flags, 16 * i);
  }
  return wordsToBytes(cv);
}

function hashPair(left: Uint8Array, right: Uint8Array, flags: number): Uint8Array {
  const block = new Uint8Array(64);
  block.set(left);
  block.set(right, 32);
  const cv = Uint32Array.from(IV);
  compress(cv, bytesToBlocks(block), 0, 0, 64, flags);
  return wordsToBytes(cv);
}

/** An inner node of a Merkle tree from its two children (32 bytes each). */
export function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hashPair(left, right, FLAG_NODE);
}

/** An inner node of a mixed-height tree joined with the leaf of a shorter table. */
export function join(nodeDigest: Uint8Array, leaf: Uint8Array): Uint8Array {
  return hashPair(nodeDigest, leaf, FLAG_JOIN);
}
