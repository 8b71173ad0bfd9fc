// Rebuilds the C kernels of test/guest-compiler/kernels with Debian's clang-22 and lld-22: `node scripts/build-kernels.mjs`. Each becomes an
// RV64 ELF, and a WebAssembly module for our own compiler, with the same optimisation flags. Both are committed, with the digest of their
// sources; test/guest-compiler/code-quality.test.ts compares their cycles and tells if program and source differ.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = 'test/guest-compiler/kernels';
const flags = ['-O2', '-std=c11', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-nostdlib'];
const riscv = [
  ...['--target=riscv64-unknown-elf', '-march=rv64im', '-mabi=lp64', '-mcmodel=medany'],
  ...['-ffunction-sections', '-fdata-sections', '-Iguest/include'],
  ...['-fuse-ld=lld-22', '-Wl,--gc-sections', '-Wl,--strip-debug', '-Wl,--build-id=none', '-Wl,-T,guest/lib/guest.ld'],
  ...['guest/lib/crt0.S', 'guest/lib/vouch.c'],
];
const wasm = [
  ...['--target=wasm32-unknown-unknown', '-mbulk-memory', '--no-wasm-opt'],
  ...['-fuse-ld=lld', '-Wl,--no-entry', '-Wl,--strip-debug', '-Wl,--export-memory', '-Wl,-z,stack-size=65536'],
];
const targets = { elf: riscv, wasm };

const kernels = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .map((name) => name.slice(0, -2))
    .sort();
const digest = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** Of the sources with the flags, and of the two programs: one line per kernel. */
function lockLine(name) {
  const shared = ['guest/lib/crt0.S', 'guest/lib/vouch.c', 'guest/lib/guest.ld', `${folder}/kernel.h`];
  const sources = [...shared, `${folder}/${name}.c`].map((file) => readFileSync(file));
  const programs = Object.keys(targets).map((kind) => digest(readFileSync(`${folder}/${name}.${kind}`)));
  return `${name} ${digest(JSON.stringify([flags, targets]), ...sources)} ${programs.join(' ')}`;
}

/** Kernels whose programs are not those of their sources. */
export function stalePrograms() {
  const locked = readFileSync(`${folder}/kernels.lock`, 'utf8').split('\n');
  return kernels().filter((name) => !locked.includes(lockLine(name)));
}

function build() {
  for (const name of kernels()) {
    for (const [kind, target] of Object.entries(targets)) {
      const out = `${folder}/${name}.${kind}`;
      execFileSync('clang-22', [...flags, ...target, `${folder}/${name}.c`, '-o', out], { stdio: 'inherit' });
      process.stdout.write(`${out} ${readFileSync(out).length} bytes\n`);
    }
  }
  writeFileSync(`${folder}/kernels.lock`, `${kernels().map(lockLine).join('\n')}\n`);
}

if (process.argv[1]?.endsWith('build-kernels.mjs')) build();
