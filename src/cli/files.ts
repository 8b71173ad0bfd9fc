/**
 * Reading and writing of files. Reading: an error says which file, why, and what to do. Writing: into a file beside the
 * target that is then renamed, in one synchronous stretch that no signal handler can interrupt, so a file is there in
 * whole or not at all. Links stay and what they lead to is replaced; devices and pipes are written to as they are.
 */
import {
  accessSync,
  constants,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { UsageError } from './failure.ts';

/** Written as streams: opened by name they would be cut if they are files, and refused if they are sockets. */
const streams = new Map<string, NodeJS.WriteStream>([
  ['/dev/stdout', process.stdout],
  ['/dev/stderr', process.stderr],
]);

const ANOTHER_FILE = 'Choose another file with -o.';

/** Reads a file named on the command line; `what` is its role in the message, e.g. "program". */
export function readFile(path: string, what: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path === '-' ? 0 : path));
  } catch (error) {
    throw new UsageError('CannotRead', `cannot read the ${what} ${path}: ${reason(error)}. Check the path.`);
  }
}

/**
 * Fails now rather than after minutes of proving if `path` cannot be written.
 * @param advice how to name another
 * @throws UsageError CannotWrite
 */
export function checkWritable(path: string, advice = ANOTHER_FILE): void {
  if (streams.has(path)) return;
  try {
    const target = targetOf(path);
    const stat = statSync(target, { throwIfNoEntry: false });
    if (stat?.isDirectory()) throw new Error('it is a directory');
    accessSync(isReplaced(target) ? dirname(target) : target, constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, error, advice);
  }
}

/**
 * @param advice how to name another
 * @throws UsageError CannotWrite
 */
export function writeFile(path: string, contents: Uint8Array | string, advice = ANOTHER_FILE): void {
  const stream = streams.get(path);
  if (stream) {
    stream.write(contents);
    return;
  }
  try {
    const target = targetOf(path);
    if (isReplaced(target)) replaceFile(target, contents);
    else writeFileSync(target, contents);
  } catch (error) {
    throw cannotWrite(path, error, advice);
  }
}

/** Whether the one would be written over the other, by whatever links; the folders of both must be there. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => {
    const target = targetOf(path);
    return join(realpathSync(dirname(target)), basename(target));
  });
  return first === second;
}

export function cannotWrite(path: string, error: unknown, advice: string): UsageError {
  return new UsageError('CannotWrite', `cannot write ${path}: ${reason(error)}. ${advice}`);
}

function replaceFile(path: string, contents: Uint8Array | string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, contents);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Not so devices, pipes and sockets: a file in their place would be no output, and as root it would be gone for everyone. */
function isReplaced(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

/** Where the links of `path` lead to, there or not. What they name is not normalised: `link/..` is another folder than it looks. */
function targetOf(path: string): string {
  // Throws for links in a circle. Those of /proc to pipes have no names that could be followed.
  if (!isReplaced(path)) return path;
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  const target = readlinkSync(path);
  return targetOf(isAbsolute(target) ? target : `${dirname(path)}/${target}`);
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file or directory';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EEXIST') return 'there is a file of that name';
  if (code === 'ENOTDIR') return 'a file is where a folder should be';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'ENOSPC') return 'no space left on the device';
  return error instanceof Error ? error.message : String(error);
}
