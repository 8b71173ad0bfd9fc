/** The recursion guest as an ELF file: verifier.wasm, the bytes that verify on the host, translated with its precompiles as system calls. */
import { recursionWasmBase64 } from '../generated/recursion-wasm.ts';
import { verifierWasmBase64 } from '../generated/verifier-wasm.ts';
import { compileWasm } from '../guest-compiler/index.ts';

const decode = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

let elf: Uint8Array | undefined;

/** The same bytes on every machine for one version of the package. Not to be written to. */
export function recursionProgram(): Uint8Array {
  elf ??= compileWasm(decode(recursionWasmBase64), { modules: { verifier: decode(verifierWasmBase64) } }).elf;
  return elf;
}
