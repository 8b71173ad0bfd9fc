/** `vouch build`: compiles a guest to the ELF file that is run and proven. */
import { createHash } from 'node:crypto';
import type { JsonOption } from '../arguments.ts';
import { type Status, status } from '../failure.ts';
import { checkWritable, writeFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { bytes, facts, json, milliseconds } from '../text.ts';

export interface BuildArguments extends ProgramOptions, JsonOption {
  readonly output: string;
}

const languages = {
  typescript: 'TypeScript',
  wasm: 'WebAssembly',
  wat: 'WebAssembly text',
  elf: 'ELF, copied',
} as const;

export async function build(path: string, options: BuildArguments): Promise<Status> {
  checkWritable(options.output);
  const start = performance.now();
  const { elf, language, isCached } = await loadProgram(path, options);
  const buildMs = performance.now() - start;
  writeFile(options.output, elf);
  const sha256 = createHash('sha256').update(elf).digest('hex');
  const { output } = options;
  const lines = [
    ['program', `${output} (${bytes(elf.length)})`],
    ['from', `${languages[language]}${options.checked && language !== 'elf' ? ', with bounds checks' : ''}`],
    ['sha256', sha256],
    ['time', `${milliseconds(buildMs)}${isCached ? ' (nothing has changed: from the cache)' : ''}`],
  ] as const;
  const figures = { elf: output, elfBytes: elf.length, language, sha256, isCached, buildMs };
  console.log(options.json ? json(figures) : facts(lines));
  return status.done;
}
