/**
 * The one way in which commands get their program: from `.ts`, `.wasm`, `.wat` or ELF to the ELF file's bytes. Sources are read from
 * disk here and compiled results kept there (build-cache.ts); the compiling is the SDK's.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { build, type GuestLanguage, languageOf } from '../sdk/build.ts';
import type { BuildOptions } from '../sdk/options.ts';
import { type AskedFile, BuildCache, type CachedBuild, cacheFolder } from './build-cache.ts';
import { compilerIdentity } from './compiler-identity.ts';
import { readFile } from './files.ts';
import { ProgressLine } from './progress.ts';

export interface ProgramOptions {
  readonly checked?: boolean;
  readonly runtime?: NonNullable<BuildOptions['runtime']>;
  /** False with `--no-cache`. */
  readonly cache?: boolean;
  readonly json?: boolean;
}

export interface LoadedProgram {
  readonly elf: Uint8Array;
  readonly language: GuestLanguage;
  /** Whether it was compiled earlier, from the same sources by the same compiler. */
  readonly isCached: boolean;
}

/** Options of every command that takes a program. */
export function withProgram(command: Command): Command {
  return command
    .option('--checked', 'compile with bounds checks of every memory access (not for ELF files)')
    .addOption(
      new Option('--runtime <name>', 'memory management of a .ts guest (default: stub, frees nothing)').choices([
        ...['stub', 'minimal', 'incremental'],
      ]),
    )
    .option('--no-cache', 'compile again even if nothing has changed');
}

/**
 * Reads the program at `path` and compiles it if it is not an ELF file yet. Warnings of the compiler go to standard error.
 * @throws UsageError when it cannot be read, and the SDK's errors of `build`
 */
export async function loadProgram(path: string, options: ProgramOptions = {}): Promise<LoadedProgram> {
  const contents = readFile(path, 'program');
  const entry = basename(path);
  const language = languageOf(path, contents);
  if (language === 'elf') return { elf: contents, language, isCached: false };

  const { checked = false, runtime = 'stub' } = options;
  const read = (name: string) => readSource(join(dirname(path), name));
  const identity = () => [compilerIdentity(), JSON.stringify({ checked, runtime, language }), entry];
  const cache = options.cache === false ? undefined : new BuildCache(cacheFolder(), identity(), contents);
  const found = cache?.find(read);
  if (found) return { elf: withWarnings(found), language, isCached: true };

  const asked = new Map<string, Uint8Array | null>();
  const progress = new ProgressLine(!options.json);
  progress.show(`compiling ${path}`);
  const readAndNote = (name: string): Uint8Array | null => {
    if (!asked.has(name)) asked.set(name, read(name));
    return asked.get(name) ?? null;
  };
  const sources = (name: string) => (name === entry ? contents : readAndNote(name));
  const built = await build(entry, sources, { checked, runtime }).finally(() => progress.end());
  const files: AskedFile[] = [...asked].sort(([a], [b]) => (a < b ? -1 : 1));
  cache?.store(files, built);
  return { elf: withWarnings(built), language, isCached: false };
}

/** Says them again when the result comes from the cache: they are still true. */
function withWarnings({ elf, diagnostics }: CachedBuild): Uint8Array {
  for (const { severity, message, file, line, column } of diagnostics) {
    if (severity === 'info') continue;
    const place = file === undefined ? '' : `${file}:${line}:${column}: `;
    process.stderr.write(`${severity}: ${place}${message}\n`);
  }
  return elf;
}

/** A file that a guest imports; null if it is not there. */
function readSource(path: string): Uint8Array | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  return new Uint8Array(readFileSync(path));
}
