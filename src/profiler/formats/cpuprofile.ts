/**
 * Chrome's `.cpuprofile`: `Profiler.Profile` of the DevTools protocol. A cycle counts as a microsecond. Every node with cycles of its own has
 * one sample, in the tree's order; a sample lasts until the next one, so the root gets one more at the end.
 */
import type { CallTree } from '../call-tree.ts';

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly scriptId: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
    readonly hitCount: number;
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const ROOT_ID = 1;

export function toCpuProfile({ frames, nodes }: CallTree): CpuProfile {
  const children: number[][] = [[], ...nodes.map(() => [])];
  for (const [i, { parent }] of nodes.entries()) children[parent + 1]!.push(idOf(i));
  const ofNode = (index: number): { children?: number[] } =>
    children[index + 1]!.length > 0 ? { children: children[index + 1]! } : {};
  const root = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let pending = 0;
  for (const [i, { selfCycles }] of nodes.entries()) {
    if (selfCycles === 0) continue;
    samples.push(idOf(i));
    timeDeltas.push(pending);
    pending = selfCycles;
  }
  samples.push(ROOT_ID);
  timeDeltas.push(pending);
  return {
    nodes: [
      { id: ROOT_ID, callFrame: root, hitCount: 0, ...ofNode(-1) },
      ...nodes.map(({ frame, selfCycles }, i) => {
        const { name, file = '', line = 0 } = frames[frame]!;
        const callFrame = { functionName: name, scriptId: '0', url: file, lineNumber: line - 1, columnNumber: -1 };
        return { id: idOf(i), callFrame, hitCount: selfCycles, ...ofNode(i) };
      }),
    ],
    startTime: 0,
    endTime: timeDeltas.reduce((sum, delta) => sum + delta, 0),
    samples,
    timeDeltas,
  };
}

const idOf = (index: number): number => index + 1 + ROOT_ID;
