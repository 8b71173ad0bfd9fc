/**
 * What the verifier makes of damaged bytes: a code, within bounds of time and memory. Anything but a claim or a `VerificationError` is
 * thrown on.
 */
import { VerificationError, verify } from '../../src/verify/index.ts';
import { ReferenceRejection } from '../reference/rejection.ts';
import { verifyReference } from '../reference/verifier.ts';

/** No damaged proof may take more of the processor: hundreds of times an honest one, for slow machines. */
const LIMIT_MS = 2000;

export const ACCEPTED = 'accepted';

/** The code of the rejection, or `ACCEPTED`. */
export function judge(proof: Uint8Array, key: Uint8Array, description: Uint8Array): string {
  const start = process.cpuUsage();
  const code = codeOf(proof, key, description);
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  if (ms > LIMIT_MS) throw new Error(`The verifier took ${ms.toFixed(0)} ms.`);
  return code;
}

function codeOf(proof: Uint8Array, key: Uint8Array, description: Uint8Array): string {
  try {
    verify(proof, key, { description, insecure: true, exitCode: 'any' });
    return ACCEPTED;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return error.code;
  }
}

/** What the BigInt verifier says. */
export function judgeReference(proof: Uint8Array, key: Uint8Array, description: Uint8Array): string {
  try {
    verifyReference(proof, key, description);
    return ACCEPTED;
  } catch (error) {
    if (!(error instanceof ReferenceRejection)) throw error;
    return error.code;
  }
}

/** Counts codes, so that a test can say which checks its mutations reached. */
export class Tally {
  readonly codes = new Map<string, number>();

  add(code: string): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  get total(): number {
    return [...this.codes.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Runs `work` and returns how many bytes of WebAssembly memory it asked for. */
export function grownBytes(work: () => void): number {
  const { grow } = WebAssembly.Memory.prototype;
  let pages = 0;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, delta: number) {
    pages += delta;
    return grow.call(this, delta);
  };
  try {
    work();
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
  return 65536 * pages;
}
