// Hash chains and the Fiat-Shamir transcript (docs/protocol.md, sections 2 and 3), and the keccak-256 of the key's header.
// Data that lies in the archive is hashed there: every section and row is padded to whole blocks, which layout.ts has checked.
import { P } from './field';
import { blake3Compress, keccakF } from './imports';
import { BLOCK, CV, KECCAK_STATE, ZERO_BLOCK } from './state';

export const KEY_DIGEST: u32 = 1;
export const STATEMENT: u32 = 2;
export const PUBLIC_OUTPUT: u32 = 3;
export const TABLE_HEIGHTS: u32 = 4;
export const MAIN_CAP: u32 = 5;
export const GRIND_LOOKUP: u32 = 7;
export const SAMPLE_THETA: u32 = 8;
export const SAMPLE_DELTA: u32 = 9;
export const PERMUTATION_CAP: u32 = 10;
export const CUMULATIVE_SUMS: u32 = 11;
export const SAMPLE_ALPHA: u32 = 12;
export const QUOTIENT_CAP: u32 = 13;
export const GRIND_DEEP: u32 = 14;
export const SAMPLE_ZETA: u32 = 15;
export const OPENED_VALUES: u32 = 16;
export const GRIND_BATCH: u32 = 17;
export const SAMPLE_GAMMA: u32 = 18;
export const SAMPLE_COEFFICIENT: u32 = 19;
export const FRI_CAP: u32 = 20;
export const GRIND_FOLD: u32 = 21;
export const SAMPLE_BETA: u32 = 22;
export const FINAL_COEFFICIENTS: u32 = 23;
export const GRIND_QUERY: u32 = 24;
export const SAMPLE_INDICES: u32 = 25;

export const FLAG_FIRST: i32 = 1;
const FLAG_LAST: i32 = 2;
const FLAG_OBSERVE: i32 = 32;
const FLAG_SQUEEZE: i32 = 64;

/** BLAKE3's initial value, two words at a time. */
const IV01: u64 = 0xbb67ae856a09e667;
const IV23: u64 = 0xa54ff53a3c6ef372;
const IV45: u64 = 0x9b05688c510e527f;
const IV67: u64 = 0x5be0cd191f83d9ab;

export class Hash {
  @inline static initialise(cv: usize): void {
    store<u64>(cv, IV01);
    store<u64>(cv, IV23, 8);
    store<u64>(cv, IV45, 16);
    store<u64>(cv, IV67, 24);
  }

  @inline static equal(a: usize, b: usize): bool {
    return (
      ((load<u64>(a) ^ load<u64>(b)) |
        (load<u64>(a, 8) ^ load<u64>(b, 8)) |
        (load<u64>(a, 16) ^ load<u64>(b, 16)) |
        (load<u64>(a, 24) ^ load<u64>(b, 24))) ==
      0
    );
  }

  /** What `chain` begins with. */
  @inline static start(cv: usize, kind: u32, logHeight: u32, length: u32): void {
    store<u64>(cv, IV01 ^ (kind as u64) ^ ((logHeight as u64) << 32));
    store<u64>(cv, IV23 ^ (length as u64), 8);
    store<u64>(cv, IV45, 16);
    store<u64>(cv, IV67, 24);
  }

  /** `chain` over `length` > 0 bytes, a multiple of 4, that nothing is known to follow. */
  static chainUnpadded(s: usize, cv: usize, kind: u32, logHeight: u32, data: usize, length: u32): void {
    Hash.start(cv, kind, logHeight, length);
    const last: u32 = (length - 1) >> 6;
    let flags = FLAG_FIRST;
    for (let i: u32 = 0; i < last; i++, data += 64) {
      blake3Compress(cv, data, i as u64, 64, flags);
      flags = 0;
    }
    const rest: usize = length - (last << 6);
    const block = s + BLOCK;
    for (let i: usize = 0; i < 64; i += 4) store<u32>(block + i, i < rest ? load<u32>(data + i) : 0);
    blake3Compress(cv, block, last as u64, 64, flags | FLAG_LAST);
  }
}

