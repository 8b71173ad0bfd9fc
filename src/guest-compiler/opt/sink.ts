/**
 * Values that only one branch needs are computed there: `c ? t - p : t` becomes a branch over one subtraction, and what only a trap needs costs
 * nothing. A value moves from a block with several exits into one that has no other predecessor, if all its uses are there.
 */
import { type Block, hasSideEffect, type IrFunction, isPure, terminatorOperands, type Value } from '../ir/ir.ts';
import { predecessors } from './graph.ts';

const loads = new Set(['lb', 'lbu', 'lh', 'lhu', 'lw', 'lwu', 'ld']);

/** After edges are split: what only an edge's argument needs moves onto the edge. */
export function sinkValues(fn: IrFunction): void {
  const preds = predecessors(fn);
  /** The block with all uses of a value; null if there are several. */
  const users = new Map<Value, Block | null>();
  const use = (value: Value, block: Block): void => {
    const known = users.get(value);
    if (known === undefined) users.set(value, block);
    else if (known !== block) users.set(value, null);
  };
  const useAtEnd = (block: Block): void => {
    for (const value of terminatorOperands(block.terminator!)) use(value, block);
    for (const { args } of block.terminator!.edges) for (const arg of args) use(arg, block);
  };
  // Uses in the value's own block come while that is walked from its end, so that operands follow what has moved.
  for (const block of fn.blocks) {
    for (const { args } of block.values) for (const arg of args) if (arg.block !== block) use(arg, block);
    for (const value of terminatorOperands(block.terminator!)) if (value.block !== block) use(value, block);
    for (const { args } of block.terminator!.edges) for (const arg of args) if (arg.block !== block) use(arg, block);
  }
  for (const block of fn.blocks) {
    if (block.terminator!.edges.length < 2) continue;
    useAtEnd(block);
    const kept: Value[] = [];
    const sunk = new Map<Block, Value[]>();
    let isMemoryFixed = true;
    for (let i = block.values.length - 1; i >= 0; i--) {
      const value = block.values[i]!;
      if (hasSideEffect(value)) isMemoryFixed = false;
      const target = users.get(value);
      const mayMove = isPure(value) || (isMemoryFixed && loads.has(value.op));
      const isInto = mayMove && target && target !== block && preds.get(target)!.length === 1;
      if (isInto && preds.get(target)![0]!.block === block) {
        value.block = target;
        const list = sunk.get(target);
        if (list) list.push(value);
        else sunk.set(target, [value]);
      } else kept.push(value);
      for (const arg of value.args) use(arg, value.block!);
    }
    block.values = kept.reverse();
    for (const [target, values] of sunk) target.values.unshift(...values.reverse());
  }
}
