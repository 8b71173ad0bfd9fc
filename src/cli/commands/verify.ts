/** `vouch verify`: checks a proof against a program or its key. */

import { setup, VerificationError, verify as verifyProof } from '../../sdk/index.ts';
import type { JsonOption, KeyArguments } from '../arguments.ts';
import { errorLine, failureOf, type Status, status, UsageError } from '../failure.ts';
import { readFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { facts, hex, json, milliseconds, outputText, pc } from '../text.ts';

export interface VerifyArguments extends KeyArguments, ProgramOptions, JsonOption {
  readonly program?: string;
  readonly key?: string;
  readonly exitCode?: number | 'any';
}

export async function verify(path: string, options: VerifyArguments): Promise<Status> {
  try {
    const proof = readFile(path, 'proof');
    const key = await keyOf(options);
    loadVerifier(key);
    const start = performance.now();
    const claim = verifyProof(proof, key, { exitCode: options.exitCode ?? 0, insecure: options.insecure ?? false });
    const verifyMs = performance.now() - start;
    const lines = [
      ['proof', pc.green('valid')],
      ['key digest', hex(claim.keyDigest)],
      ['exit code', String(claim.exitCode)],
      ['public output', outputText(claim.publicOutput)],
      ['time', milliseconds(verifyMs)],
    ] as const;
    console.log(options.json ? json({ valid: true, claim, verifyMs }) : facts(lines));
    return status.done;
  } catch (error) {
    const failure = failureOf(error, advice(error));
    const { code, message } = failure;
    if (options.json) console.log(json({ valid: false, code, message, error: { code, message } }));
    process.stderr.write(errorLine(failure));
    return failure.status;
  }
}

/**
 * Compiles the verifier and unpacks the machine's description by having it reject nothing at all: 0.14 s that `verifyMs` leaves out. The
 * security of the key, computed once per key, stays in: that is part of the check.
 */
function loadVerifier(key: Uint8Array): void {
  try {
    verifyProof(new Uint8Array(0), key);
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
  }
}

/** What the command line can do about it, where it can. */
function advice(error: unknown): string {
  if (!(error instanceof VerificationError)) return '';
  if (error.code === 'KeyMismatch') return '; it was made from another program or with another --preset.';
  if (error.code === 'ExitCode') return '; accept another with --exit-code.';
  return '';
}

async function keyOf(options: VerifyArguments): Promise<Uint8Array> {
  const { program, key, preset, insecure, threads } = options;
  if (program === undefined && key === undefined) {
    throw new UsageError('NothingToVerifyAgainst', 'a proof is of a program: give --program PROGRAM or --key KEY.');
  }
  if (program === undefined) return readFile(key!, 'key');
  const made = await setup((await loadProgram(program, options)).elf, { preset, insecure, threads });
  return made.bytes;
}
