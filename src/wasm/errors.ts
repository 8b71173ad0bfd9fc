// What can go wrong with the prover's memory and workers.
import { VouchError } from '../errors.ts';

/** The 4 GiB of one WebAssembly memory, or what the platform grants of them, are used up. */
export class OutOfMemory extends VouchError {
  readonly requestedBytes: number;
  readonly usedBytes: number;
  constructor(requestedBytes: number, usedBytes: number, limitBytes: number, options?: ErrorOptions) {
    const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
    super(
      'OutOfMemory',
      `out of memory: ${mib(requestedBytes)} more requested, ${mib(usedBytes)} of ${mib(limitBytes)} in use; ` +
        'prove a shorter run or choose a preset with a smaller blowup',
      options,
    );
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
  }
}

/** A kernel trapped, or a worker died. `cause` has the original error where there is one. */
export class WorkerFailed extends VouchError {
  constructor(message: string, options?: ErrorOptions) {
    super('WorkerFailed', message, options);
  }
}
