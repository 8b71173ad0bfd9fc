/** `vouch setup`: makes a program's verifying key. */
import { setup as makeKey } from '../../sdk/index.ts';
import { DEFAULT_PRESET } from '../../sdk/options.ts';
import type { JsonOption, KeyArguments } from '../arguments.ts';
import { type Status, status } from '../failure.ts';
import { checkWritable, writeFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { bytes, facts, hex, json } from '../text.ts';

export interface SetupArguments extends KeyArguments, ProgramOptions, JsonOption {
  readonly output: string;
}

export async function setup(path: string, options: SetupArguments, signal: AbortSignal): Promise<Status> {
  const { elf: program } = await loadProgram(path, options);
  checkWritable(options.output);
  const { preset = DEFAULT_PRESET, insecure, threads, output } = options;
  const key = await makeKey(program, { preset, insecure, threads });
  signal.throwIfAborted();
  writeFile(output, key.bytes);
  const lines = [
    ['key', `${output} (${bytes(key.bytes.length)})`],
    ['preset', preset],
    ['digest', hex(key.digest)],
  ] as const;
  console.log(
    options.json ? json({ key: output, keyDigest: key.digest, keyBytes: key.bytes.length, preset }) : facts(lines),
  );
  return status.done;
}
