/**
 * The call tree as formats need it: nodes of equal names are one, steps are the outermost level (if there is more than one), children are
 * sorted by cost, parents come before children. From the executor's nodes, whose parents may belong to an earlier step.
 */
import type { DebugInfo } from '../debug-info/index.ts';
import type { CallNode } from '../executor/index.ts';

/** A function, or the step that is the outermost level. */
export interface Frame {
  readonly name: string;
  /** Source of its first instruction, if known. */
  readonly file?: string;
  readonly line?: number;
  /** Address; absent for a step. */
  readonly pc?: number;
}

export interface TreeNode {
  /** Index into `nodes`, always a smaller one; -1 for the outermost level. */
  readonly parent: number;
  /** Index into `frames`. */
  readonly frame: number;
  readonly step: number;
  readonly calls: number;
  readonly selfCycles: number;
  /** With everything called from here. */
  readonly totalCycles: number;
}

export interface CallTree {
  readonly frames: readonly Frame[];
  readonly nodes: readonly TreeNode[];
  /** True if the outermost level is steps. */
  readonly hasSteps: boolean;
}

/** A hostile program can ask for steps x nodes; beyond this, cycles stay with the caller. */
const MAX_TREE_NODES = 1 << 19;

interface Draft {
  readonly frame: number;
  readonly step: number;
  readonly parent: Draft | null;
  readonly children: Map<number, Draft>;
  calls: number;
  self: number;
  total: number;
}

export function buildCallTree(
  callTree: readonly CallNode[],
  debug: DebugInfo,
  stepName: (step: number) => string,
): CallTree {
  const steps = new Set(callTree.map(({ step }) => step));
  const frames = new Frames(debug);
  const drafts: Draft[] = [];
  const roots = new Map<number, Draft>();
  const create = (parent: Draft | null, frame: number, step: number): Draft => {
    const draft: Draft = { frame, step, parent, children: new Map(), calls: 0, self: 0, total: 0 };
    parent?.children.set(frame, draft);
    drafts.push(draft);
    return draft;
  };
  const hasSteps = steps.size > 1;
  for (const step of [...steps].sort((a, b) => Number(b === 0) - Number(a === 0) || a - b)) {
    roots.set(step, create(null, hasSteps ? frames.add({ name: stepName(step) }) : -1, step));
  }

  // (node, step) -> place in the new tree. Several executor nodes of one path and step meet there.
  const places = new Map<number, Draft>();
  const placeOf = (index: number, step: number): Draft => {
    const path: number[] = [];
    let at = index;
    let place: Draft | undefined;
    for (; at >= 0; at = callTree[at]!.parent) {
      place = places.get(at * 4096 + (step & 4095));
      if (place) break;
      path.push(at);
    }
    let found: Draft = place ?? roots.get(step)!;
    for (let i = path.length - 1; i >= 0; i--) {
      const frame = frames.of(callTree[path[i]!]!.pc);
      let next = found.children.get(frame);
      if (!next && drafts.length < MAX_TREE_NODES) next = create(found, frame, step);
      found = next ?? found;
      places.set(path[i]! * 4096 + (step & 4095), found);
    }
    return found;
  };
  for (const [index, { step, calls, selfCycles }] of callTree.entries()) {
    const place = placeOf(index, step);
    place.calls += calls;
    place.self += selfCycles;
  }
  for (const draft of drafts.toReversed()) {
    draft.total += draft.self;
    if (draft.parent) draft.parent.total += draft.total;
  }
  return { frames: frames.list, nodes: flatten([...roots.values()], hasSteps), hasSteps };
}

/** Depth first, the most expensive child first. Nodes without cycles (functions that a step only passed through) stay out. */
function flatten(roots: readonly Draft[], hasSteps: boolean): TreeNode[] {
  const nodes: TreeNode[] = [];
  const stack: [Draft, number][] = [];
  const push = (children: Iterable<Draft>, parent: number): void => {
    const sorted = [...children].sort((a, b) => a.total - b.total || b.frame - a.frame);
    for (const child of sorted) if (child.total > 0) stack.push([child, parent]);
  };
  if (hasSteps) for (const root of roots.toReversed()) push([root], -1);
  else for (const root of roots) push(root.children.values(), -1);
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [{ frame, step, calls, self, total, children }, parent] = next;
    nodes.push({ parent, frame, step, calls, selfCycles: self, totalCycles: total });
    push(children.values(), nodes.length - 1);
  }
  return nodes;
}

class Frames {
  readonly list: Frame[] = [];
  readonly #debug: DebugInfo;
  readonly #byPc = new Map<number, number>();
  readonly #byStart = new Map<number, number>();

  constructor(debug: DebugInfo) {
    this.#debug = debug;
  }

  add(frame: Frame): number {
    return this.list.push(frame) - 1;
  }

  /** The function that the code at `pc` belongs to. */
  of(pc: number): number {
    const known = this.#byPc.get(pc);
    if (known !== undefined) return known;
    const fn = this.#debug.functionAt(pc);
    const start = fn?.start ?? pc;
    let index = this.#byStart.get(start);
    if (index === undefined) {
      const position = this.#debug.lineAt(start);
      const source = position ? { file: position.file, line: position.line } : {};
      index = this.add({ name: fn?.name ?? `0x${start.toString(16)}`, ...source, pc: start });
      this.#byStart.set(start, index);
    }
    this.#byPc.set(pc, index);
    return index;
  }
}
