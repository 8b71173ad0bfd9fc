// Holds the directions in which the folders of src/ may import each other, and what may come from outside: `npm run
// check:imports`. Downwards only, so that the verifier stays small, the STARK knows no chip, and nothing but the CLI and one
// platform module knows Node. Tests may import anything.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';

/** The words in which the executor and the chips agree: names and numbers only. */
const recordsAndBuses = [
  ...['executor/records.ts', 'executor/layout.ts', 'executor/precompiles/field-records.ts'],
  ...['executor/precompiles/blake3-layout.ts', 'executor/precompiles/blake3-records.ts'],
  ...['executor/precompiles/keccak-records.ts', 'executor/precompiles/keccak-layout.ts'],
  ...['executor/precompiles/sha256-records.ts', 'executor/precompiles/sha256-layout.ts'],
  ...['machine/buses.ts', 'machine/families.ts', 'machine/decode-fields.ts'],
];

/** Folder -> what its files may import besides their own folder: folders, or single files where the folder would be too much. */
const allowed = {
  'errors.ts': [],
  generated: ['archive'],
  field: ['errors.ts'],
  hash: ['errors.ts', 'generated'],
  air: ['errors.ts', 'field', 'archive/description.ts'],
  archive: ['errors.ts', 'hash/blake3.ts'],
  isa: ['errors.ts'],
  'debug-info': ['errors.ts'],
  elf: ['errors.ts', 'isa', 'executor/layout.ts', 'debug-info'],
  wasm: ['errors.ts', 'generated'],
  executor: ['errors.ts', 'generated', 'isa', 'elf', 'debug-info', 'air/integer.ts'],
  'guest-compiler': [
    ...['errors.ts', 'generated', 'isa', 'elf', 'debug-info', 'executor/layout.ts'],
    // The compiler of TypeScript runs in a worker of its own.
    'wasm/platform.ts',
  ],
  emit: ['errors.ts', 'field', 'air'],
  gadgets: ['errors.ts', 'air', 'isa', ...recordsAndBuses],
  chips: ['errors.ts', 'air', 'isa', 'gadgets', ...recordsAndBuses],
  stark: ['errors.ts', 'field', 'hash', 'air', 'archive', 'wasm', 'emit', 'generated'],
  machine: [
    'errors.ts',
    'air',
    'archive',
    'chips',
    'elf',
    'emit',
    'executor',
    'field',
    'gadgets',
    'isa',
    'stark',
    'wasm',
    'hash',
  ],
  verify: ['errors.ts', 'generated', 'archive', 'stark/security.ts'],
  recursion: ['errors.ts', 'archive', 'generated', 'guest-compiler', 'hash', 'stark/security.ts', 'verify'],
  profiler: ['errors.ts', 'debug-info', 'executor'],
  sdk: [
    ...['errors.ts', 'wasm/errors.ts', 'archive', 'debug-info', 'elf', 'executor', 'guest-compiler', 'hash'],
    ...['machine', 'recursion', 'stark', 'verify', 'profiler', 'generated'],
  ],
  cli: ['errors.ts', 'sdk', 'stark', 'executor', 'profiler'],
};

/** Modules from outside the package. */
const packages = {
  cli: ['commander', 'picocolors', 'pprof-format'],
  'guest-compiler': ['assemblyscript/asc', 'wabt'],
};
const isNodeAllowed = (file) => file === 'src/wasm/platform.ts' || file.startsWith('src/cli/');

const importPattern =
  /(?:^|[\s;}])(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*(?:\/\*[\s\S]*?\*\/\s*)*['"]([^'"]+)['"]/g;
const problems = [];
const edges = new Map();
for (const entry of readdirSync('src', { recursive: true })) {
  const path = entry.replaceAll('\\', '/');
  if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
  // Programs as text, whose imports are those of the project that they are written to.
  if (path.startsWith('cli/templates/')) continue;
  const file = `src/${path}`;
  const folder = path.split('/')[0];
  const rules = allowed[folder];
  if (!rules) {
    problems.push(`${file}: src/${folder} has no entry in scripts/check-imports.mjs`);
    continue;
  }
  const source = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  for (const [, from, dynamic] of source.matchAll(importPattern)) {
    const specifier = from ?? dynamic;
    if (specifier.startsWith('node:')) {
      if (!isNodeAllowed(file))
        problems.push(`${file} imports ${specifier}: only src/wasm/platform.ts and src/cli may`);
    } else if (!specifier.startsWith('.')) {
      if (!packages[folder]?.includes(specifier)) problems.push(`${file} imports the package ${specifier}`);
    } else {
      const target = posix.normalize(posix.join(dirname(path), specifier));
      const targetFolder = target.split('/')[0];
      edges.set(`${folder} -> ${targetFolder}`, file);
      if (target.startsWith('..')) problems.push(`${file} imports ${specifier}, outside src`);
      else if (targetFolder !== folder && !rules.includes(targetFolder) && !rules.includes(target)) {
        problems.push(`${file} imports ${target}: src/${folder} may not`);
      }
    }
  }
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${edges.size} directions between folders of src, ${problems.length} forbidden imports\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
