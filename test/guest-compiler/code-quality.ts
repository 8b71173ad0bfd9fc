/**
 * Our code generation against clang's: the same C, compiled with the same flags by clang for RV64IM, and by clang for WebAssembly and
 * from there by our compiler; both run in the executor. Cycles are whole programs, startup included.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadElf } from '../../src/elf/index.ts';
import { execute } from '../../src/executor/index.ts';
import { compileWasm } from '../../src/guest-compiler/index.ts';

export const kernelNames = ['sha256', 'quicksort', 'quintic', 'hash-map'] as const;

export interface KernelCycles {
  readonly kernel: string;
  readonly clang: number;
  readonly vouch: number;
  /** Bytes of machine code of our compiler. */
  readonly codeBytes: number;
}

export const ratio = ({ clang, vouch }: KernelCycles): number => vouch / clang;

export function kernelFile(name: string): Promise<Buffer> {
  return readFile(fileURLToPath(new URL(`kernels/${name}`, import.meta.url)));
}

/** @throws Error if the two programs do not return the same checksum */
export async function compareKernel(kernel: string): Promise<KernelCycles> {
  const input = new Uint8Array(0);
  const clang = await execute(loadElf(await kernelFile(`${kernel}.elf`)), input);
  const { elf, codeBytes } = compileWasm(await kernelFile(`${kernel}.wasm`));
  const vouch = await execute(loadElf(elf, { allowPageZero: true }), input);
  if (vouch.exitCode !== clang.exitCode) {
    throw new Error(`${kernel}: checksum ${vouch.exitCode} of our code, ${clang.exitCode} of clang's`);
  }
  return { kernel, clang: clang.cycles, vouch: vouch.cycles, codeBytes };
}
