/** The passes over a function between translation and register allocation. */
import type { IrFunction } from '../ir/ir.ts';
import { mergeBlocks, simplifyBranches } from './branches.ts';
import { orderBlocks, removeUnreachable } from './graph.ts';
import { removeDead, removeTrivialParams } from './parameters.ts';
import { simplifyValues } from './simplify.ts';
import { lowerSwitches } from './switches.ts';
import { threadJumps } from './threads.ts';

/** @param allocateTable room for a jump table of so many entries: its address */
export function optimize(fn: IrFunction, allocateTable: (entries: number) => number): void {
  removeUnreachable(fn);
  lowerSwitches(fn, allocateTable);
  for (let round = 0; round < 2; round++) {
    removeTrivialParams(fn);
    removeDead(fn);
    simplifyValues(fn);
    simplifyBranches(fn);
    removeUnreachable(fn);
    removeDead(fn);
    if (threadJumps(fn)) {
      simplifyBranches(fn);
      removeUnreachable(fn);
      removeDead(fn);
    }
    mergeBlocks(fn);
    removeUnreachable(fn);
  }
  orderBlocks(fn);
}
