// Compiles each AssemblyScript entry to WebAssembly and embeds it as a base64 module under src/generated, so that
// Node, bundlers and browsers load it the same way, without file access. `npm run build:wasm [NAME ...]`.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const common = ['--runtime', 'stub', '--importMemory', '--noAssert', '-O3', '--converge'];
const threaded = [
  '--enable',
  'simd',
  '--enable',
  'threads',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

/** name -> entry and flags; statics start at 1024 and must end below the host's first allocation (64 KiB). */
const targets = {
  prover: { entry: 'assembly/prover.ts', flags: threaded },
  executor: { entry: 'assembly/executor/index.ts', flags: ['--initialMemory', '1'] },
  primitives: {
    entry: 'assembly/primitives/index.ts',
    flags: ['--noExportMemory', '--enable', 'simd', '--initialMemory', '1'],
  },
  verifier: {
    entry: 'assembly/verifier/index.ts',
    // Page 0 stays free: inside the machine these are the program's addresses. Names are for profiles of the recursion guest.
    flags: ['--debug', '--noExportMemory', '--disable', 'bulk-memory', '--initialMemory', '1', '--memoryBase', '4096'],
  },
  recursion: {
    entry: 'assembly/recursion/index.ts',
    flags: ['--noExportMemory', '--disable', 'bulk-memory', '--initialMemory', '1100', '--memoryBase', '32768'],
  },
  softfloat: { entry: 'assembly/softfloat/index.ts', flags: ['--noExportMemory', '--disable', 'bulk-memory'] },
};

const wanted = process.argv.slice(2);
await mkdir('src/generated', { recursive: true });
await mkdir('build', { recursive: true });
for (const [name, { entry, flags }] of Object.entries(targets)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (!existsSync(entry)) continue;
  const out = `build/${name}.wasm`;
  const { error, stderr } = await asc.main([entry, '-o', out, ...common, ...flags]);
  const messages = stderr.toString();
  if (messages) process.stderr.write(messages);
  if (error) {
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(1);
  }
  const bytes = await readFile(out);
  await writeFile(
    `src/generated/${name}-wasm.ts`,
    `// Generated from ${entry} by scripts/build-wasm.mjs.\nexport const ${name}WasmBase64 =\n  '${bytes.toString('base64')}';\n`,
  );
  process.stdout.write(`${name}.wasm ${bytes.length} bytes\n`);
}
