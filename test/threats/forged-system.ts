/** The toolkit's prover with a key that lies: what a patched prover can do with any system of tables. */

import { toWord } from '../../src/air/modular.ts';
import { presets, type StarkOptions } from '../../src/stark/options.ts';
import { proveTables } from '../../src/stark/prover.ts';
import type { PreprocessedTable } from '../../src/stark/proving-key.ts';
import { type ProvingKey, setupTables } from '../../src/stark/proving-key.ts';
import { allocColumns, Session } from '../../src/stark/session.ts';
import type { Columns } from '../../src/stark/toolkit.ts';
import type { TranscriptEvent } from '../../src/stark/transcript.ts';
import type { Example } from '../stark/airs.ts';

export const ground = {
  ...{ grindQueryBits: 9, grindBatchBits: 8, grindFoldBits: 7 },
  ...{ grindDeepBits: 8, grindLookupBits: 10 },
};
/** Small enough for many proofs; grinding of every kind. */
export const small: StarkOptions = {
  ...presets['one-query'],
  ...ground,
  numQueries: 8,
  logFinalLength: 2,
  capHeight: 1,
};

export interface SystemLies {
  readonly exitCode?: number;
  readonly publicOutput?: Uint8Array;
  readonly tables?: Example['tables'];
  readonly events?: TranscriptEvent[];
}

export class SystemForger {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  static async create(): Promise<SystemForger> {
    return new SystemForger(await Session.create({ threads: 1 }));
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  key({ system, preprocessed }: Example, options: StarkOptions = small): Promise<ProvingKey> {
    const tables = preprocessed.map((columns): PreprocessedTable | null =>
      columns === null ? null : { logHeight: logHeight(columns), columns: columns.map(stored) },
    );
    return setupTables(this.#session, system, { options, preprocessed: tables, insecure: true });
  }

  /** `key` may be any mixture of keys; its digest goes into statement and archive. */
  async prove(key: ProvingKey, example: Example, lies: SystemLies = {}): Promise<Uint8Array> {
    const { arena } = this.#session;
    const mark = arena.mark();
    const { exitCode = 0, publicOutput = example.publicOutput, tables = example.tables, events } = lies;
    const traces = tables.map((columns) => {
      if (columns === null) return null;
      const addresses = allocColumns(this.#session, columns.length, 2 ** logHeight(columns));
      columns.forEach((column, i) => {
        this.#session.words(addresses[i]!, column.length).set(stored(column));
      });
      return { logHeight: logHeight(columns), columns: addresses };
    });
    const { proof } = await proveTables(this.#session, key, { tables: traces, exitCode, publicOutput }, { events });
    arena.release(mark);
    return proof;
  }
}

function logHeight(columns: Columns): number {
  return Math.log2(columns[0]!.length);
}

/** Words in bit-reversed order. */
function stored(column: ArrayLike<number>): Uint32Array {
  const log = Math.log2(column.length);
  return Uint32Array.from(column, (_, position) => {
    let row = 0;
    for (let bit = 0; bit < log; bit++) row |= ((position >> bit) & 1) << (log - 1 - bit);
    return toWord(column[row]!);
  });
}
