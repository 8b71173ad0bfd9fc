/**
 * The executor's WebAssembly module, for an ordinary memory and for a shared one. The code is the same; a module says in its
 * memory import whether the memory is shared, so that flag is set in the bytes before compiling.
 */
import { executorWasmBase64 } from '../generated/executor-wasm.ts';

/** Exports of assembly/executor. All take the address of the state block. */
export interface ExecutorExports {
  run(state: number, budget: number): number;
  count(state: number, budget: number): number;
  record(state: number, budget: number): number;
  profile(state: number, budget: number): number;
  /** 0 if the memory limit is reached. */
  startProfile(state: number): number;
  finishProfile(state: number): void;
  finishCount(state: number): void;
  finishRecord(state: number): void;
  loadImage(state: number): number;
}

const modules: { plain?: Promise<WebAssembly.Module>; shared?: Promise<WebAssembly.Module> } = {};

export async function instantiateExecutor(memory: WebAssembly.Memory): Promise<ExecutorExports> {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const kind = isShared ? 'shared' : 'plain';
  modules[kind] ??= compile(isShared);
  const instance = await WebAssembly.instantiate(await modules[kind], { env: { memory } });
  return instance.exports as unknown as ExecutorExports;
}

function compile(isShared: boolean): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(executorWasmBase64), (character) => character.charCodeAt(0));
  return WebAssembly.compile(isShared ? withSharedMemory(bytes) : bytes);
}

const SECTION_IMPORT = 2;
const KIND_MEMORY = 2;
const LIMITS_SHARED = 3;
/** 65536 pages as LEB128. */
const MAXIMUM = [0x80, 0x80, 0x04];

/** `module`, which has exactly one import, a memory, with that memory declared shared (WebAssembly threads proposal). */
export function withSharedMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 8;
  const leb = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < module.length) {
    const start = at;
    const id = module[at++];
    const length = leb();
    const end = at + length;
    if (id !== SECTION_IMPORT) {
      at = end;
      continue;
    }
    const contents = at;
    const count = leb();
    const moduleNameLength = leb();
    at += moduleNameLength;
    const nameLength = leb();
    at += nameLength;
    const limits = at + 1;
    if (count !== 1 || module[at] !== KIND_MEMORY) break;
    at = limits + 1;
    const minimum = at;
    leb();
    const section = [...module.subarray(contents, limits), LIMITS_SHARED, ...module.subarray(minimum, at), ...MAXIMUM];
    return Uint8Array.from([
      ...module.subarray(0, start),
      SECTION_IMPORT,
      section.length,
      ...section,
      ...module.subarray(end),
    ]);
  }
  throw new Error('The executor module does not import exactly one memory.');
}
