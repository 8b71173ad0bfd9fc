/** Columns of the tables on their extended domains, and how they get there. */
import type { Domains } from './domains.ts';
import { allocColumns, type Session } from './session.ts';

/** Addresses of one present table's extended columns, 2^(logHeight + logBlowup) words each, bit-reversed. */
export interface CommittedTable {
  readonly logHeight: number;
  readonly preprocessed: readonly number[];
  readonly main: readonly number[];
  /** Five per LogUp column. */
  permutation: readonly number[];
  /** Main columns that are opened at the next row too. */
  readonly mainNext: readonly number[];
}

/** The quotient of all tables of one height: q_0's five columns, then q_1's. */
export interface CommittedHeight {
  readonly logHeight: number;
  readonly columns: readonly number[];
}

/** Columns of 2^logHeight words in bit-reversed order, before extension. */
export interface TraceColumns {
  readonly logHeight: number;
  readonly columns: readonly number[];
}

/** Extends all columns, longest first; returns their new addresses, trace by trace. */
export async function extendColumns(
  session: Session,
  domains: Domains,
  logBlowup: number,
  traces: readonly TraceColumns[],
): Promise<number[][]> {
  const targets = traces.map(({ logHeight, columns }) =>
    allocColumns(session, columns.length, 2 ** (logHeight + logBlowup)),
  );
  const tasks = traces.flatMap(({ logHeight, columns }, i) =>
    columns.map((source, column) => ({
      logHeight,
      task: domains.lde(source, targets[i]![column]!, logHeight, logBlowup),
    })),
  );
  tasks.sort((a, b) => b.logHeight - a.logHeight);
  await session.run(tasks.map(({ task }) => task));
  return targets;
}
