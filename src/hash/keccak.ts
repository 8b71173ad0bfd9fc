/**
 * Keccak-256 as Ethereum uses it (Keccak team's submission, version 3: rate 1088, capacity 512, padding 0x01; not
 * FIPS 202's SHA3-256, which pads with 0x06). Only the 256-byte header of a verifying key is hashed with it, so it is
 * written for size: 64-bit lanes as BigInt.
 */

const RATE_BYTES = 136;
const MASK = (1n << 64n) - 1n;

function rotateLeft(x: bigint, n: bigint): bigint {
  return ((x << n) | (x >> (64n - n))) & MASK;
}

/** Bit 2^j - 1 of round constant i is output 7 i + j of the LFSR x^8 + x^6 + x^5 + x^4 + 1. */
const ROUND_CONSTANTS = (() => {
  const constants: bigint[] = [];
  let lfsr = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (lfsr & 1) constant |= 1n << BigInt(2 ** j - 1);
      lfsr = (lfsr << 1) ^ (lfsr & 0x80 ? 0x171 : 0);
    }
    constants.push(constant);
  }
  return constants;
})();

/** The permutation keccak-f[1600] in place; lane (x, y) is a[x + 5 y]. */
export function keccakF1600(a: BigUint64Array): void {
  for (const constant of ROUND_CONSTANTS) {
    const column = [0, 1, 2, 3, 4].map((x) => a[x]! ^ a[x + 5]! ^ a[x + 10]! ^ a[x + 15]! ^ a[x + 20]!);
    for (let i = 0; i < 25; i++) a[i]! ^= column[((i % 5) + 4) % 5]! ^ rotateLeft(column[((i % 5) + 1) % 5]!, 1n);
    // Rho and pi: lane (x, y), rotated by a triangular number, moves to (y, 2 x + 3 y).
    let x = 1;
    let y = 0;
    let moving = a[1]!;
    for (let t = 1; t <= 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const next = a[x + 5 * y]!;
      a[x + 5 * y] = rotateLeft(moving, BigInt(((t * (t + 1)) / 2) % 64));
      moving = next;
    }
    for (let row = 0; row < 25; row += 5) {
      const lanes = a.slice(row, row + 5);
      for (let i = 0; i < 5; i++) a[row + i] = lanes[i]! ^ (~lanes[(i + 1) % 5]! & MASK & lanes[(i + 2) % 5]!);
    }
    a[0]! ^= constant;
  }
}

/** The 32-byte digest of `data`. */
export function keccak256(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / RATE_BYTES) + 1) * RATE_BYTES);
  padded.set(data);
  padded[data.length]! |= 0x01;
  padded[padded.length - 1]! |= 0x80;
  const view = new DataView(padded.buffer);
  const state = new BigUint64Array(25);
  for (let block = 0; block < padded.length; block += RATE_BYTES) {
    for (let i = 0; i < RATE_BYTES / 8; i++) state[i]! ^= view.getBigUint64(block + 8 * i, true);
    keccakF1600(state);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  for (let i = 0; i < 4; i++) out.setBigUint64(8 * i, state[i]!, true);
  return digest;
}