/** keccak-256 of the key's 256-byte header into the first 32 bytes of KECCAK_STATE: two blocks of 136 bytes (FIPS 202). */
export function digestKeyHeader(s: usize, header: usize): void {
  const state = s + KECCAK_STATE;
  for (let i: usize = 0; i < 136; i += 8) store<u64>(state + i, load<u64>(header + i));
  for (let i: usize = 136; i < 200; i += 8) store<u64>(state + i, 0);
  keccakF(state);
  for (let i: usize = 0; i < 120; i += 8) store<u64>(state + i, load<u64>(state + i) ^ load<u64>(header + 136 + i));
  // Keccak's padding (not SHA-3's): 1, zeros, and the top bit of the rate's last byte.
  store<u64>(state, load<u64>(state, 120) ^ 1, 120);
  store<u64>(state, load<u64>(state, 128) ^ 0x8000000000000000, 128);
  keccakF(state);
}

/** The transcript; its state is the chaining value at CV. */
export class Transcript {
  static initialise(s: usize): void {
    const cv = s + CV;
    Hash.initialise(cv);
    store<u32>(cv, load<u32>(cv) ^ 0x48435556);
    store<u32>(cv, load<u32>(cv, 4) ^ 1, 4);
  }

  /** Absorbs `length` bytes that are followed by zeros up to a whole block. */
  static observe(s: usize, label: u32, data: usize, length: u32): void {
    const cv = s + CV;
    const counter: u64 = (label as u64) | ((length as u64) << 32);
    if (length == 0) {
      blake3Compress(cv, s + ZERO_BLOCK, counter, 0, FLAG_OBSERVE);
      return;
    }
    while (length > 64) {
      blake3Compress(cv, data, counter, 64, FLAG_OBSERVE);
      data += 64;
      length -= 64;
    }
    blake3Compress(cv, data, counter, length as i32, FLAG_OBSERVE);
  }

  @inline static squeeze(s: usize, label: u32): void {
    blake3Compress(s + CV, s + ZERO_BLOCK, label as u64, 0, FLAG_SQUEEZE);
  }

  /** An element of E: five u64 mod p, as words. Soundness: the bias is below 2^-33 per word. */
  static sampleExt(s: usize, label: u32, dst: usize): void {
    const cv = s + CV;
    Transcript.squeeze(s, label);
    store<u32>(dst, (load<u64>(cv) % (P as u64)) as u32);
    store<u32>(dst, (load<u64>(cv, 8) % (P as u64)) as u32, 4);
    store<u32>(dst, (load<u64>(cv, 16) % (P as u64)) as u32, 8);
    store<u32>(dst, (load<u64>(cv, 24) % (P as u64)) as u32, 12);
    Transcript.squeeze(s, label);
    store<u32>(dst, (load<u64>(cv) % (P as u64)) as u32, 16);
  }

  /** Absorbs the 8 bytes at `nonce` and says whether the low `bits` > 0 bits of the state are zero. */
  static grind(s: usize, label: u32, bits: u32, nonce: usize): bool {
    const block = s + BLOCK;
    store<u64>(block, load<u64>(nonce));
    for (let i: usize = 8; i < 64; i += 8) store<u64>(block + i, 0);
    Transcript.observe(s, label, block, 8);
    const mask: u32 = (((1 as u64) << (bits as u64)) - 1) as u32;
    return (load<u32>(s, CV) & mask) == 0;
  }

  static sampleIndices(s: usize, label: u32, dst: usize, count: u32, logLength: u32): void {
    const mask: u32 = (1 << logLength) - 1;
    const cv = s + CV;
    for (let i: u32 = 0; i < count; i++, dst += 4) {
      if ((i & 7) == 0) Transcript.squeeze(s, label);
      store<u32>(dst, load<u32>(cv + (((i & 7) as usize) << 2)) & mask);
    }
  }
}
