// Rebuilds the C guests' ELFs with Debian's clang-22 and lld-22: `node scripts/build-guests.mjs [--check]`. The ELFs are committed, so
// that users and tests need no compiler. Each carries the digest of its sources; `--check` (part of the tests, no compiler needed)
// tells when source and ELF differ.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const flags = [
  '--target=riscv64-unknown-elf',
  '-march=rv64im',
  '-mabi=lp64',
  '-mcmodel=medany',
  '-O2',
  '-std=c11',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-ffreestanding',
  '-fno-builtin-memset',
  '-fno-builtin-memcpy',
  '-ffunction-sections',
  '-fdata-sections',
  '-nostdlib',
  '-fuse-ld=lld-22',
  '-Wl,--gc-sections',
  '-Wl,--build-id=none',
  '-Wl,-T,guest/lib/guest.ld',
  '-Iguest/include',
  '-gline-tables-only',
  '-ffile-compilation-dir=.',
];
const library = ['guest/lib/crt0.S', 'guest/lib/vouch.c'];
const headers = ['vouch.h', 'vouch-hash.h', 'vouch-plain.h'].map((name) => `guest/include/${name}`);
const shared = [...library, 'guest/lib/guest.ld', ...headers];

/** Digest of everything an ELF is made from, flags included. */
function sourceDigest(sources) {
  const hash = createHash('sha256').update(JSON.stringify(flags));
  for (const file of [...sources, ...shared]) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

const isCheck = process.argv.includes('--check');
let stale = 0;
for (const name of readdirSync('guests').sort()) {
  const folder = `guests/${name}`;
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.c'))
    .map((file) => `${folder}/${file}`);
  if (sources.length === 0) continue;
  const elf = `${folder}/${name}.elf`;
  const lock = `${folder}/${name}.elf.sha256`;
  const elfDigest = () => createHash('sha256').update(readFileSync(elf)).digest('hex');
  if (isCheck) {
    const expected = `${sourceDigest(sources)}  sources\n${elfDigest()}  ${name}.elf\n`;
    if (readFileSync(lock, 'utf8') !== expected) {
      process.stderr.write(`${elf} does not belong to its sources: run npm run build:guests and commit the ELF.\n`);
      stale++;
    }
    continue;
  }
  execFileSync('clang-22', [...flags, ...library, ...sources, '-o', elf], { stdio: 'inherit' });
  writeFileSync(lock, `${sourceDigest(sources)}  sources\n${elfDigest()}  ${name}.elf\n`);
  process.stdout.write(`${elf} ${readFileSync(elf).length} bytes\n`);
}
process.exit(stale > 0 ? 1 : 0);
