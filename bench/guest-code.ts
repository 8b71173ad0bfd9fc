/** Cycles of four C kernels, by clang for RV64IM and by way of WebAssembly: `node bench/guest-code.ts`. */
import { compareKernel, kernelNames, ratio } from '../test/guest-compiler/code-quality.ts';

console.log('kernel       clang rv64   via wasm  ratio  code bytes');
for (const name of kernelNames) {
  const cycles = await compareKernel(name);
  const columns = [
    name.padEnd(10),
    `${cycles.clang}`.padStart(12),
    `${cycles.vouch}`.padStart(10),
    ratio(cycles).toFixed(2).padStart(6),
    `${cycles.codeBytes}`.padStart(11),
  ];
  console.log(columns.join(' '));
}
