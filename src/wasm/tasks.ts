// What the pool and its workers say to each other. A run's tasks travel once, packed into one shared buffer that all workers read; they
// take tasks from a shared counter, so that nobody waits while there is work.

/** One call of an exported function of the kernels or of a module added to the pool. */
export interface Task {
  /** Default: the prover's kernels. */
  readonly module?: string;
  readonly fn: string;
  readonly args: readonly number[];
}

/** The name under which the prover's kernels are known, also as an import module of added modules. */
export const KERNELS = 'kernels';

export interface PackedTasks {
  readonly count: number;
  /** Distinct functions. */
  readonly functions: readonly { readonly module: string; readonly fn: string }[];
  /** Per task: index of its function, start and end of its arguments. */
  readonly index: Uint32Array;
  readonly args: Float64Array;
  /** Word 0: the next task to take. A value of at least `count` stops the run. */
  readonly counter: Int32Array;
}

/** An argument of this value is replaced by the address of the scratch memory of whichever thread takes the task. */
export const SCRATCH = -1;

export type ToWorker =
  | {
      readonly kind: 'module';
      readonly id: number;
      readonly name: string;
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
    }
  | { readonly kind: 'run'; readonly id: number; readonly tasks: PackedTasks; readonly scratch: number };

/** Every message is answered once. */
export interface FromWorker {
  readonly id: number;
  readonly error?: { readonly message: string; readonly stack?: string | undefined };
}

export function packTasks(tasks: readonly Task[]): PackedTasks {
  const functions: { module: string; fn: string }[] = [];
  const known = new Map<string, number>();
  const numArgs = tasks.reduce((sum, task) => sum + task.args.length, 0);
  const index = new Uint32Array(new SharedArrayBuffer(tasks.length * 12));
  const args = new Float64Array(new SharedArrayBuffer(numArgs * 8));
  let end = 0;
  tasks.forEach(({ module = KERNELS, fn, args: taskArgs }, i) => {
    const name = `${module}.${fn}`;
    let number = known.get(name);
    if (number === undefined) {
      number = functions.push({ module, fn }) - 1;
      known.set(name, number);
    }
    args.set(taskArgs, end);
    index.set([number, end, end + taskArgs.length], i * 3);
    end += taskArgs.length;
  });
  return { count: tasks.length, functions, index, args, counter: new Int32Array(new SharedArrayBuffer(4)) };
}

/** Takes and does tasks until there are none. If one fails, nobody takes further ones, and its error is thrown. */
export function doTasks(
  tasks: PackedTasks,
  scratch: number,
  find: (module: string, fn: string) => KernelFunction,
): void {
  const { count, index, args, counter } = tasks;
  try {
    const functions = tasks.functions.map(({ module, fn }) => find(module, fn));
    for (;;) {
      const i = Atomics.add(counter, 0, 1);
      if (i >= count) return;
      const kernel = functions[index[i * 3] as number] as KernelFunction;
      kernel(...withScratch(args.subarray(index[i * 3 + 1], index[i * 3 + 2]), scratch));
    }
  } catch (error) {
    stopTasks(tasks);
    throw error;
  }
}

/** Arguments with `SCRATCH` replaced. */
export function withScratch(args: Iterable<number>, scratch: number): number[] {
  return Array.from(args, (arg) => (arg === SCRATCH ? scratch : arg));
}

/** No further task of the run is taken; those under way end. Safety: below 2^31 however many workers still add 1. */
export function stopTasks(tasks: PackedTasks): void {
  Atomics.store(tasks.counter, 0, 0x40000000);
}

export type KernelFunction = (...args: number[]) => number | undefined;

/** Instances by name, and their functions. */
export class Instances {
  readonly #exports = new Map<string, WebAssembly.Exports>();

  /** What a module may import: the memory, and the kernels once they are there. */
  imports(memory: WebAssembly.Memory): WebAssembly.Imports {
    const imports: WebAssembly.Imports = { env: { memory } };
    const kernels = this.#exports.get(KERNELS);
    if (kernels !== undefined) {
      const functions: WebAssembly.ModuleImports = {};
      for (const [name, value] of Object.entries(kernels)) functions[name] = value;
      imports[KERNELS] = functions;
    }
    return imports;
  }

  set(name: string, instance: WebAssembly.Instance): void {
    this.#exports.set(name, instance.exports);
  }

  find(module: string, fn: string): KernelFunction {
    const value = this.#exports.get(module)?.[fn];
    if (typeof value !== 'function') throw new TypeError(`no function ${fn} in module ${module}`);
    return value as KernelFunction;
  }
}
