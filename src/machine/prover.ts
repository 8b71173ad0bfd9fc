/**
 * Programs in, proofs out: setup, proving and counting for the RV64IM machine. One prover owns one memory and its workers; it
 * keeps the last program's key, so that proving again costs no setup. One call at a time.
 */
import { loadElf, type Program } from '../elf/index.ts';
import type { StackFrame } from '../executor/backtrace.ts';
import { countTrace, type TraceCounts } from '../executor/trace.ts';
import { keccak256 } from '../hash/keccak.ts';
import { planMemory } from '../stark/memory-plan.ts';
import { type Preset, presets, resolveOptions, type StarkOptions } from '../stark/options.ts';
import { proveTables, type RoundTime } from '../stark/prover.ts';
import { type ProvingKey, setupTables } from '../stark/proving-key.ts';
import { Session, type SessionOptions } from '../stark/session.ts';
import { machineTables } from './chips.ts';
import { machineHeights, recordsOf } from './heights.ts';
import { MachineError } from './machine-error.ts';
import { buildPreprocessed, type HeightBounds, type PreprocessedTable } from './preprocessed.ts';
import { machineSystem } from './system.ts';
import { FillKernels, fillTables } from './trace.ts';

export interface SetupOptions {
  readonly insecure?: boolean | undefined;
}

export interface RunLimits {
  readonly signal?: AbortSignal | undefined;
  readonly maxCycles?: number | undefined;
}

export interface ProveProgramOptions extends SetupOptions, RunLimits {
  readonly input: Uint8Array;
  readonly options: Preset | StarkOptions;
  readonly onProgress?: ((progress: { stage: string; fraction: number }) => void) | undefined;
  /** Called with each text that the program writes to fd 2. */
  readonly onDebugOutput?: ((text: Uint8Array<ArrayBuffer>) => void) | undefined;
}

export interface ProgramProof {
  readonly proof: Uint8Array;
  readonly claim: { readonly keyDigest: Uint8Array; readonly exitCode: number; readonly publicOutput: Uint8Array };
  readonly cycles: number;
  /** After exit code 134 (trap) or 101 (panic): the calls that led there, innermost first. Not proven. */
  readonly backtrace: readonly StackFrame[];
  readonly committedCells: number;
  /** From execution to archive, without process start and setup. */
  readonly proveMs: number;
  /** Most bytes of the prover's memory in use at a time. */
  readonly peakMemoryBytes: number;
  readonly securityBits: number;
  readonly rounds: readonly { readonly name: string; readonly ms: number }[];
}

export interface TableCount {
  readonly name: string;
  readonly rows: number;
  /** With padding, 0 if absent. */
  readonly height: number;
  /** Committed words in a row: main columns and five per permutation column. */
  readonly wordsPerRow: number;
  readonly interactions: number;
  /** height x wordsPerRow. */
  readonly cells: number;
}

export interface ProgramCount {
  readonly cycles: number;
  readonly exitCode: number;
  readonly chips: readonly TableCount[];
  readonly cells: number;
  readonly cellsPerCycle: number;
  readonly interactionsPerCycle: number;
  /** Planned memory of a proof, by preset. */
  readonly memoryBytes: Readonly<Record<string, number>>;
}

interface Loaded {
  readonly id: string;
  readonly program: Program;
  readonly preprocessed: readonly PreprocessedTable[];
  readonly key: ProvingKey;
}

/** Parts of the whole that execution and trace filling take, for progress. */
const TRACE_FRACTION = 0.06;
const GIB = 2 ** 30;

const boundsOf = ({ logFinalLength, maxLogHeight }: StarkOptions): HeightBounds => ({
  minLogHeight: logFinalLength,
  maxLogHeight,
});

export class MachineProver {
  readonly #session: Session;
  readonly #base: number;
  readonly #fills: FillKernels;
  #loaded: Loaded | undefined;

  private constructor(session: Session) {
    this.#session = session;
    this.#base = session.arena.mark();
    this.#fills = new FillKernels(session);
  }

  static async create(options: SessionOptions = {}): Promise<MachineProver> {
    return new MachineProver(await Session.create(options));
  }

  /** The verifying key of a program: depends on the ELF and the options alone. @throws ElfError, InsecureKey */
  async setup(elf: Uint8Array, options: Preset | StarkOptions, { insecure = false }: SetupOptions = {}) {
    const { key } = await this.#load(elf, resolveOptions(options), insecure);
    return { bytes: key.bytes, digest: key.digest };
  }

