/** Everything that follows from description, key options and heights alone: trees, heights, the fold schedule. */
import type { Description, TableDescription } from './description.ts';
import type { Options } from './key.ts';

export interface PresentTable {
  /** Its number in the description. */
  index: number;
  logHeight: number;
  table: TableDescription;
}

export interface TreeShape {
  name: 'preprocessed' | 'main' | 'permutation' | 'quotient';
  /** Per distinct log length, descending, the number of words of a row. */
  levels: { logLength: number; words: number }[];
}

export interface Fold {
  /** Log length of the layer that is committed. */
  logLength: number;
  logArity: number;
}

export interface Shape {
  present: PresentTable[];
  /** Distinct log heights of present tables, descending. */
  logHeights: number[];
  /** Log length of the largest domain. */
  logMax: number;
  trees: TreeShape[];
  folds: Fold[];
  numSums: number;
  numOpenings: number;
}

export function shapeOf(description: Description, options: Options, heights: readonly number[]): Shape {
  const present = description.tables
    .map((table, index) => ({ index, logHeight: heights[index]!, table }))
    .filter(({ logHeight }) => logHeight > 0);
  const logHeights = [...new Set(present.map((t) => t.logHeight))].sort((a, b) => b - a);
  const b = options.logBlowup;
  const levelsOf = (width: (t: PresentTable) => number) =>
    logHeights
      .map((h) => ({
        logLength: h + b,
        words: present.filter((t) => t.logHeight === h).reduce((n, t) => n + width(t), 0),
      }))
      .filter(({ words }) => words > 0);
  const trees: TreeShape[] = [
    { name: 'preprocessed' as const, levels: levelsOf((t) => t.table.preprocessedWidth) },
    { name: 'main' as const, levels: levelsOf((t) => t.table.mainWidth) },
    { name: 'permutation' as const, levels: levelsOf((t) => 5 * t.table.numLogUpColumns) },
    { name: 'quotient' as const, levels: logHeights.map((h) => ({ logLength: h + b, words: 10 })) },
  ].filter((tree) => tree.levels.length > 0);
  let numOpenings = 2 * logHeights.length;
  for (const { table } of present) {
    numOpenings += table.preprocessedWidth + table.mainWidth + table.numLogUpColumns + table.nextColumns.length;
    if (table.numInteractions > 0) numOpenings += 1;
  }
  return {
    present,
    logHeights,
    logMax: logHeights[0]! + b,
    trees,
    folds: foldSchedule(logHeights, options),
    numSums: present.filter((t) => t.table.numInteractions > 0).length,
    numOpenings,
  };
}

export function foldSchedule(logHeights: readonly number[], options: Options): Fold[] {
  const b = options.logBlowup;
  const last = options.logFinalLength + b;
  const folds: Fold[] = [];
  let l = logHeights[0]! + b;
  while (l > last) {
    const nextLower = logHeights.map((h) => h + b).find((length) => length < l) ?? last;
    let logArity = options.logMaxArity;
    while (l - logArity < nextLower || l - logArity < last) logArity--;
    folds.push({ logLength: l, logArity });
    l -= logArity;
  }
  return folds;
}
