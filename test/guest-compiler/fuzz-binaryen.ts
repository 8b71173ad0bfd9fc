/**
 * `npm run fuzz:binaryen -- [FIRST_SEED] [COUNT]`: modules of another generator than ours, binaryen's "translate to fuzz" (from the binaryen
 * that comes with AssemblyScript), in V8 and, with bounds checks, in the machine. Its logging becomes a digest, and a `main` calls the
 * exported function whose number is the length of the private input. NaNs are taken out, since their bits are free in V8.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { Random } from '../support/random.ts';
import { difference, runElf, runInV8, TRAP_EXIT_CODE } from './harness.ts';

const MAX_CALLS = 12;
const features = [
  ...['-mvp', '--enable-bulk-memory', '--enable-multivalue', '--enable-sign-ext'],
  ...['--enable-nontrapping-float-to-int', '--enable-mutable-globals'],
];
const folder = mkdtempSync(join(tmpdir(), 'vouch-binaryen-'));
const binaryen = (tool: string, ...options: string[]) =>
  execFileSync(process.execPath, [`node_modules/binaryen/bin/${tool}`, ...options, ...features], { stdio: 'pipe' });

const digest: Record<string, string> = {
  i32: '(i64.extend_i32_s (local.get $x))',
  i64: '(local.get $x)',
  f32: '(i64.extend_i32_s (i32.reinterpret_f32 (local.get $x)))',
  f64: '(i64.reinterpret_f64 (local.get $x))',
};
const log = (type: string) =>
  `(func $log-${type} (param $x ${type}) (global.set $digest
    (i64.mul (i64.rotl (i64.xor (global.get $digest) ${digest[type]}) (i64.const 23)) (i64.const -7046029254386353131))))`;
const definitions = `(global $digest (mut i64) (i64.const 1)) ${Object.keys(digest).map(log).join(' ')}
  (func $call-export (param i32 i32)) (func $call-export-catch (param i32) (result i32) (i32.const 0))
  (func $sleep (param $a i32) (param $b i32) (result i32) (local.get $b))
  (func $flush (i64.store (i32.const 0) (global.get $digest)) (call $write (i32.const 0) (i32.const 8)))`;
const imports = `(import "vouch" "write" (func $write (param i32 i32))) (import "vouch" "input_len" (func $input_len (result i32)))`;

/** The generated text with what it imports defined, and a main; @returns how many functions main knows */
function complete(text: string): { text: string; numCalls: number } {
  const callable = [...text.matchAll(/^ \(func (\$func\S*)( \(result ([a-z0-9 ]+)\))?$/gm)].slice(0, MAX_CALLS);
  const calls = callable.map(([, name, , results], i) => {
    const types = results?.split(' ') ?? [];
    const taken =
      types.length === 0
        ? `(call ${name})`
        : types.length === 1
          ? `(call $log-${types[0]} (call ${name}))`
          : `(tuple.drop ${types.length} (call ${name}))`;
    return `(if (i32.eq (call $input_len) (i32.const ${i})) (then ${taken}))`;
  });
  const main = `(func $vouch_main (export "main") ${calls.join(' ')} (call $flush))`;
  const memory = /\(memory (\$\S+)/.exec(text)![1];
  const lines = text.split('\n').filter((line) => !/^ \((import "fuzzing-support"|export "(memory|main)")/.test(line));
  const end = lines.lastIndexOf(')');
  const at = lines.findIndex((line) => line.startsWith(' (global') || line.startsWith(' (memory'));
  return {
    text: [
      ...[...lines.slice(0, at), imports, `(export "memory" (memory ${memory}))`, ...lines.slice(at, end)],
      ...[definitions, main, ')'],
    ].join('\n'),
    numCalls: callable.length,
  };
}

function generate(seed: number): { module: Uint8Array<ArrayBuffer>; numCalls: number } {
  const random = new Random(BigInt(seed));
  const [bytes, text, wasm] = ['bytes', 'fuzz.wat', 'fuzz.wasm'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(
    bytes,
    Uint8Array.from({ length: random.between(2_000, 12_000) }, () => Number(random.u64() & 255n)),
  );
  binaryen('wasm-opt', bytes, '-ttf', '--denan', '-S', '-o', text);
  const { text: completed, numCalls } = complete(readFileSync(text, 'utf8'));
  writeFileSync(text, completed);
  binaryen('wasm-as', text, '-o', wasm);
  return { module: Uint8Array.from(readFileSync(wasm)), numCalls };
}

const [first = 1, count = 100] = process.argv.slice(2).map(Number);
let [numRuns, numTraps, numProblems, numModules] = [0, 0, 0, 0];
for (let seed = first; seed < first + count; seed++) {
  const report = (problem: unknown) => {
    numProblems++;
    console.log(`seed ${seed}: ${problem}`);
  };
  try {
    const { module, numCalls } = generate(seed);
    const { elf } = compileWasm(module, { checked: true });
    numModules++;
    for (let i = 0; i < numCalls; i++) {
      const input = new Uint8Array(i);
      const v8 = runInV8(module, input);
      numRuns++;
      if (v8.exitCode === TRAP_EXIT_CODE) numTraps++;
      const problem = difference(v8, await runElf(elf, input));
      if (problem !== undefined) report(`function ${i}: ${problem}`);
    }
  } catch (error) {
    report(String(error).slice(0, 500));
  }
}
rmSync(folder, { recursive: true });
console.log(
  `${numModules} of ${count} modules from seed ${first}: ${numRuns} runs, ${numTraps} trap, ${numProblems} problems.`,
);
process.exitCode = numProblems > 0 ? 1 : 0;
