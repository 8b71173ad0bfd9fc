/**
 * The same WebAssembly module in V8 and, through our compiler, in the machine: what the guest compiler promises is that both
 * give the same exit code, public output and debug text. The imports of module `vouch` are written here a second time, in
 * JavaScript, from their description alone. A module must export its memory as `memory`.
 */
import wabt from 'wabt';
import { loadElf } from '../../src/elf/index.ts';
import { execute } from '../../src/executor/index.ts';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { hashImports } from '../support/hash-imports.ts';
import { wasiImports } from './wasi-host.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly output: Uint8Array;
  readonly debug: string;
}

export interface MachineOutcome extends Outcome {
  readonly cycles: number;
}

export interface CompileOptions {
  readonly name?: string;
  readonly checked?: boolean;
  readonly maxMemoryPages?: number;
}

/** Traps of WebAssembly end the run with this exit code, panics with the other. */
export const TRAP_EXIT_CODE = 134;
export const PANIC_EXIT_CODE = 101;

const { parseWat } = await wabt();

/** Assembles WebAssembly text. */
export function assemble(text: string, name = 'module.wat'): Uint8Array<ArrayBuffer> {
  const module = parseWat(name, text, {
    ...{ bulk_memory: true, sign_extension: true, multi_value: true, reference_types: true },
  });
  try {
    module.validate();
    return Uint8Array.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** The upper half of the product of two unsigned 64-bit numbers. */
export const mulHighU = (a: bigint, b: bigint): bigint => (BigInt.asUintN(64, a) * BigInt.asUintN(64, b)) >> 64n;

/** Thrown through the module by `exit` and `panic`. */
class Exit extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

const PAGE_BYTES = 65_536;

/** Runs a module in V8. The private input is put into pages of its own when the module first asks for it. */
export function runInV8(module: Uint8Array<ArrayBuffer>, input: Uint8Array = new Uint8Array(0)): Outcome {
  const output: number[] = [];
  const debug: number[] = [];
  let inputPtr: number | undefined;
  let exports: WebAssembly.Exports = {};
  // A start function runs before the exports are there, and so may not use the imports that read memory.
  const bytes = (ptr: number, length: number) => {
    const { memory } = exports as { memory: WebAssembly.Memory };
    return new Uint8Array(memory.buffer, ptr >>> 0, length >>> 0);
  };
  const vouch = {
    input_ptr: () => {
      if (inputPtr === undefined) {
        const { memory } = exports as { memory: WebAssembly.Memory };
        inputPtr = memory.grow(Math.ceil((input.length + 1) / PAGE_BYTES)) * PAGE_BYTES;
        new Uint8Array(memory.buffer).set(input, inputPtr);
      }
      return inputPtr;
    },
    input_len: () => input.length,
    write: (ptr: number, length: number) => void output.push(...bytes(ptr, length)),
    print: (ptr: number, length: number) => void debug.push(...bytes(ptr, length)),
    exit: (exitCode: number): never => {
      throw new Exit(exitCode);
    },
    panic: (ptr: number, length: number) => {
      debug.push(...bytes(ptr, length));
      throw new Exit(PANIC_EXIT_CODE);
    },
    step: () => {},
    mul_high_u: mulHighU,
    ...hashImports(() => exports.memory as WebAssembly.Memory),
  };
  const run = (): number => {
    const wasi = wasiImports({
      memory: () => exports.memory as WebAssembly.Memory,
      input,
      write: (fd, text) => void (fd === 1 ? output : debug).push(...text),
      exit: vouch.exit,
    });
    ({ exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { vouch, ...wasi }));
    const entry = (exports._start ?? exports.main) as (() => number | undefined) | undefined;
    const result = entry?.();
    return exports._start === undefined ? (result ?? 0) : 0;
  };
  const exitCode = catchExit(run);
  return {
    exitCode: exitCode >>> 0,
    output: Uint8Array.from(output),
    debug: new TextDecoder().decode(Uint8Array.from(debug)),
  };
}

function catchExit(run: () => number): number {
  try {
    return run();
  } catch (error) {
    if (error instanceof Exit) return error.exitCode;
    // V8 throws a RangeError when the stack is full.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return TRAP_EXIT_CODE;
    throw error;
  }
}

/** Compiles a module and runs it in the machine. */
export async function runInMachine(
  module: Uint8Array,
  input: Uint8Array = new Uint8Array(0),
  options: CompileOptions = {},
): Promise<MachineOutcome> {
  return runElf(compileWasm(module, options).elf, input);
}

/** Runs a compiled module. */
export async function runElf(elf: Uint8Array, input: Uint8Array): Promise<MachineOutcome> {
  const debug: number[] = [];
  const result = await execute(loadElf(elf, { allowPageZero: true }), input, {
    maxCycles: 200_000_000,
    onDebugOutput: (text) => void debug.push(...text),
  });
  const { exitCode, publicOutput, cycles } = result;
  const text = new TextDecoder().decode(Uint8Array.from(debug));
  return { exitCode: exitCode >>> 0, output: publicOutput, debug: text, cycles };
}

/** What differs between the two runs, or undefined. After a trap or a panic the machine's debug text may go on with a message. */
export function difference(
  v8: Outcome,
  machine: Outcome,
  label = (offset: number) => `byte ${offset}`,
): string | undefined {
  const length = Math.max(v8.output.length, machine.output.length);
  for (let offset = 0; offset < length; offset++) {
    if (v8.output[offset] === machine.output[offset]) continue;
    const start = offset - (offset % 8);
    return `output at ${label(offset)}: V8 ${hex(v8.output, start)}, machine ${hex(machine.output, start)}${exits(v8, machine)}`;
  }
  if (v8.exitCode !== machine.exitCode) return `exit code: ${exits(v8, machine)}; debug: ${machine.debug}`;
  const mayGoOn = v8.exitCode === TRAP_EXIT_CODE || v8.exitCode === PANIC_EXIT_CODE;
  const isSame = mayGoOn ? machine.debug.startsWith(v8.debug) : machine.debug === v8.debug;
  return isSame ? undefined : `debug text: V8 ${JSON.stringify(v8.debug)}, machine ${JSON.stringify(machine.debug)}`;
}

function exits(v8: Outcome, machine: Outcome): string {
  return v8.exitCode === machine.exitCode ? '' : ` (exit codes: V8 ${v8.exitCode}, machine ${machine.exitCode})`;
}

/** Up to 8 bytes as one little-endian number. */
function hex(bytes: Uint8Array, start: number): string {
  const word = [...bytes.subarray(start, start + 8)].reverse();
  return word.length === 0 ? 'nothing' : `0x${word.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
