/** `vouch setup`: makes a program's verifying key. */
import { setup as makeKey } from '../../sdk/index.ts';
import { DEFAULT_PRESET } from '../../sdk/options.ts';
import type { JsonOption, KeyArguments } from '../arguments.ts';
import { type Status, status } from '../failure.ts';
import { checkWritable, readFile, writeFile } from '../files.ts';
import { bytes, facts, hex, json } from '../text.ts';

export interface SetupArguments extends KeyArguments, JsonOption {
  readonly output: string;
}

export async function setup(path: string, options: SetupArguments, signal: AbortSignal): Promise<Status> {
  const program = readFile(path, 'program');
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
