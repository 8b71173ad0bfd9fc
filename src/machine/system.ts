/** The RV64IM machine as a system of tables for the STARK, and the heights of its tables for one run. */
import type { TraceCounts } from '../executor/trace.ts';
import { defineSystem, type StarkSystem } from '../stark/system.ts';
import { type MachineTable, machineTables, publicTerms } from './chips.ts';
import type { PreprocessedTable } from './preprocessed.ts';

let system: StarkSystem | undefined;

/** Built once: all machines are the same. */
export function machineSystem(): StarkSystem {
  system ??= defineSystem(
    machineTables.map(({ chip }) => chip.air),
    publicTerms,
  );
  return system;
}

/** Used rows of a table in a run. */
export function usedRows({ source }: MachineTable, counts: TraceCounts['counts']): number {
  return source.kind === 'stream' ? counts[source.stream] : 0;
}

/** Most that leaving out one height may add to the committed cells. */
const MAX_GROWTH = 1 / 128;

/**
 * Log heights by table: fixed for preprocessed tables, else the next power of two, 0 (absent) without rows; then with as few different
 * heights as is cheap. Every height costs each query a row in every tree, a quotient and mostly a fold of its own; so tables of a height
 * with few cells are padded to the next height that there is.
 */
export function machineHeights(
  counts: TraceCounts['counts'],
  preprocessed: readonly PreprocessedTable[],
  minLogHeight: number,
): number[] {
  const heights = machineTables.map((table) => {
    const rows = usedRows(table, counts);
    return rows === 0 ? 0 : Math.max(minLogHeight, Math.ceil(Math.log2(rows)));
  });
  for (const { index, logHeight } of preprocessed) heights[index] = logHeight;
  const widths = machineTables.map(({ chip: { air } }) => air.mainColumns.length + 5 * air.logUpColumns.length);
  const cellsAt = (isCounted: (logHeight: number) => boolean) =>
    heights.reduce((sum, height, i) => sum + (height > 0 && isCounted(height) ? widths[i]! * 2 ** height : 0), 0);
  const budget = MAX_GROWTH * cellsAt(() => true);
  const fixed = new Set(preprocessed.map(({ logHeight }) => logHeight));
  const distinct = [...new Set(heights)].filter((height) => height > 0).sort((a, b) => a - b);
  for (const [i, height] of distinct.slice(0, -1).entries()) {
    const next = distinct[i + 1]!;
    const added = cellsAt((other) => other === height) * (2 ** (next - height) - 1);
    if (fixed.has(height) || added > budget) continue;
    for (const [t, other] of heights.entries()) if (other === height) heights[t] = next;
  }
  return heights;
}
