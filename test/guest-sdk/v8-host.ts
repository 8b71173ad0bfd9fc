/** Runs a guest's WebAssembly in V8, with the imports of module `vouch` as the machine has them: the other half of each comparison. */
import { hashImports } from '../support/hash-imports.ts';

export interface GuestRun {
  readonly exitCode: number;
  readonly publicOutput: Uint8Array;
  readonly debug: string;
  readonly steps: readonly number[];
}

class Exit extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

const modules = new WeakMap<Uint8Array, WebAssembly.Module>();

/** Compiled once, since some guests run hundreds of times. */
function moduleOf(wasm: Uint8Array): WebAssembly.Module {
  let module = modules.get(wasm);
  if (!module) {
    module = new WebAssembly.Module(wasm.slice());
    modules.set(wasm, module);
  }
  return module;
}

/** Traps exit with 134, as in the machine. */
export function runInV8(wasm: Uint8Array, input: Uint8Array = new Uint8Array(0)): GuestRun {
  const output: number[] = [];
  const debug: number[] = [];
  const steps: number[] = [];
  let memory: WebAssembly.Memory | undefined;
  const bytes = (pointer: number, length: number) => new Uint8Array(memory!.buffer, pointer >>> 0, length);
  const vouch = {
    input_ptr: () => inputPointer,
    input_len: () => input.length,
    write: (pointer: number, length: number) => void output.push(...bytes(pointer, length)),
    print: (pointer: number, length: number) => void debug.push(...bytes(pointer, length)),
    exit: (code: number) => {
      throw new Exit(code);
    },
    panic: (pointer: number, length: number) => {
      debug.push(...bytes(pointer, length));
      throw new Exit(101);
    },
    step: (n: number) => void steps.push(n),
    ...hashImports(() => memory!),
  };
  const { exports } = new WebAssembly.Instance(moduleOf(wasm), { vouch });
  memory = exports.memory as WebAssembly.Memory;
  // The input lies far above the heap, as in the machine, where it is no part of linear memory's size.
  memory.grow(1024 + (input.length >> 16));
  const inputPointer = memory.buffer.byteLength - ((input.length + 15) & ~15);
  new Uint8Array(memory.buffer, inputPointer).set(input);
  let exitCode = 0;
  try {
    (exports._start as () => void)();
  } catch (error) {
    if (error instanceof Exit) exitCode = error.exitCode;
    else if (error instanceof WebAssembly.RuntimeError) exitCode = 134;
    else throw error;
  }
  return {
    exitCode,
    publicOutput: Uint8Array.from(output),
    debug: new TextDecoder().decode(Uint8Array.from(debug)),
    steps,
  };
}