  /** Runs a program and proves the run, whatever its exit code. @throws ElfError, TrapError, ExecutorError, MachineError */
  async prove(elf: Uint8Array, options: ProveProgramOptions): Promise<ProgramProof> {
    const { input, signal, onProgress, onDebugOutput, maxCycles, insecure = false } = options;
    const { program, preprocessed, key } = await this.#load(elf, resolveOptions(options.options), insecure);
    const session = this.#session;
    const { arena } = session;
    signal?.throwIfAborted();

    const start = performance.now();
    onProgress?.({ stage: 'execution', fraction: 0 });
    const counted = await countTrace(program, input, { signal, maxCycles, onDebugOutput });
    const heights = machineHeights(counted.counts, preprocessed, key.options);
    this.#checkMemory(key, counted, heights);
    const rounds: RoundTime[] = [];
    const executed = performance.now();
    rounds.push({ name: 'execution', ms: executed - start });
    onProgress?.({ stage: 'trace', fraction: TRACE_FRACTION / 2 });

    const mark = arena.mark();
    session.signal = signal;
    arena.resetHighWater();
    try {
      const tables = await fillTables(session, this.#fills, key, counted, heights, signal);
      rounds.push({ name: 'trace', ms: performance.now() - executed });
      const { exitCode, publicOutput } = counted;
      const result = await proveTables(
        session,
        key,
        { tables, exitCode, publicOutput },
        {
          signal,
          onProgress: ({ stage, fraction }) =>
            onProgress?.({ stage, fraction: TRACE_FRACTION + fraction * (1 - TRACE_FRACTION) }),
        },
      );
      const proveMs = performance.now() - start;
      onProgress?.({ stage: 'done', fraction: 1 });
      return {
        proof: result.proof,
        claim: { keyDigest: key.digest, exitCode, publicOutput },
        cycles: counted.cycles,
        backtrace: counted.backtrace,
        committedCells: result.committedCells,
        proveMs,
        peakMemoryBytes: arena.highWaterBytes,
        securityBits: key.security.bits,
        rounds: [...rounds, ...result.rounds],
      };
    } finally {
      session.signal = undefined;
      arena.release(mark);
    }
  }

  /** Rows, cells, interactions and memory of a proof of this run with these options, without making it. */
  async count(
    elf: Uint8Array,
    input: Uint8Array,
    { options, ...limits }: RunLimits & { readonly options: Preset | StarkOptions },
  ): Promise<ProgramCount> {
    const program = loadElf(elf);
    const counted = await countTrace(program, input, limits);
    // Few options have bounds of their own.
    const built = new Map<string, PreprocessedTable[]>();
    const heightsFor = (resolved: StarkOptions): number[] => {
      const bounds = boundsOf(resolved);
      const fixed = built.get(JSON.stringify(bounds)) ?? buildPreprocessed(program, bounds);
      built.set(JSON.stringify(bounds), fixed);
      return machineHeights(counted.counts, fixed, resolved);
    };
    const heights = heightsFor(resolveOptions(options));
    let interactions = 0;
    const chips = machineTables.map((table): TableCount => {
      const { name, index, chip } = table;
      const height = heights[index] === 0 ? 0 : 2 ** heights[index]!;
      const wordsPerRow = chip.air.mainColumns.length + 5 * chip.air.logUpColumns.length;
      const rows = table.isPreprocessed ? height : recordsOf(table, counted.counts, heights).count;
      interactions += rows * chip.air.interactions.length;
      return {
        name,
        rows,
        height,
        wordsPerRow,
        interactions: chip.air.interactions.length,
        cells: height * wordsPerRow,
      };
    });
    const cells = chips.reduce((sum, chip) => sum + chip.cells, 0);
    const memoryBytes = Object.fromEntries(
      Object.entries(presets).map(([name, options]) => [
        name,
        planMemory(machineSystem(), options, heightsFor(options)).totalBytes,
      ]),
    );
    const { cycles, exitCode } = counted;
    return {
      ...{ cycles, exitCode, chips, cells, memoryBytes },
      cellsPerCycle: cells / cycles,
      interactionsPerCycle: interactions / cycles,
    };
  }

  get threads(): number {
    return this.#session.pool.threads;
  }

  /** Ends the workers. The prover cannot be used afterwards. */
  close(): Promise<void> {
    return this.#session.close();
  }

  async #load(elf: Uint8Array, options: StarkOptions, insecure: boolean): Promise<Loaded> {
    const id = `${keccak256(elf).join()} ${JSON.stringify(options)} ${insecure}`;
    if (this.#loaded?.id === id) return this.#loaded;
    const program = loadElf(elf);
    const preprocessed = buildPreprocessed(program, boundsOf(options));
    this.#loaded = undefined;
    this.#session.arena.release(this.#base);
    const byTable = machineTables.map(({ index }) => preprocessed.find((table) => table.index === index) ?? null);
    const key = await setupTables(this.#session, machineSystem(), {
      options,
      preprocessed: byTable,
      entry: program.entryPc / 4,
      insecure,
    });
    this.#loaded = { id, program, preprocessed, key };
    return this.#loaded;
  }

  /** Refuses a run that does not fit, with the figures. */
  #checkMemory(key: ProvingKey, { cycles }: TraceCounts, heights: readonly number[]): void {
    const { arena } = this.#session;
    const { totalBytes } = planMemory(key.system, key.options, heights);
    const limit = arena.limit - arena.base;
    if (totalBytes <= limit) return;
    const rows = heights.reduce((sum, height) => sum + (height === 0 ? 0 : 2 ** height), 0);
    throw new MachineError(
      'DoesNotFit',
      `Proving ${cycles} cycles takes ${rows} rows and ${(totalBytes / GIB).toFixed(2)} GiB; the prover has ${(limit / GIB).toFixed(2)} GiB. ` +
        'Use a preset with a smaller blowup (fast), or make the run shorter.',
    );
  }
}
