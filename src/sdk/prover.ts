/**
 * Setup, proving and counting. A `Prover` keeps its workers, compiled kernels and memory from one call to the next; the
 * functions `setup`, `prove` and `count` make one for a single call. Here for the defaults only: the work is done in
 * src/machine/prover.ts, loaded when first needed, so that importing the package to verify costs nothing.
 */
import type { MachineProver } from '../machine/prover.ts';
import { requireBytes, requireCount, requireRun } from './arguments.ts';
import {
  type CountOptions,
  DEFAULT_PRESET,
  type KeyOptions,
  type ProveOptions,
  type ThreadOptions,
} from './options.ts';
import type { CountResult, ProveResult, VerifyingKey } from './results.ts';

const NO_INPUT = new Uint8Array(0);

/** Not for two calls at a time: they would share one memory. `close` it, or its workers stay (idle) with the process. */
export class Prover {
  readonly #machine: MachineProver;

  private constructor(machine: MachineProver) {
    this.#machine = machine;
  }

  /** @throws ArgumentError */
  static async create({ threads }: ThreadOptions = {}): Promise<Prover> {
    requireCount('options.threads', threads);
    const { MachineProver } = await import('../machine/prover.ts');
    return new Prover(await MachineProver.create(threads === undefined ? {} : { threads }));
  }

  /** The verifying key of a program (an ELF file's bytes): depends on program and options only. @throws ArgumentError, ElfError, InsecureKey */
  async setup(
    program: Uint8Array,
    { preset = DEFAULT_PRESET, insecure = false }: KeyOptions = {},
  ): Promise<VerifyingKey> {
    requireBytes('the program', program);
    return this.#machine.setup(program, preset, { insecure });
  }

  /**
   * Runs the program and proves the run, whatever its exit code.
   * @throws ArgumentError, ElfError, TrapError, ExecutorError, InsecureKey, OutOfMemory
   */
  async prove(program: Uint8Array, options: ProveOptions = {}): Promise<ProveResult> {
    const { input = NO_INPUT, preset = DEFAULT_PRESET, ...rest } = options;
    requireRun(program, input, rest.maxCycles);
    return this.#machine.prove(program, { ...rest, input, options: preset });
  }

  /** What a proof of the run would cost, without making it. @throws ArgumentError, ElfError, TrapError, ExecutorError */
  async count(program: Uint8Array, options: CountOptions = {}): Promise<CountResult> {
    const { input = NO_INPUT, preset = DEFAULT_PRESET, signal, maxCycles } = options;
    requireRun(program, input, maxCycles);
    return this.#machine.count(program, input, { options: preset, signal, maxCycles });
  }

  async close(): Promise<void> {
    await this.#machine.close();
  }
}

async function once<T>(options: ThreadOptions, work: (prover: Prover) => Promise<T>): Promise<T> {
  const prover = await Prover.create(options);
  try {
    return await work(prover);
  } finally {
    await prover.close();
  }
}

/** {@link Prover.setup} with a prover of its own. */
export function setup(program: Uint8Array, options: KeyOptions & ThreadOptions = {}): Promise<VerifyingKey> {
  return once(options, (prover) => prover.setup(program, options));
}

/** {@link Prover.prove} with a prover of its own. */
export function prove(program: Uint8Array, options: ProveOptions & ThreadOptions = {}): Promise<ProveResult> {
  return once(options, (prover) => prover.prove(program, options));
}

/** {@link Prover.count} with a prover of its own. */
export function count(program: Uint8Array, options: CountOptions & ThreadOptions = {}): Promise<CountResult> {
  return once({ threads: 1, ...options }, (prover) => prover.count(program, options));
}
