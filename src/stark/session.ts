/**
 * What prover code works with: one memory, its arena and worker pool, scratch memory per thread, and the compiled kernels of
 * AIRs. A session lives for many proofs; each proof gives its memory back with `arena.release`.
 */
import type { Air } from '../air/air.ts';
import type { Task } from '../wasm/index.ts';
import { Arena, compileFor, createMemory, SCRATCH, WorkerPool } from '../wasm/index.ts';
import { type AirKernels, airKernels, commonKernel, type Kernel } from './kernels/index.ts';

/** Enough for every kernel: the NTT's tiles at 2^26 (2 MiB) are the largest. */
const SCRATCH_BYTES = 4 << 20;

export interface SessionOptions {
  /** Default: logical processors. 1, or no shared memory: everything on the calling thread. */
  readonly threads?: number | undefined;
  /** Default 65536 pages, 4 GiB. */
  readonly maximumPages?: number | undefined;
}

export class Session {
  readonly arena: Arena;
  readonly pool: WorkerPool;
  /** Stands for the executing thread's scratch memory in a task's arguments. */
  readonly scratch = SCRATCH;
  readonly #kernels = new Map<Air, Promise<AirKernels>>();
  /** Checked by every `run`. */
  signal: AbortSignal | undefined;

  private constructor(arena: Arena, pool: WorkerPool) {
    this.arena = arena;
    this.pool = pool;
  }

  static async create({ threads, maximumPages }: SessionOptions = {}): Promise<Session> {
    const memory = createMemory({
      ...(threads === 1 ? { isShared: false } : {}),
      ...(maximumPages === undefined ? {} : { maximumPages }),
    });
    const pool = await WorkerPool.create({ memory, ...(threads === undefined ? {} : { threads }) });
    const arena = new Arena(memory);
    const address = arena.alloc(SCRATCH_BYTES * (pool.threads + 1));
    pool.scratch = { address, bytes: SCRATCH_BYTES };
    const session = new Session(arena, pool);
    await session.addKernel(commonKernel(session.memoryImport));
    return session;
  }

  /** How generated modules declare the memory they import. */
  get memoryImport() {
    return { isShared: this.arena.memory.isShared };
  }

  /** Compiles a generated module once and hands it to all workers. */
  async addKernel({ module, bytes }: Kernel): Promise<void> {
    await this.pool.addModule(module, await compileFor(this.arena.memory, bytes));
  }

  /** The kernels of an AIR, generated and compiled at first use, once for all its tables. AIRs of one name must not be used in one session. */
  kernelsOf(air: Air): Promise<AirKernels> {
    const known = this.#kernels.get(air);
    if (known) return known;
    const compiled = this.#compile(air);
    this.#kernels.set(air, compiled);
    // What failed may be tried again.
    compiled.catch(() => this.#kernels.delete(air));
    return compiled;
  }

  async #compile(air: Air): Promise<AirKernels> {
    const kernels = airKernels(air, this.memoryImport);
    for (const kernel of [kernels.permutation, kernels.quotient, kernels.count]) {
      if (kernel !== null) await this.addKernel(kernel);
    }
    return kernels;
  }

  /** How many pieces to cut a job into, so that threads which start late or are slowed down leave little waiting. */
  get parts(): number {
    return this.pool.threads === 1 ? 1 : 4 * this.pool.threads;
  }

  run(tasks: readonly Task[]): Promise<void> {
    return this.pool.run(tasks, { signal: this.signal });
  }

  bytes(address: number, length: number): Uint8Array {
    return this.arena.bytes(address, length);
  }

  words(address: number, length: number): Uint32Array {
    return this.arena.words(address, length);
  }

  /** A table of u32 addresses, as kernels over many columns want it. */
  storeAddresses(addresses: readonly number[]): number {
    const table = this.arena.alloc(4 * Math.max(1, addresses.length));
    this.words(table, addresses.length).set(addresses);
    return table;
  }

  /** Words for kernels to read. */
  storeWords(words: ArrayLike<number>): number {
    const address = this.arena.alloc(4 * Math.max(1, words.length));
    this.words(address, words.length).set(words);
    return address;
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** Bytes from one column to the next: padded, for columns at power-of-two distances share cache sets (*measured*: 4 times slower leaves). */
export function planeStride(words: number): number {
  return 4 * words + (words >= 1024 ? 192 : 0);
}

/** Allocates `count` columns of `words` words. */
export function allocColumns(session: Session, count: number, words: number): number[] {
  const stride = planeStride(words);
  const base = session.arena.alloc(stride * count);
  return Array.from({ length: count }, (_, i) => base + i * stride);
}

/** Cuts 0 .. total into at most `parts` ranges [first, count] whose borders are multiples of 512 rows (or one range). */
export function rowRanges(total: number, parts: number): [number, number][] {
  const grain = Math.max(512, Math.ceil(total / parts / 512) * 512);
  const ranges: [number, number][] = [];
  for (let first = 0; first < total; first += grain) ranges.push([first, Math.min(grain, total - first)]);
  return ranges;
}
