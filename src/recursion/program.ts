/** The recursion guest as an ELF file: verifier.wasm, the bytes that verify on the host, translated with its precompiles as system calls. */
import { recursionWasmBase64 } from '../generated/recursion-wasm.ts';
import { compileWasm } from '../guest-compiler/index.ts';
import { verifierModule } from '../verify/host.ts';

let elf: Uint8Array | undefined;

/** The same bytes on every machine for one version of the package. Not to be written to. */
export function recursionProgram(): Uint8Array {
  if (elf === undefined) {
    const module = Uint8Array.from(atob(recursionWasmBase64), (character) => character.charCodeAt(0));
    elf = compileWasm(module, { modules: { verifier: verifierModule() } }).elf;
  }
  return elf;
}
