/** Tables of functions and source lines from executions per instruction. */
import type { DebugInfo } from '../debug-info/index.ts';
import type { CallNode, StepCounts } from '../executor/index.ts';
import type { ProfileRow } from './report.ts';

export const NO_SYMBOL = '(no symbol)';
export const NO_LINE = '(no line)';

/** Executions of one instruction. */
type Counts = Pick<StepCounts, 'pcs' | 'counts'>;

interface Group {
  readonly name: string;
  cycles: number;
  numPcs: number;
}

/** @param top rows at most */
export function functionRows(counts: Counts, calls: ReadonlyMap<string, number>, debug: DebugInfo, top: number) {
  // By name: copies of one function, and its cold part, are one to the reader.
  const groups = group(counts, (pc) => debug.functionAt(pc)?.name ?? NO_SYMBOL);
  return rows(groups, top).map((row) => ({ ...row, calls: calls.get(row.name) ?? 0 }));
}

/** @param top rows at most */
export function lineRows(counts: Counts, debug: DebugInfo, top: number): ProfileRow[] {
  const groups = group(counts, (pc) => {
    const position = debug.lineAt(pc);
    return position ? `${position.file}:${position.line}` : NO_LINE;
  });
  return groups.size === 1 && groups.has(NO_LINE) ? [] : rows(groups, top);
}

/** Calls by name of the function, of one step or of all. */
export function callsByName(callTree: readonly CallNode[], debug: DebugInfo, step?: number): Map<string, number> {
  const calls = new Map<string, number>();
  for (const node of callTree) {
    if (step !== undefined && node.step !== step) continue;
    const name = debug.functionAt(node.pc)?.name ?? NO_SYMBOL;
    calls.set(name, (calls.get(name) ?? 0) + node.calls);
  }
  return calls;
}

/** The counts of several steps as one. */
export function mergeCounts(steps: readonly Counts[]): Counts {
  if (steps.length === 1) return steps[0]!;
  const merged = new Map<number, number>();
  for (const { pcs, counts } of steps) {
    for (let i = 0; i < pcs.length; i++) merged.set(pcs[i]!, (merged.get(pcs[i]!) ?? 0) + counts[i]!);
  }
  const pcs = Uint32Array.from(merged.keys()).sort();
  return { pcs, counts: Float64Array.from(pcs, (pc) => merged.get(pc)!) };
}

function group({ pcs, counts }: Counts, nameOf: (pc: number) => string): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (let i = 0; i < pcs.length; i++) {
    const name = nameOf(pcs[i]!);
    let found = groups.get(name);
    if (!found) {
      found = { name, cycles: 0, numPcs: 0 };
      groups.set(name, found);
    }
    found.cycles += counts[i]!;
    found.numPcs++;
  }
  return groups;
}

function rows(groups: ReadonlyMap<string, Group>, top: number): ProfileRow[] {
  const sorted = [...groups.values()].sort((a, b) => b.cycles - a.cycles || (a.name < b.name ? -1 : 1));
  const total = sorted.reduce((sum, { cycles }) => sum + cycles, 0);
  let before = 0;
  return sorted.slice(0, top).map(({ name, cycles, numPcs }) => {
    before += cycles;
    return { name, cycles, share: cycles / total, cumulativeShare: before / total, numPcs };
  });
}
