/**
 * Compiled guests on disk, so that the second command on an unchanged guest does not compile. Content-addressed: a result is found
 * only under the hash of everything it was made from (compiler, options, the entry's name, every file that was asked for,
 * whether there or not), so a stale one cannot be found. Which files those are is known only after compiling; a list beside
 * the results remembers them, and is itself part of the hash.
 *
 * The cache may fail, never lie: a result carries its own hash, files are renamed into place in whole, and whatever goes wrong here
 * means compiling again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../sdk/index.ts';

/** What is kept of a build. */
export interface CachedBuild {
  readonly elf: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file that a build asked for: its name relative to the entry's folder, and its contents or null if there was none. */
export type AskedFile = readonly [name: string, contents: Uint8Array | null];

/** Files beyond this number are removed, longest unused first. */
const MAX_FILES = 400;
const HASH_BYTES = 32;

/** `$XDG_CACHE_HOME/vouch` where that is set, else where the operating system keeps caches. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'vouch');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'vouch', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'vouch');
  return join(homedir(), '.cache', 'vouch');
}

export class BuildCache {
  readonly #folder: string;
  readonly #id: string;

  /** @param identity all that the result depends on besides the files: compiler, options, name of the entry */
  constructor(folder: string, identity: readonly string[], entry: Uint8Array) {
    this.#folder = folder;
    this.#id = sha256([...identity.map(frame), entry]).toString('hex');
  }

  /** The build of the same files, if it is there. */
  find(read: (name: string) => Uint8Array | null): CachedBuild | undefined {
    try {
      const names = JSON.parse(readFileSync(this.#listPath, 'utf8')) as string[];
      const path = this.#resultPath(names.map((name) => [name, read(name)]));
      const file = readFileSync(path);
      if (!sha256([file.subarray(HASH_BYTES)]).equals(file.subarray(0, HASH_BYTES))) return undefined;
      const headerEnd = HASH_BYTES + 4 + file.readUInt32LE(HASH_BYTES);
      const diagnostics = JSON.parse(file.toString('utf8', HASH_BYTES + 4, headerEnd)) as Diagnostic[];
      return { elf: new Uint8Array(file.subarray(headerEnd)), diagnostics };
    } catch {
      return undefined;
    }
  }

  store(files: readonly AskedFile[], { elf, diagnostics }: CachedBuild): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const header = Buffer.from(JSON.stringify(diagnostics));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(header.length);
      const body = [length, header, elf];
      replace(this.#resultPath(files), Buffer.concat([sha256(body), ...body]));
      replace(this.#listPath, JSON.stringify(files.map(([name]) => name)));
      this.#prune();
    } catch {
      // A full or read-only disk: the next call compiles again.
    }
  }

  get #listPath(): string {
    return join(this.#folder, `${this.#id}.json`);
  }

  #resultPath(files: readonly AskedFile[]): string {
    const parts = files.flatMap(([name, contents]) => [frame(name), contents ? sha256([contents]) : 'none']);
    return join(this.#folder, `${sha256([this.#id, ...parts]).toString('hex')}.guest`);
  }

  #prune(): void {
    const names = readdirSync(this.#folder);
    if (names.length <= MAX_FILES) return;
    const aged = names.map((name) => ({ path: join(this.#folder, name), at: usedAt(join(this.#folder, name)) }));
    aged.sort((a, b) => a.at - b.at);
    // Half at once, so that this is done once in a while.
    for (const { path } of aged.slice(0, names.length - MAX_FILES / 2)) rmSync(path, { force: true });
  }
}

/** With its length, so that two lists of texts never run together into the same bytes. */
const frame = (text: string) => `${Buffer.byteLength(text)}:${text}`;

function sha256(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function replace(path: string, contents: string | Uint8Array): void {
  const beside = `${path}.${randomUUID()}.part`;
  try {
    writeFileSync(beside, contents, { mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function usedAt(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Math.max(stat.atimeMs, stat.mtimeMs) : 0;
}
