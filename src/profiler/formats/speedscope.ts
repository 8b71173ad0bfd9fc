/**
 * speedscope's file format (https://www.speedscope.app/file-format-schema.json): one profile for the whole run, then one per step. Evented,
 * with cycles as time: its size is that of the tree, however deep the stacks are. A function's own cycles come before those of its
 * callees.
 */
import type { CallTree } from '../call-tree.ts';
import type { Profile } from '../profile.ts';

export interface SpeedscopeEvent {
  /** Open, close. */
  readonly type: 'O' | 'C';
  readonly frame: number;
  readonly at: number;
}

export interface SpeedscopeFile {
  readonly $schema: 'https://www.speedscope.app/file-format-schema.json';
  readonly shared: { readonly frames: readonly { name: string; file?: string; line?: number }[] };
  readonly profiles: readonly {
    readonly type: 'evented';
    readonly name: string;
    readonly unit: 'none';
    readonly startValue: 0;
    readonly endValue: number;
    readonly events: readonly SpeedscopeEvent[];
  }[];
  readonly name: string;
  readonly activeProfileIndex: 0;
  readonly exporter: 'vouch';
}

export function toSpeedscope({ report, callTree }: Profile): SpeedscopeFile {
  const steps = callTree.hasSteps ? report.steps : [];
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: {
      frames: callTree.frames.map(({ name, file, line }) => ({
        name,
        ...(file === undefined || line === undefined ? {} : { file, line }),
      })),
    },
    profiles: [
      evented(callTree, report.program),
      ...steps.map(({ step, name }) => evented(callTree, `${report.program}: ${name}`, step)),
    ],
    name: report.program,
    activeProfileIndex: 0,
    exporter: 'vouch',
  };
}

function evented({ nodes }: CallTree, name: string, step?: number): SpeedscopeFile['profiles'][number] {
  const events: SpeedscopeEvent[] = [];
  const open: { index: number; frame: number; end: number; nextChild: number }[] = [];
  let end = 0;
  const closeUntil = (parent: number): void => {
    for (let top = open.at(-1); top && top.index !== parent; top = open.at(-1)) {
      events.push({ type: 'C', frame: top.frame, at: top.end });
      open.pop();
    }
  };
  for (const [index, node] of nodes.entries()) {
    if (step !== undefined && node.step !== step) continue;
    closeUntil(node.parent);
    const parent = open.at(-1);
    const at = parent ? parent.nextChild : end;
    if (parent) parent.nextChild += node.totalCycles;
    else end += node.totalCycles;
    events.push({ type: 'O', frame: node.frame, at });
    open.push({ index, frame: node.frame, end: at + node.totalCycles, nextChild: at + node.selfCycles });
  }
  closeUntil(-1);
  return { type: 'evented', name, unit: 'none', startValue: 0, endValue: end, events };
}
