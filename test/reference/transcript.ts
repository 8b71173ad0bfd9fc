/**
 * The transcript of docs/protocol.md section 3. `events` records every labelled call, so that tests can compare the
 * calls of different provers and verifiers.
 */
import { blocks, compress, IV } from './blake3.ts';
import { decodeWord, type E, ext, P } from './field.ts';

export const LABEL = {
  keyDigest: 1,
  statement: 2,
  publicOutput: 3,
  heights: 4,
  mainCap: 5,
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

export interface TranscriptEvent {
  kind: 'observe' | 'squeeze';
  label: number;
  /** Bytes absorbed; 0 for a squeeze. */
  length: number;
}

export class Transcript {
  readonly events: TranscriptEvent[] = [];
  #cv: number[];

  constructor() {
    this.#cv = [...IV];
    this.#cv[0] = (IV[0]! ^ 0x48435556) >>> 0;
    this.#cv[1] = (IV[1]! ^ 1) >>> 0;
  }

  get state(): readonly number[] {
    return this.#cv;
  }

  observe(label: number, bytes: Uint8Array): void {
    this.events.push({ kind: 'observe', label, length: bytes.length });
    this.#cv = absorb(this.#cv, label, bytes);
  }

  squeeze(label: number): readonly number[] {
    this.events.push({ kind: 'squeeze', label, length: 0 });
    this.#cv = compress(this.#cv, new Array<number>(16).fill(0), label, 0, 0, 64);
    return this.#cv;
  }

  sampleExt(label: number): E {
    const words = [...this.squeeze(label), ...this.squeeze(label)];
    const element: bigint[] = [];
    for (let i = 0; i < 5; i++) {
      const u64 = BigInt(words[2 * i]!) + (BigInt(words[2 * i + 1]!) << 32n);
      element.push(decodeWord(Number(u64 % P)));
    }
    return ext(element);
  }

  /** Absorbs the nonce and says whether it is one. */
  grind(label: number, bits: number, nonce: Uint8Array): boolean {
    if (bits === 0) return true;
    this.observe(label, nonce);
    return lowBitsAreZero(this.#cv[0]!, bits);
  }

  /** The smallest nonce that `grind` will accept now. */
  findNonce(label: number, bits: number): Uint8Array {
    const nonce = new Uint8Array(8);
    const view = new DataView(nonce.buffer);
    for (let i = 0n; ; i++) {
      view.setBigUint64(0, i, true);
      if (lowBitsAreZero(absorb(this.#cv, label, nonce)[0]!, bits)) return nonce;
    }
  }

  sampleIndices(label: number, count: number, logLength: number): number[] {
    const indices: number[] = [];
    while (indices.length < count) {
      for (const word of this.squeeze(label)) {
        if (indices.length < count) indices.push(word % 2 ** logLength);
      }
    }
    return indices;
  }
}

function absorb(cv: number[], label: number, bytes: Uint8Array): number[] {
  let state = cv;
  for (const [b, block] of blocks(bytes).entries()) {
    state = compress(state, block, label, bytes.length, Math.min(64, bytes.length - 64 * b), 32);
  }
  return state;
}

function lowBitsAreZero(word: number, bits: number): boolean {
  return word % 2 ** bits === 0;
}
