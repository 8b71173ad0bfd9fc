/** Block parameters that are always the same value are that value; those that nobody needs go with all other dead code. */
import { type Block, hasSideEffect, type IrFunction, resolve, terminatorOperands, type Value } from '../ir/ir.ts';
import { predecessors } from './graph.ts';

/** Rewrites all operands to what replaced them. */
export function applyReplacements(fn: IrFunction): void {
  const map = (values: Value[]): void => {
    for (let i = 0; i < values.length; i++) if (values[i]!.replacement) values[i] = resolve(values[i]!);
  };
  for (const block of fn.blocks) {
    block.values = block.values.filter((value) => !value.replacement);
    for (const value of block.values) map(value.args);
    const terminator = block.terminator!;
    if (terminator.kind === 'branch') {
      terminator.a = resolve(terminator.a);
      terminator.b = resolve(terminator.b);
    } else if (terminator.kind === 'switch' || terminator.kind === 'table')
      terminator.index = resolve(terminator.index);
    else if (terminator.kind === 'return') map(terminator.args);
    for (const { args } of terminator.edges) map(args);
  }
}

export function removeTrivialParams(fn: IrFunction): void {
  const preds = predecessors(fn);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const block of fn.blocks) {
      if (block === fn.blocks[0]) continue;
      const incoming = preds.get(block)!;
      for (let i = block.params.length - 1; i >= 0; i--) {
        const param = block.params[i]!;
        let same: Value | undefined;
        const isTrivial = incoming.every(({ edge }) => {
          const arg = resolve(edge.args[i]!);
          if (arg === param || arg === same) return true;
          if (same) return false;
          same = arg;
          return true;
        });
        if (!isTrivial || !same) continue;
        param.replacement = same;
        dropParam(block, i, incoming);
        isChanged = true;
      }
    }
  }
  applyReplacements(fn);
}

function dropParam(block: Block, index: number, incoming: readonly { edge: { args: Value[] } }[]): void {
  block.params.splice(index, 1);
  for (const { edge } of incoming) edge.args.splice(index, 1);
}

/** Keeps what has an effect, and what that needs. */
export function removeDead(fn: IrFunction): void {
  const preds = predecessors(fn);
  const live = new Set<Value>();
  const work: Value[] = [];
  const need = (value: Value): void => {
    if (live.has(value)) return;
    live.add(value);
    work.push(value);
  };
  for (const block of fn.blocks) {
    for (const value of block.values) if (hasSideEffect(value)) need(value);
    for (const value of terminatorOperands(block.terminator!)) need(value);
  }
  for (let value = work.pop(); value; value = work.pop()) {
    for (const arg of value.args) need(arg);
    if (value.op !== 'param' || value.block === fn.blocks[0]) continue;
    const index = value.block!.params.indexOf(value);
    for (const { edge } of preds.get(value.block!)!) need(edge.args[index]!);
  }
  for (const block of fn.blocks) {
    block.values = block.values.filter((value) => live.has(value));
    if (block === fn.blocks[0]) continue;
    for (let i = block.params.length - 1; i >= 0; i--) {
      if (!live.has(block.params[i]!)) dropParam(block, i, preds.get(block)!);
    }
  }
}
