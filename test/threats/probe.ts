/**
 * verifier.wasm under observation: every call of its transcript with the state after it, and a way to put other states in their
 * place, for events that no one can find a proof for (a zero fingerprint, zeta in the base field).
 */
import { primitivesWasmBase64 } from '../../src/generated/primitives-wasm.ts';
import { verifierWasmBase64 } from '../../src/generated/verifier-wasm.ts';
import { verificationError } from '../../src/verify/errors.ts';

const PAGE = 65536;
const OBSERVE = 32;
const SQUEEZE = 64;
const aligned = (offset: number) => Math.ceil(offset / 64) * 64;
const decode = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

export interface TranscriptCall {
  readonly kind: 'observe' | 'squeeze';
  readonly label: number;
  /** Bytes absorbed; 0 for a squeeze. */
  readonly length: number;
  /** The chaining value afterwards, as hex. */
  readonly state: string;
}

export interface ProbeResult {
  /** Undefined if the proof was accepted. */
  readonly code: string | undefined;
  readonly message: string;
  readonly calls: readonly TranscriptCall[];
}

/** Given a squeeze (`occurrence` counts from 0 per label), the eight words to yield instead. */
export type Override = (label: number, occurrence: number) => readonly number[] | undefined;

export interface ProbeInput {
  readonly proof: Uint8Array;
  readonly key: Uint8Array;
  readonly description: Uint8Array;
}

type VerifierExports = Record<'scratchBytes' | 'verify', (...values: number[]) => number>;

export class Probe {
  readonly #memory = new WebAssembly.Memory({ initial: 2 });
  readonly #verifier: VerifierExports;
  #calls: TranscriptCall[] = [];
  #override: Override | undefined;
  #missing = 0;
  #squeezes = new Map<number, number>();

  constructor() {
    const env = { memory: this.#memory };
    const instance = (base64: string, imports: WebAssembly.Imports) =>
      new WebAssembly.Instance(new WebAssembly.Module(decode(base64)), imports).exports;
    const primitives = instance(primitivesWasmBase64, { env });
    const compress = primitives.blake3_compress as (...values: (number | bigint)[]) => void;
    const observed = (cv: number, block: number, counter: bigint, blockLength: number, flags: number) => {
      compress(cv, block, counter, blockLength, flags);
      if (flags === OBSERVE || flags === SQUEEZE) this.#record(cv, counter, flags);
    };
    const vouch = { ...primitives, blake3_compress: observed, step: () => {} };
    const verifier = instance(verifierWasmBase64, { env, vouch });
    this.#verifier = verifier as typeof verifier & VerifierExports;
  }

  run({ proof, key, description }: ProbeInput, override?: Override): ProbeResult {
    this.#calls = [];
    this.#squeezes = new Map();
    this.#missing = 0;
    this.#override = override;
    const keyAt = aligned(PAGE + description.length);
    const proofAt = aligned(keyAt + key.length);
    const outAt = aligned(proofAt + proof.length);
    const scratchAt = outAt + 64;
    this.#reserve(scratchAt);
    new Uint8Array(this.#memory.buffer).set(description, PAGE);
    new Uint8Array(this.#memory.buffer).set(key, keyAt);
    new Uint8Array(this.#memory.buffer).set(proof, proofAt);
    this.#reserve(scratchAt + this.#verifier.scratchBytes(PAGE, description.length));
    const places = [proofAt, proof.length, keyAt, key.length, PAGE, description.length, scratchAt, outAt];
    const number = this.#verifier.verify(...places);
    const [, first = 0, second = 0] = new Uint32Array(this.#memory.buffer, outAt, 16);
    const error = number === 0 ? undefined : verificationError(number, first, second);
    return { code: error?.code, message: error?.message ?? '', calls: this.#calls };
  }

  #record(cv: number, counter: bigint, flags: number): void {
    const label = Number(counter & 0xffffffffn);
    const length = Number(counter >> 32n);
    const words = new Uint32Array(this.#memory.buffer, cv, 8);
    if (flags === SQUEEZE) {
      const occurrence = this.#squeezes.get(label) ?? 0;
      this.#squeezes.set(label, occurrence + 1);
      const other = this.#override?.(label, occurrence);
      if (other) words.set(other);
      this.#calls.push({ kind: 'squeeze', label, length, state: hex(words) });
      return;
    }
    if (this.#missing <= 0) this.#missing = length;
    this.#missing -= 64;
    if (this.#missing <= 0) this.#calls.push({ kind: 'observe', label, length, state: hex(words) });
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
  }
}

export function hex(words: Iterable<number>): string {
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}
