/** The checker (src/air/checker.ts) on a system's columns as `StarkProver` takes them: what does not hold, by name, without a proof. */
import { type CheckLimits, checkTables, type Finding } from '../air/checker.ts';
import { publicTuples } from '../air/description.ts';
import { StarkError, type StarkSystem } from './system.ts';
import type { Columns, StarkClaim } from './toolkit.ts';

export interface CheckInput extends StarkClaim {
  /** By table; null for tables without preprocessed columns. As given to `setup`. */
  readonly preprocessed?: readonly (Columns | null)[];
}

/** All constraints that fail on some row and all buses that do not balance; empty if a proof of these columns verifies. */
export function checkColumns(
  { airs, publicTerms }: StarkSystem,
  { tables, preprocessed, publicOutput = new Uint8Array(0), exitCode = 0 }: CheckInput,
  limits: CheckLimits = {},
): Finding[] {
  const filled = airs.flatMap((air, i) => {
    const [main, fixed] = [tables[i] ?? null, preprocessed?.[i] ?? []];
    if (main === null) return [];
    const logHeight = Math.log2(main[0]?.length ?? 0);
    if (!Number.isInteger(logHeight)) {
      throw new StarkError('BadTrace', `${air.name}: ${main[0]?.length ?? 0} rows; a height is a power of two.`);
    }
    const columns = (list: Columns) => list.map((column) => Uint32Array.from(column));
    return [{ air, logHeight, preprocessed: columns(fixed), main: columns(main) }];
  });
  return checkTables(filled, publicTuples(publicTerms, { entry: 0, exitCode, output: publicOutput }), limits);
}
