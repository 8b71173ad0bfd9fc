/** An unshared memory with kernels on it and a bump allocator: what the prover's arena and pool are, for tests of kernels. */
import { toWord } from '../../src/air/modular.ts';
import type { Kernel } from '../../src/stark/kernels/compile.ts';
import { type KernelFunction, SCRATCH, type Task } from '../../src/wasm/tasks.ts';

export const UNSHARED = { isShared: false };

export class Machine {
  readonly memory: WebAssembly.Memory;
  readonly #instances = new Map<string, WebAssembly.Exports>();
  readonly scratch: number;
  #next = 65536;

  constructor(modules: readonly Kernel[], pages = 64, scratchBytes = 1 << 20) {
    this.memory = new WebAssembly.Memory({ initial: pages });
    for (const { module, bytes } of modules) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.memory } });
      this.#instances.set(module, instance.exports);
    }
    this.scratch = this.alloc(scratchBytes);
  }

  alloc(bytes: number): number {
    const address = this.#next;
    this.#next += Math.ceil(bytes / 64) * 64 + 64;
    if (this.#next > this.memory.buffer.byteLength) throw new Error('the test memory is too small');
    return address;
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  /** Address of a copy of the words. */
  put(words: ArrayLike<number>): number {
    const address = this.alloc(4 * words.length);
    this.words(address, words.length).set(words);
    return address;
  }

  /** Address of a column of field elements. */
  putColumn(values: readonly bigint[]): number {
    return this.put(values.map((value) => toWord(Number(value))));
  }

  run(tasks: readonly Task[]): void {
    for (const { module, fn, args } of tasks) {
      const kernel = this.#instances.get(module ?? '')?.[fn] as KernelFunction;
      kernel(...args.map((arg) => (arg === SCRATCH ? this.scratch : arg)));
    }
  }
}
