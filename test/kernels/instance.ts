/** The prover's kernels on a memory of their own, with a bump allocator and words in and out: for tests of single kernels. */
import { proverWasmBase64 } from '../../src/generated/prover-wasm.ts';
import { type E, encodeWord, ext, type F, P } from '../reference/field.ts';

type Kernels = Record<string, (...args: number[]) => number>;

const module = new WebAssembly.Module(Uint8Array.from(atob(proverWasmBase64), (c) => c.charCodeAt(0)));

export class KernelInstance {
  readonly memory: WebAssembly.Memory;
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly kernels: Kernels;
  #next = 65536;

  constructor(pages = 512) {
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });
    this.words = new Uint32Array(this.memory.buffer);
    this.bytes = new Uint8Array(this.memory.buffer);
    this.kernels = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as Kernels;
  }

  call(name: string, ...args: number[]): number {
    const kernel = this.kernels[name];
    if (kernel === undefined) throw new Error(`no kernel ${name}`);
    return kernel(...args);
  }

  /** 16-aligned, filled with garbage, so that nothing may rely on zeros. */
  allocate(bytes: number): number {
    const address = this.#next;
    this.#next += Math.ceil(bytes / 16) * 16 + 16;
    this.bytes.fill(0xa5, address, this.#next);
    return address;
  }

  writeWords(words: ArrayLike<number>): number {
    const address = this.allocate(words.length * 4);
    this.words.set(words, address / 4);
    return address;
  }

  readWords(address: number, length: number): number[] {
    return [...this.words.slice(address / 4, address / 4 + length)];
  }

  readBytes(address: number, length: number): Uint8Array {
    return this.bytes.slice(address, address + length);
  }

  writeElement(element: E): number {
    return this.writeWords(element.map(encodeWord));
  }

  /** Planar, with some distance between the planes. */
  writePlanar(elements: readonly E[]): { base: number; stride: number } {
    const planes = [0, 1, 2, 3, 4].map((c) => this.writeWords(elements.map((e) => encodeWord(e[c]!))));
    return { base: planes[0]!, stride: planes[1]! - planes[0]! };
  }

  allocatePlanar(length: number): { base: number; stride: number } {
    const stride = Math.ceil(length / 4) * 16 + 32;
    return { base: this.allocate(5 * stride), stride };
  }

  readPlanar(planar: { base: number; stride: number }, length: number): number[][] {
    const planes = [0, 1, 2, 3, 4].map((c) => this.readWords(planar.base + c * planar.stride, length));
    return Array.from({ length }, (_, j) => planes.map((plane) => plane[j]!));
  }
}

/** A generator of field elements: xorshift on 32 bits, with the edges 0, 1 and p - 1 mixed in. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761 + 1) >>> 0 || 1;
  }

  u32(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }

  field(): F {
    const pick = this.u32() % 16;
    if (pick === 0) return 0n;
    if (pick === 1) return 1n;
    if (pick === 2) return P - 1n;
    return (BigInt(this.u32()) * 65537n + BigInt(this.u32())) % P;
  }

  element(): E {
    return ext([this.field(), this.field(), this.field(), this.field(), this.field()]);
  }
}

/** 1 and p - 1 as words stay small numbers of work; this is the word with the largest value, the edge for unreduced sums. */
export const LARGEST_WORD = Number(P) - 1;
