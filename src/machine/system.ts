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

/** Log heights by table: fixed for preprocessed tables, else the next power of two, 0 (absent) without rows. */
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
  return heights;
}
