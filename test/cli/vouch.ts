/** Runs the command line from source, as a user would: a process of its own, pipes for its output, a folder of its own for files. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { elfFromAssembly } from '../support/elf.ts';

export const MAIN = resolve('src/cli/main.ts');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Compiled guests go there, not to the cache of whoever runs the tests. */
export const cacheHome = scratchFolder();

export function vouch(args: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const env = { ...process.env, XDG_CACHE_HOME: cacheHome, ...options.env };
  const all = { ...options, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], all);
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** Runs with `--json` and parses the one object on stdout. */
export function vouchJson(
  args: readonly string[],
  options: SpawnSyncOptions = {},
): Outcome & { readonly json: Record<string, unknown> } {
  const outcome = vouch([...args, '--json'], options);
  return { ...outcome, json: JSON.parse(outcome.stdout) as Record<string, unknown> };
}

export const guest = (name: string) => resolve(`guests/${name}/${name}.elf`);

export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'vouch-cli-'));
}

/** Writes a program from assembly and gives its path. */
export function assembleTo(folder: string, name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, elfFromAssembly(source));
  return path;
}
