/** The call graph: which functions a program needs, in which order they compile (callees first), which can recurse without bound. */
import type { IrFunction } from '../ir/ir.ts';

export interface CallGraph {
  /** Callees before callers, except in cycles. */
  readonly order: readonly IrFunction[];
  readonly recursive: ReadonlySet<IrFunction>;
}

/** Tarjan's strongly connected components, without recursion of our own. @param indirect what a call through the table can reach */
export function callGraph(functions: ReadonlyMap<string, IrFunction>, indirect: readonly string[]): CallGraph {
  const order: IrFunction[] = [];
  const recursive = new Set<IrFunction>();
  const index = new Map<IrFunction, number>();
  const low = new Map<IrFunction, number>();
  const open: IrFunction[] = [];
  const isOpen = new Set<IrFunction>();
  const callees = (fn: IrFunction): IrFunction[] => {
    const symbols = new Set<string>();
    for (const { values } of fn.blocks) {
      for (const { op, callee } of values) {
        if (op === 'call') symbols.add(callee);
        else if (op === 'callIndirect') for (const symbol of indirect) symbols.add(symbol);
      }
    }
    return [...symbols].map((symbol) => functions.get(symbol)).filter((callee) => callee !== undefined);
  };
  for (const root of functions.values()) {
    if (index.has(root)) continue;
    const work = [{ fn: root, callees: callees(root), next: 0 }];
    const enter = (fn: IrFunction): void => {
      index.set(fn, index.size);
      low.set(fn, index.get(fn)!);
      open.push(fn);
      isOpen.add(fn);
    };
    enter(root);
    while (work.length > 0) {
      const top = work.at(-1)!;
      const callee = top.callees[top.next++];
      if (callee) {
        if (callee === top.fn) recursive.add(callee);
        if (!index.has(callee)) {
          enter(callee);
          work.push({ fn: callee, callees: callees(callee), next: 0 });
        } else if (isOpen.has(callee)) low.set(top.fn, Math.min(low.get(top.fn)!, index.get(callee)!));
        continue;
      }
      work.pop();
      const caller = work.at(-1)?.fn;
      if (caller) low.set(caller, Math.min(low.get(caller)!, low.get(top.fn)!));
      if (low.get(top.fn) !== index.get(top.fn)) continue;
      const component: IrFunction[] = [];
      for (let fn = open.pop()!; ; fn = open.pop()!) {
        isOpen.delete(fn);
        component.push(fn);
        if (fn === top.fn) break;
      }
      if (component.length > 1) for (const fn of component) recursive.add(fn);
      order.push(...component);
    }
  }
  return { order, recursive };
}
