/**
 * How long `compileWasm` takes for a module of some 100 KB: `node bench/guest-compile.ts [COPIES]`. The module is the verifier's sources several
 * times over, each with other constants, so that AssemblyScript's optimiser finds no function twice.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { compileTypeScript } from '../src/guest-compiler/asc.ts';
import { compileWasm } from '../src/guest-compiler/index.ts';

const ROUNDS = 5;

/** In place of the machine's precompiles. */
const imports = `
export function blake3Compress(cv: usize, block: usize, counter: u64, blockLength: i32, flags: i32): void {
  store<u64>(cv, load<u64>(block) + counter * (blockLength ^ flags));
}
export function blake3Chain(cv: usize, data: usize, counter: u64, count: i32, flags: i32): void {
  store<u64>(cv, load<u64>(data) - counter * (count ^ flags));
}
export function blake3Path(node: usize, siblings: usize, index: i32, count: i32, flags: i32): void {
  store<u64>(node, load<u64>(siblings) * index + (count ^ flags));
}
export function keccakF(state: usize): void { store<u64>(state, load<u64>(state) * KECCAK); }
export function extMul(out: usize, a: usize, b: usize): i32 { store<u64>(out, load<u64>(a) * load<u64>(b)); return 0; }
export function extDiv(out: usize, a: usize, b: usize): i32 { store<u64>(out, load<u64>(a) * load<u64>(b)); return 0; }
export function dot(out: usize, words: usize, weights: usize, count: i32): i32 {
  store<u64>(out, load<u64>(words) * load<u64>(weights) + count);
  return 0;
}
export function step(phase: i32): void { store<i32>(KECCAK, phase); }
const KECCAK: usize = 1000`;

function sources(numCopies: number): Record<string, string> {
  const folder = new URL('../assembly/verifier/', import.meta.url);
  const files: Record<string, string> = {};
  const copies = [...Array(numCopies).keys()];
  for (const name of readdirSync(folder)) {
    const text = name === 'imports.ts' ? `${imports}0;` : readFileSync(new URL(name, folder), 'utf8');
    for (const copy of copies) {
      const other = text
        .replace(
          /(const [A-Z]\w*: \w+ = )([1-9]\d*);/g,
          (_, left: string, n: string) => `${left}${Number(n) + 64 * copy};`,
        )
        .replace('0x78000001', `0x${(0x78000001 + 2 * copy).toString(16)}`);
      files[`copy${copy}/${name}`] = other;
    }
  }
  const entry = [
    ...copies.map((i) => `import { scratchBytes as scratch${i}, verify as verify${i} } from './copy${i}/index';`),
    'export function main(): i32 {',
    '  const p = load<usize>(8);',
    '  let error = 0;',
    ...copies.map((i) => `  error += verify${i}(p, 1, p, 2, p, 3, p, scratch${i}(p, 4));`),
    '  return error;',
    '}',
  ];
  files['guest.ts'] = entry.join('\n');
  return files;
}

const { wasm } = await compileTypeScript('guest.ts', sources(Number(process.argv[2] ?? 5)));
const codeBytes = WebAssembly.Module.customSections(new WebAssembly.Module(Uint8Array.from(wasm)), 'name').reduce(
  (bytes, section) => bytes - section.byteLength,
  wasm.length,
);
console.log(`module ${(codeBytes / 1000).toFixed(1)} KB without names`);
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now();
  const guest = compileWasm(wasm);
  const ms = performance.now() - start;
  console.log(`${ms.toFixed(0).padStart(6)} ms, ${guest.numFunctions} functions, ${guest.codeBytes} bytes of code`);
}
