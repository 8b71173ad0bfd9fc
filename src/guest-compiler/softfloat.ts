/** The soft-float library (assembly/softfloat); which function stands for which instruction is in ir/float-instructions.ts. */
import { softfloatWasmBase64 } from '../generated/softfloat-wasm.ts';

/** The library: a WebAssembly module of pure functions, without memory, imports or globals. */
export function softfloatModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(softfloatWasmBase64), (character) => character.charCodeAt(0));
}
