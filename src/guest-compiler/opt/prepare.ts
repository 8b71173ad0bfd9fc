/**
 * Last steps before registers: edges with arguments that leave a block with several exits get a block of their own for the moves, and
 * constants that an instruction needs in a register get a place: before the outermost loop around the use, else where they are needed
 * first, once per block if one instruction makes them. Arguments of calls, edges and returns need none: the move makes the constant.
 */

import { type Block, type Edge, type IrFunction, newBlock, newValue, type Value } from '../ir/ir.ts';
import { fitsImmediate } from '../ir/operations.ts';
import { Dominators, findLoops, type Loop, predecessors } from './graph.ts';
import { hoistInvariants } from './hoist.ts';
import { pinGlobal } from './pin.ts';
import { sinkValues } from './sink.ts';

export function prepareForRegisters(fn: IrFunction): void {
  hoistInvariants(fn);
  splitCriticalEdges(fn);
  sinkValues(fn);
  placeConstants(fn);
  pinGlobal(fn);
}

export function splitCriticalEdges(fn: IrFunction): void {
  const order: Block[] = [];
  const cold: Block[] = [];
  for (const block of fn.blocks.slice()) {
    (block.isCold ? cold : order).push(block);
    const { edges } = block.terminator!;
    if (edges.length < 2) continue;
    for (const edge of edges) {
      if (edge.args.length === 0) continue;
      const middle = newBlock(fn);
      middle.isCold = block.isCold;
      const onward: Edge = { target: edge.target, args: edge.args };
      middle.terminator = { kind: 'jump', edges: [onward] };
      edge.target = middle;
      edge.args = [];
      (block.isCold ? cold : order).push(middle);
    }
  }
  fn.blocks = [...order, ...cold];
}

export function placeConstants(fn: IrFunction): void {
  const preds = predecessors(fn);
  const dominators = new Dominators(fn, preds);
  const loops = findLoops(fn, preds, dominators);
  const outermost = new Map<Block, Loop>();
  for (const loop of loops) for (const block of loop.blocks) if (!outermost.has(block)) outermost.set(block, loop);
  const hoisted = new Map<Block, Value[]>();
  const known = new Map<bigint, Value[]>();
  const load = (constant: bigint, block: Block, into: Value[]): Value => {
    const value = newValue(fn, 'li', []);
    value.constant = constant;
    value.block = block;
    into.push(value);
    const others = known.get(constant);
    if (others) others.push(value);
    else known.set(constant, [value]);
    return value;
  };
  // Blocks come after those that dominate them, so that a constant is found where it is in a register already.
  for (const block of dominators.order) {
    const loop = outermost.get(block);
    const home = loop && !block.isCold ? dominators.immediate(loop.header) : undefined;
    const placed: Value[] = [];
    const inRegister = (operand: Value): Value => {
      if (operand.op !== 'const' || operand.constant === 0n) return operand;
      const place = home ?? block;
      const isShared = home !== undefined || (!block.isCold && !fitsImmediate(operand.constant));
      const candidates = known.get(operand.constant);
      const last = candidates?.at(-1);
      const found = isShared
        ? candidates?.find((value) => dominators.dominates(value.block!, place))
        : last?.block === block
          ? last
          : undefined;
      if (found) return found;
      if (!home) return load(operand.constant, block, placed);
      let list = hoisted.get(home);
      if (!list) {
        list = [];
        hoisted.set(home, list);
      }
      return load(operand.constant, home, list);
    };
    for (const value of block.values) {
      if (value.op === 'call') {
        placed.push(value);
        continue;
      }
      const first = value.op === 'callIndirect' ? value.args.length - 1 : 0;
      for (let i = first; i < value.args.length; i++) value.args[i] = inRegister(value.args[i]!);
      placed.push(value);
    }
    const terminator = block.terminator!;
    if (terminator.kind === 'branch') {
      terminator.a = inRegister(terminator.a);
      terminator.b = inRegister(terminator.b);
    } else if (terminator.kind === 'switch' || terminator.kind === 'table')
      terminator.index = inRegister(terminator.index);
    block.values = placed;
  }
  for (const [home, values] of hoisted) home.values.push(...values);
}
