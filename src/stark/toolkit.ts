/**
 * The STARK as a toolkit: anyone's AIRs, proven and verified with the machine's own kernels and verifier. Define tables with
 * `AirBuilder`, tie them with buses and public terms (`defineSystem`), set up a key, prove, verify with `vouch/verify` and the
 * system's `descriptionBytes`. See examples/stark-fibonacci.ts.
 */
import { toWord } from '../field/babybear.ts';
import { type Preset, resolveOptions, type StarkOptions } from './options.ts';
import { type ProofResult, type ProveHooks, proveTables } from './prover.ts';
import { type PreprocessedTable, type ProvingKey, setupTables } from './proving-key.ts';
import { allocColumns, Session, type SessionOptions } from './session.ts';
import { StarkError, type StarkSystem } from './system.ts';

/** Columns of a table in natural row order: integers below p, 2^k of them per column. */
export type Columns = readonly ArrayLike<number>[];

export interface StarkSetup {
  readonly options: Preset | StarkOptions;
  /** By table; null for tables without preprocessed columns. */
  readonly preprocessed?: readonly (Columns | null)[];
  readonly insecure?: boolean;
}

export interface StarkClaim {
  /** By table, in the system's order; null for an absent one. */
  readonly tables: readonly (Columns | null)[];
  readonly publicOutput?: Uint8Array;
  readonly exitCode?: number;
}

/** Owns memory and workers; `close` it. One proof at a time. */
export class StarkProver {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  static async create(options: SessionOptions = {}): Promise<StarkProver> {
    return new StarkProver(await Session.create(options));
  }

  /** Makes a key for a system. It stays in the prover's memory as long as the prover. */
  async setup(system: StarkSystem, { options, preprocessed, insecure = false }: StarkSetup): Promise<ProvingKey> {
    const tables = system.airs.map((air, i): PreprocessedTable | null => {
      const columns = preprocessed?.[i];
      if (!columns) return null;
      const logHeight = logHeightOf(air.name, columns);
      return { logHeight, columns: columns.map((column) => storageOrder(air.name, column)) };
    });
    return setupTables(this.#session, system, { options: resolveOptions(options), preprocessed: tables, insecure });
  }

  /** Proves; does not check the traces (`checkTables` does, and names what is wrong): the verifier rejects a proof of wrong ones. */
  async prove(key: ProvingKey, claim: StarkClaim, hooks: ProveHooks = {}): Promise<ProofResult> {
    const session = this.#session;
    const mark = session.arena.mark();
    try {
      const tables = claim.tables.map((columns, i) => {
        if (columns === null) return null;
        const { name } = key.system.airs[i]!;
        const logHeight = logHeightOf(name, columns);
        const addresses = allocColumns(session, columns.length, 2 ** logHeight);
        columns.forEach((column, c) => {
          session.words(addresses[c]!, column.length).set(storageOrder(name, column));
        });
        return { logHeight, columns: addresses };
      });
      const { exitCode = 0, publicOutput = new Uint8Array(0) } = claim;
      return await proveTables(session, key, { tables, exitCode, publicOutput }, hooks);
    } finally {
      session.arena.release(mark);
    }
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

function logHeightOf(name: string, columns: Columns): number {
  const height = columns[0]?.length ?? 0;
  const logHeight = Math.log2(height);
  if (!Number.isInteger(logHeight) || columns.some(({ length }) => length !== height)) {
    throw new StarkError(
      'BadTrace',
      `${name}: columns must have one length, a power of two; got ${columns.map(({ length }) => length).join(', ')}.`,
    );
  }
  return logHeight;
}

/** Words in bit-reversed row order, as docs/protocol.md section 1 stores them. */
function storageOrder(name: string, column: ArrayLike<number>): Uint32Array {
  const words = new Uint32Array(column.length);
  const shift = 32 - Math.log2(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (!Number.isInteger(value) || value < 0 || value >= 0x78000001) {
      throw new StarkError('BadTrace', `${name}: row ${row} holds ${value}, which is no integer from 0 to p - 1.`);
    }
    words[column.length === 1 ? 0 : bitReverse32(row) >>> shift] = toWord(value);
  }
  return words;
}

function bitReverse32(x: number): number {
  let v = x;
  v = ((v >>> 1) & 0x55555555) | ((v & 0x55555555) << 1);
  v = ((v >>> 2) & 0x33333333) | ((v & 0x33333333) << 2);
  v = ((v >>> 4) & 0x0f0f0f0f) | ((v & 0x0f0f0f0f) << 4);
  v = ((v >>> 8) & 0x00ff00ff) | ((v & 0x00ff00ff) << 8);
  return ((v >>> 16) | (v << 16)) >>> 0;
}
