/**
 * Reading and writing of files. Reading: an error says which file, why, and what to do. Writing: into a file beside the
 * target that is then renamed, in one synchronous stretch that no signal handler can interrupt, so a file is there in
 * whole or not at all.
 */
import { accessSync, constants, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './failure.ts';

/** Reads a file named on the command line; `what` is its role in the message, e.g. "program". */
export function readFile(path: string, what: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path === '-' ? 0 : path));
  } catch (error) {
    throw new UsageError('CannotRead', `cannot read the ${what} ${path}: ${reason(error)}. Check the path.`);
  }
}

/** Fails now rather than after minutes of proving if `path` cannot be written. */
export function checkWritable(path: string): void {
  const directory = dirname(resolve(path));
  try {
    accessSync(directory, constants.W_OK);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a directory');
  } catch (error) {
    throw new UsageError('CannotWrite', `cannot write ${path}: ${reason(error)}. Choose another file with -o.`);
  }
}

export function writeFile(path: string, contents: Uint8Array | string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, contents);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UsageError('CannotWrite', `cannot write ${path}: ${reason(error)}. Choose another file with -o.`);
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file or directory';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'ENOSPC') return 'no space left on the device';
  return error instanceof Error ? error.message : String(error);
}
