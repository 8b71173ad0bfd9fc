/**
 * Which compiler this is, as a hash: of its own code, because a version number does not change while one works on it, and of the versions
 * of the packages that it calls.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { version } from './version.ts';

/** What takes part in building a guest, under src/ or dist/. */
const parts = ['debug-info', 'elf', 'generated', 'guest-compiler', 'isa', 'sdk'];
const isCode = (name: string) => /\.[jt]s$/.test(name) && !/\.(test|d)\.ts$/.test(name);

export function compilerIdentity(): string {
  const hash = createHash('sha256').update(version);
  const root = new URL('../', import.meta.url);
  for (const part of parts) {
    for (const name of readdirSync(new URL(part, root), { recursive: true, encoding: 'utf8' }).filter(isCode).sort()) {
      hash.update(`${part}/${name}\n`).update(readFileSync(new URL(`${part}/${name.replaceAll('\\', '/')}`, root)));
    }
  }
  const require = createRequire(import.meta.url);
  for (const name of ['assemblyscript', 'wabt']) {
    const description = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as {
      version: string;
    };
    hash.update(`${name} ${description.version}\n`);
  }
  return hash.digest('hex');
}
