/**
 * The one way in which commands get their program: from `.ts`, `.wasm`, `.wat` or ELF to the ELF file's bytes. Sources are read from
 * disk here; the compiling is the SDK's.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { type BuildResult, build } from '../sdk/index.ts';
import { readFile } from './files.ts';

export interface ProgramOptions {
  /** `--checked` */
  readonly checked?: boolean;
}

/** Options of every command that takes a program. */
export function withProgram(command: Command): Command {
  return command.option('--checked', 'compile with bounds checks of every memory access (.ts, .wasm, .wat)');
}

/**
 * Reads the program at `path` and compiles it if it is not an ELF file yet. Warnings go to standard error.
 * @throws UsageError when it cannot be read, and the SDK's errors of `build`
 */
export async function loadProgram(path: string, options: ProgramOptions = {}): Promise<BuildResult> {
  const contents = readFile(path, 'program');
  return build(path, (name) => (name === path ? contents : readSource(name)), { checked: options.checked });
}

/** A file that a guest imports; null if it is not there. */
function readSource(path: string): string | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  return readFileSync(path, 'utf8');
}
