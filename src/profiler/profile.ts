/** From counts and debug information to the profile: tables per step, and the call tree. */
import type { DebugInfo } from '../debug-info/index.ts';
import type { ExecutionProfile, StepCounts } from '../executor/index.ts';
import { buildCallTree, type CallTree } from './call-tree.ts';
import { precompileName } from './precompiles.ts';
import { type ProfileReport, type ProfileTables, REPORT_FORMAT, REPORT_VERSION } from './report.ts';
import { callsByName, functionRows, lineRows, mergeCounts } from './tables.ts';

export interface Profile {
  /** What `--format json` writes. */
  readonly report: ProfileReport;
  readonly callTree: CallTree;
}

export interface ProfileNames {
  /** The program's, for titles; default `program`. */
  readonly program?: string | undefined;
  /** Rows per table; default 25. */
  readonly top?: number | undefined;
  /** Names of steps; default `setup` for 0 and `step N`. */
  readonly steps?: Readonly<Record<number, string>> | undefined;
}

const DEFAULT_TOP = 25;

export function makeProfile(run: ExecutionProfile, debug: DebugInfo, names: ProfileNames = {}): Profile {
  const top = names.top ?? DEFAULT_TOP;
  const nameOf = (step: number): string => names.steps?.[step] ?? (step === 0 ? 'setup' : `step ${step}`);
  const calls = (step?: number) => callsByName(run.callTree, debug, step);
  const tables = (counts: Pick<StepCounts, 'pcs' | 'counts'>, called: Map<string, number>) => ({
    uniquePcs: counts.pcs.length,
    functions: functionRows(counts, called, debug, top),
    lines: lineRows(counts, debug, top),
  });
  const steps = run.steps
    .filter(({ cycles }) => cycles > 0)
    .map((counts) => ({
      step: counts.step,
      name: nameOf(counts.step),
      cycles: counts.cycles,
      share: counts.cycles / run.cycles,
      precompileCalls: namedCalls([counts]),
      ...tables(counts, calls(counts.step)),
    }));
  const report: ProfileReport = {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    program: names.program ?? 'program',
    exitCode: run.exitCode,
    cycles: run.cycles,
    precompileCalls: namedCalls(run.steps),
    ...tables(mergeCounts(run.steps), calls()),
    steps,
    markers: run.markers,
    numMarkers: run.numMarkers,
    lostCalls: run.lostCalls,
  };
  return { report, callTree: buildCallTree(run.callTree, debug, nameOf) };
}

function namedCalls(steps: readonly StepCounts[]): ProfileTables['precompileCalls'] {
  const calls: Record<string, number> = {};
  for (const { precompileCalls } of steps) {
    for (const [number, count] of precompileCalls) {
      const name = precompileName(number);
      calls[name] = (calls[name] ?? 0) + count;
    }
  }
  return calls;
}
