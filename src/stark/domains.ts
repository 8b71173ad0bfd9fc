/**
 * Twiddle tables for one proof: the forward table of the coset s*H (all extensions), the inverse tables of H (traces) and of s*H
 * (quotients, DEEP batches). One table serves every smaller length, so they are made once for the largest domain.
 */
import type { Session } from './session.ts';

/** s = 31 as a Montgomery word. */
export const COSET_SHIFT_WORD = Number((31n << 32n) % 0x78000001n);
/** 1 as a Montgomery word. */
export const ONE_WORD = Number((1n << 32n) % 0x78000001n);

export class Domains {
  readonly #session: Session;
  readonly #logForward: number;
  readonly #logInverse: number;
  readonly #forward: number;
  readonly #inverse: number;
  readonly #cosetInverse: number;

  /** @param logTrace largest log height. @param logBlowup extension factor; quotients need 2^(logTrace + 1) either way. */
  constructor(session: Session, logTrace: number, logBlowup: number) {
    this.#session = session;
    this.#logForward = logTrace + Math.max(1, logBlowup);
    this.#logInverse = logTrace + 1;
    const build = (logSize: number, shift: number, isInverse: boolean) => {
      const table = session.arena.alloc(4 * 2 ** logSize);
      session.pool.call('buildTwiddles', [table, logSize, shift, isInverse ? 1 : 0]);
      return table;
    };
    this.#forward = build(this.#logForward, COSET_SHIFT_WORD, false);
    this.#inverse = build(logTrace, ONE_WORD, true);
    this.#cosetInverse = build(this.#logInverse, COSET_SHIFT_WORD, true);
  }

  /** Bytes that the tables take. */
  static bytes(logTrace: number, logBlowup: number): number {
    return 4 * (2 ** (logTrace + Math.max(1, logBlowup)) + 2 ** logTrace + 2 ** (logTrace + 1));
  }

  /** Task: the extension of one trace column of 2^logHeight words. */
  lde(source: number, target: number, logHeight: number, logBlowup: number) {
    const args = [source, target, logHeight, logBlowup];
    args.push(this.#inverse, this.logTrace, this.#forward, this.#logForward, this.#session.scratch);
    return { fn: 'lde', args };
  }

  /** Task: values on s*H in bit-reversed order to coefficients. */
  cosetIntt(source: number, target: number, logLength: number) {
    const args = [source, target, logLength, this.#cosetInverse, this.#logInverse, this.#session.scratch];
    return { fn: 'intt', args };
  }

  /** Task: coefficients to values on s*H in bit-reversed order, 2^logBlowup times as many. */
  dft(source: number, target: number, logLength: number, logBlowup: number) {
    const args = [source, target, logLength, logBlowup, this.#forward, this.#logForward, this.#session.scratch];
    return { fn: 'dft', args };
  }

  get logTrace(): number {
    return this.#logInverse - 1;
  }
}
