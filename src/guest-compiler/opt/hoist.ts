/**
 * What every round of a loop computes from the same operands is computed before it. Most such code was taken out of the loop before it became
 * WebAssembly; what is left are the shifts and sums of our own making.
 */
import type { Block, IrFunction } from '../ir/ir.ts';
import { isPure } from '../ir/ir.ts';
import { Dominators, findLoops, predecessors } from './graph.ts';

export function hoistInvariants(fn: IrFunction): void {
  const preds = predecessors(fn);
  const dominators = new Dominators(fn, preds);
  const loops = findLoops(fn, preds, dominators);
  const position = new Map<Block, number>(dominators.order.map((block, i) => [block, i]));
  // Inner loops first: what leaves one may leave the next, too.
  for (const { header, blocks } of loops.reverse()) {
    if (header === fn.blocks[0]) continue;
    const home = dominators.immediate(header);
    const latches = preds.get(header)!.filter(({ block }) => blocks.has(block));
    const inOrder = [...blocks].sort((a, b) => position.get(a)! - position.get(b)!);
    for (const block of inOrder) {
      // Others may run in few rounds only.
      if (!latches.every((latch) => dominators.dominates(block, latch.block))) continue;
      block.values = block.values.filter((value) => {
        const isFixed = (arg: (typeof value.args)[number]): boolean => arg.op === 'const' || !blocks.has(arg.block!);
        if (!isPure(value) || !value.args.every(isFixed)) return true;
        value.block = home;
        home.values.push(value);
        return false;
      });
    }
  }
}
