/**
 * The Fiat-Shamir transcript of docs/protocol.md section 3, prover's side. A chaining value of BLAKE3's compression
 * function absorbs labelled byte strings and is squeezed for challenges. The verifier makes the same labelled calls
 * in the same order; `events` records them, so that a test can compare the two.
 */
import { bytesToBlocks, compress, IV } from '../hash/blake3.ts';

export const label = {
  keyDigest: 1,
  statement: 2,
  publicOutput: 3,
  heights: 4,
  mainCap: 5,
  boundaryCap: 6,
  grindLookup: 7,
  theta: 8,
  delta: 9,
  permutationCap: 10,
  cumulativeSums: 11,
  alpha: 12,
  quotientCap: 13,
  grindDeep: 14,
  zeta: 15,
  openings: 16,
  grindBatch: 17,
  gamma: 18,
  tableCoefficient: 19,
  friCap: 20,
  grindFold: 21,
  beta: 22,
  finalPolynomial: 23,
  grindQuery: 24,
  queryIndices: 25,
} as const;

export type Label = (typeof label)[keyof typeof label];

/** One compression's worth of meaning: `length` is the number of bytes absorbed, 0 for a squeeze. */
export interface TranscriptEvent {
  readonly kind: 'observe' | 'squeeze';
  readonly label: Label;
  readonly length: number;
}

const P = 0x78000001;
const PROTOCOL_TAG = 0x48435556;
const PROTOCOL_VERSION = 1;
const FLAG_OBSERVE = 32;
const FLAG_SQUEEZE = 64;
const ZERO_BLOCK = new Uint32Array(16);

/** (high * 2^32 + low) mod p. Safety: every intermediate value is below 2^47, exact in a double. */
function reduceU64(low: number, high: number): number {
  const r = ((high % P) * 0x10000 + (low >>> 16)) % P;
  return (r * 0x10000 + (low & 0xffff)) % P;
}

function absorb(cv: Uint32Array, label: Label, bytes: Uint8Array): void {
  const words = bytesToBlocks(bytes);
  for (let block = 0; block < words.length / 16; block++) {
    const blockLength = Math.min(64, bytes.length - 64 * block);
    compress(cv, words, label, bytes.length, blockLength, FLAG_OBSERVE, 16 * block);
  }
}

function nonceBytes(nonce: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, nonce, true);
  return bytes;
}

/** Safety: bits may be 32, for which a shift of 1 would give 1. */
function endsInZeros(word: number, bits: number): boolean {
  return word % 2 ** bits === 0;
}

export class Transcript {
  readonly #cv: Uint32Array;
  readonly #events: TranscriptEvent[] | undefined;

  /** `events`, if given, receives a record of every call. */
  constructor(events?: TranscriptEvent[]) {
    this.#cv = Uint32Array.from(IV);
    this.#cv[0]! ^= PROTOCOL_TAG;
    this.#cv[1]! ^= PROTOCOL_VERSION;
    this.#events = events;
  }

  /** A copy of the chaining value (8 words), what grinding starts from. */
  get state(): Uint32Array {
    return this.#cv.slice();
  }

  observe(label: Label, bytes: Uint8Array): void {
    this.#events?.push({ kind: 'observe', label, length: bytes.length });
    absorb(this.#cv, label, bytes);
  }

  /** An element of E as its five words. The bias of a u64 mod p is below 2^-33 per word. */
  sampleExt(label: Label): Uint32Array {
    const u64s = new Uint32Array(16);
    u64s.set(this.#squeeze(label));
    u64s.set(this.#squeeze(label), 8);
    return Uint32Array.from({ length: 5 }, (_, i) => reduceU64(u64s[2 * i]!, u64s[2 * i + 1]!));
  }

  /** `count` indices below 2^logLength, with replacement. */
  sampleIndices(label: Label, count: number, logLength: number): Uint32Array {
    const indices = new Uint32Array(count);
    let words: Uint32Array = ZERO_BLOCK;
    for (let i = 0; i < count; i++) {
      if (i % 8 === 0) words = this.#squeeze(label);
      indices[i] = words[i % 8]! % 2 ** logLength;
    }
    return indices;
  }

  /** Absorbs a nonce; true if it is proof of `bits` bits of work. Not to be called for 0 bits: then no nonce exists. */
  observeNonce(label: Label, bits: number, nonce: bigint): boolean {
    this.observe(label, nonceBytes(nonce));
    return endsInZeros(this.#cv[0]!, bits);
  }

  /** Whether `observeNonce` would return true now; changes nothing. */
  acceptsNonce(label: Label, bits: number, nonce: bigint): boolean {
    const cv = this.state;
    absorb(cv, label, nonceBytes(nonce));
    return endsInZeros(cv[0]!, bits);
  }

  #squeeze(label: Label): Uint32Array {
    this.#events?.push({ kind: 'squeeze', label, length: 0 });
    compress(this.#cv, ZERO_BLOCK, label, 0, 0, FLAG_SQUEEZE);
    return this.#cv;
  }
}
