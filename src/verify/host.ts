// Runs verifier.wasm: one memory for it and its primitives, arguments copied in behind the statics. The instances are made at
// first use and kept; the memory grows with the largest proof seen.
import { primitivesWasmBase64 } from '../generated/primitives-wasm.ts';
import { verifierWasmBase64 } from '../generated/verifier-wasm.ts';
import { VerifyUsageError } from './errors.ts';

const PAGE_BYTES = 65536;
/** Where arguments begin: the verifier's statics lie below. */
const BASE = PAGE_BYTES;
const OUT_WORDS = 25;
/** More than any description that a proof needs asks for; inside the machine there is as much. */
const BLOB_SCRATCH_BYTES = 64 * 2 ** 20;
const MAX_BYTES = 2 ** 32 - PAGE_BYTES;

interface VerifierExports {
  scratchBytes(description: number, length: number): number;
  verify(
    archive: number,
    length: number,
    key: number,
    keyLength: number,
    description: number,
    descriptionLength: number,
    scratch: number,
    out: number,
  ): number;
  verifyBlob(blob: number, length: number, scratch: number, scratchLength: number, out: number): number;
}

/** What the verifier wrote to `out`. */
export interface Outcome {
  /** 0 if the proof holds, else an error number. */
  readonly error: number;
  readonly words: readonly number[];
}

/** For profiles and tests: called when a phase begins, and at each compression. */
export interface VerifierHooks {
  readonly step?: (phase: number) => void;
  readonly compress?: (counter: bigint, flags: number) => void;
}

/** A verifier on a memory of its own. */
export class VerifierHost {
  readonly #memory = new WebAssembly.Memory({ initial: 2 });
  readonly #exports: VerifierExports;

  constructor({ step = () => {}, compress }: VerifierHooks = {}) {
    const env = { memory: this.#memory };
    const vouch: WebAssembly.ModuleImports = { ...instantiate(decodeBase64(primitivesWasmBase64), { env }), step };
    if (compress) vouch.blake3_compress = observed(vouch.blake3_compress, compress);
    const exports: WebAssembly.Exports = instantiate(verifierModule(), { env, vouch });
    this.#exports = exports as typeof exports & VerifierExports;
  }

  run(archive: Uint8Array, key: Uint8Array, description: Uint8Array): Outcome {
    const descriptionAt = BASE;
    const keyAt = aligned(descriptionAt + description.length);
    const archiveAt = aligned(keyAt + key.length);
    const outAt = aligned(archiveAt + archive.length);
    const scratchAt = aligned(outAt + 4 * OUT_WORDS);
    this.#reserve(scratchAt);
    const bytes = new Uint8Array(this.#memory.buffer);
    bytes.set(description, descriptionAt);
    bytes.set(key, keyAt);
    bytes.set(archive, archiveAt);
    this.#reserve(scratchAt + this.#exports.scratchBytes(descriptionAt, description.length));
    const { length } = archive;
    const error = this.#exports.verify(
      archiveAt,
      length,
      keyAt,
      key.length,
      descriptionAt,
      description.length,
      scratchAt,
      outAt,
    );
    return { error, words: [...new Uint32Array(this.#memory.buffer, outAt, OUT_WORDS)] };
  }

  /** The same of a recursion blob, with offsets in the blob. One copy, to where it is aligned. */
  runBlob(blob: Uint8Array): Outcome {
    const outAt = BASE;
    const scratchAt = aligned(outAt + 4 * OUT_WORDS);
    const blobAt = aligned(scratchAt + BLOB_SCRATCH_BYTES);
    this.#reserve(blobAt + blob.length);
    new Uint8Array(this.#memory.buffer).set(blob, blobAt);
    const error = this.#exports.verifyBlob(blobAt, blob.length, scratchAt, BLOB_SCRATCH_BYTES, outAt);
    return { error, words: [...new Uint32Array(this.#memory.buffer, outAt, OUT_WORDS)] };
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      if (bytes > MAX_BYTES) throw new RangeError();
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new VerifyUsageError(`no memory for ${bytes} bytes of proof, key, description and scratch space`);
    }
  }
}

/** Sections of the archive are hashed where they lie: 64-byte blocks in 64-byte lines. */
const aligned = (offset: number) => Math.ceil(offset / 64) * 64;

/** The verifier, for whoever runs it: this host, and the guest compiler for the machine. */
export function verifierModule(): Uint8Array<ArrayBuffer> {
  return decodeBase64(verifierWasmBase64);
}

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function instantiate(bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
}

type Compress = (cv: number, block: number, counter: bigint, blockLength: number, flags: number) => void;

/** The compression function with an onlooker. */
function observed(value: WebAssembly.ImportValue | undefined, hook: NonNullable<VerifierHooks['compress']>): Compress {
  const call = value as Compress;
  return (cv, block, counter, blockLength, flags) => {
    hook(counter, flags);
    call(cv, block, counter, blockLength, flags);
  };
}

let shared: VerifierHost | undefined;

/** The host that all calls share. */
export function verifierHost(): VerifierHost {
  shared ??= new VerifierHost();
  return shared;
}
