/**
 * What callers may say: one shape of options per entry point, all fields optional. Defaults: empty private input, preset
 * `balanced` (small enough to send, fast to verify; `fast` proves about twice as fast with larger proofs), as many
 * threads as processors.
 */
import type { Preset, StarkOptions } from '../stark/options.ts';

export const DEFAULT_PRESET: Preset = 'balanced';

/** Where a long call stands; `fraction` is of the whole call, 0..1, and never decreases. */
export interface Progress {
  readonly stage: string;
  readonly fraction: number;
}

export interface RunOptions {
  /** The private input, at most 128 MiB; empty by default. */
  readonly input?: Uint8Array | undefined;
  /** A run of more instructions ends with an `ExecutorError` `CycleLimit`. */
  readonly maxCycles?: number | undefined;
  /** Aborting makes the call reject with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface CountOptions extends RunOptions {
  /** Options of the proof whose cost is counted; `balanced` by default. */
  readonly preset?: Preset | StarkOptions | undefined;
}

export interface ExecuteOptions extends RunOptions {
  /** Called with instructions executed so far. */
  readonly onProgress?: ((cycles: number) => void) | undefined;
  /** Called with each text that the program writes to fd 2 (`print` in C). */
  readonly onDebugOutput?: ((text: Uint8Array) => void) | undefined;
}

export interface BuildOptions {
  /** Check every memory access against the bounds of linear memory; one that fails traps. Costs cycles. Default false. */
  readonly checked?: boolean | undefined;
  /**
   * Memory management of a TypeScript guest. `stub`, the default, frees nothing: the cheapest, since a run ends soon.
   * `incremental` collects garbage by itself, `minimal` when the guest calls `__collect()`.
   */
  readonly runtime?: 'stub' | 'minimal' | 'incremental' | undefined;
}

export interface ThreadOptions {
  /** Worker threads; the number of processors by default. 1 needs no shared memory. */
  readonly threads?: number | undefined;
}

export interface KeyOptions {
  /** A preset's name or the options themselves; `balanced` by default. Setup and proof must say the same. */
  readonly preset?: Preset | StarkOptions | undefined;
  /** Accept options below 128 provable bits. For diagnosis only: such proofs can be forged. */
  readonly insecure?: boolean | undefined;
}

export interface ProveOptions extends RunOptions, KeyOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with each text that the program writes to fd 2 (`print` in C). */
  readonly onDebugOutput?: ((text: Uint8Array) => void) | undefined;
}
