// The prover's worker pool: every worker has its own instance of the kernels, and of each module added later, on one shared memory. Without
// shared memory, or with one thread, tasks run on the host's own instance, letting the event loop run in between.
// Workers keep a Node process alive only while they have something to do.
import { WorkerFailed } from './errors.ts';
import { bytesFromBase64, compileFor, type ProverMemory } from './memory.ts';
import { breathe, hardwareThreads, type PlatformWorker, startWorker } from './platform.ts';
import {
  type FromWorker,
  Instances,
  KERNELS,
  packTasks,
  stopTasks,
  type Task,
  type ToWorker,
  withScratch,
} from './tasks.ts';

export interface PoolOptions {
  readonly memory: ProverMemory;
  /** Default: the number of logical processors. 1 runs everything on the calling thread. */
  readonly threads?: number;
  /** Default: the prover's kernels. */
  readonly kernels?: Uint8Array;
}

export interface RunOptions {
  /** Stops taking tasks; the run then rejects with the signal's reason, once no task is under way any more. */
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  left: number;
  error: Error | undefined;
  readonly settle: (error: Error | undefined) => void;
}

/** On the calling thread: time between two turns of the event loop. */
const BREATH_MS = 30;

export class WorkerPool {
  readonly memory: ProverMemory;
  readonly #instances = new Instances();
  #workers: readonly PlatformWorker[] = [];
  /** Scratch memory: `bytes` for the calling thread at `address`, then for each worker. See `SCRATCH`. */
  scratch: { readonly address: number; readonly bytes: number } = { address: 0, bytes: 0 };
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  /** Why the pool takes no more work. */
  #broken: Error | undefined;

  private constructor(memory: ProverMemory) {
    this.memory = memory;
  }

  static async create({ memory, threads = hardwareThreads(), kernels }: PoolOptions): Promise<WorkerPool> {
    if (!Number.isSafeInteger(threads) || threads < 1) throw new RangeError(`threads: ${threads}`);
    const pool = new WorkerPool(memory);
    const module = await compileFor(memory, kernels ?? (await embeddedKernels()));
    if (memory.isShared && threads > 1) {
      const start = () =>
        startWorker({
          onMessage: (message) => pool.#receive(message as FromWorker),
          onFailure: (error) => pool.#fail(new WorkerFailed(`a worker failed: ${error.message}`, { cause: error })),
        });
      pool.#workers = await Promise.all(Array.from({ length: threads }, start));
    }
    try {
      await pool.addModule(KERNELS, module);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** How many tasks can run at a time. */
  get threads(): number {
    return Math.max(1, this.#workers.length);
  }

  /**
   * Instantiates a module everywhere under a name for tasks. It may import `env.memory` (compile it with `compileFor`) and from
   * module `kernels` any kernel. A name can be given anew.
   */
  async addModule(name: string, module: WebAssembly.Module): Promise<void> {
    const { memory } = this.memory;
    // Workers first: while they instantiate, so does the host.
    const everywhere = this.#ask(this.#workers, (id) => ({ kind: 'module', id, name, module, memory }));
    everywhere.catch(() => {});
    this.#instances.set(name, await WebAssembly.instantiate(module, this.#instances.imports(memory)));
    await everywhere;
  }

  /** Does all tasks, in the order given as far as starting them goes: put long ones first. Rejects if one fails. */
  async run(tasks: readonly Task[], { signal }: RunOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (tasks.length === 0) return;
    if (this.#workers.length === 0) return this.#runHere(tasks, signal);
    const packed = packTasks(tasks);
    const stop = () => stopTasks(packed);
    signal?.addEventListener('abort', stop);
    try {
      const workers = this.#workers.slice(0, tasks.length);
      const { address, bytes } = this.scratch;
      await this.#ask(workers, (id, index) => ({
        kind: 'run',
        id,
        tasks: packed,
        scratch: address + (index + 1) * bytes,
      }));
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    signal?.throwIfAborted();
  }

  /** Calls a function on the host's own instance, now. An i32 result is signed: `>>> 0` makes it an address. */
  call(fn: string, args: readonly number[] = [], module: string = KERNELS): number {
    return this.#instances.find(module, fn)(...withScratch(args, this.scratch.address)) ?? 0;
  }

  /** Ends the workers. What is under way rejects. */
  async close(): Promise<void> {
    const workers = this.#workers;
    this.#fail(new WorkerFailed('the worker pool is closed'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  async #runHere(tasks: readonly Task[], signal: AbortSignal | undefined): Promise<void> {
    let last = performance.now();
    for (const { module = KERNELS, fn, args } of tasks) {
      if (this.#broken) throw this.#broken;
      try {
        this.#instances.find(module, fn)(...withScratch(args, this.scratch.address));
      } catch (cause) {
        throw new WorkerFailed(`task failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
      if (performance.now() - last > BREATH_MS) {
        await breathe();
        signal?.throwIfAborted();
        last = performance.now();
      }
    }
  }

  /** Sends one message to some workers and waits until all have answered, also if one answers with an error. */
  #ask(workers: readonly PlatformWorker[], message: (id: number, index: number) => ToWorker): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    if (workers.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      if (this.#pending.size === 0) this.#hold(true);
      this.#pending.set(id, {
        left: workers.length,
        error: undefined,
        settle: (error) => {
          this.#pending.delete(id);
          if (this.#pending.size === 0) this.#hold(false);
          if (error === undefined) resolve();
          else reject(error);
        },
      });
      workers.forEach((worker, index) => {
        worker.post(message(id, index));
      });
    });
  }

  #receive({ id, error }: FromWorker): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    if (error !== undefined && pending.error === undefined) {
      const cause = new Error(error.message);
      if (error.stack !== undefined) cause.stack = error.stack;
      pending.error = new WorkerFailed(`task failed: ${error.message}`, { cause });
    }
    pending.left--;
    if (pending.left === 0) pending.settle(pending.error);
  }

  #fail(error: Error): void {
    this.#broken ??= error;
    for (const pending of [...this.#pending.values()]) pending.settle(error);
  }

  #hold(isHeld: boolean): void {
    for (const worker of this.#workers) worker.hold(isHeld);
  }
}

async function embeddedKernels(): Promise<Uint8Array> {
  const { proverWasmBase64 } = await import('../generated/prover-wasm.ts');
  return bytesFromBase64(proverWasmBase64);
}
