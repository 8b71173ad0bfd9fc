/**
 * Last steps before registers: edges with arguments that leave a block with several exits get a block of their own for the moves, and
 * constants that an instruction needs in a register get a place: before the outermost loop around the use, else
 * once per block. Arguments of calls, edges and returns need none: the move makes the constant.
 */
import { type Block, type Edge, type IrFunction, newBlock, newValue, type Value } from '../ir/ir.ts';
import { Dominators, findLoops, type Loop, predecessors } from './graph.ts';

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
  const hoisted = new Map<Block, Map<bigint, Value>>();
  const load = (constant: bigint, block: Block): Value => {
    const value = newValue(fn, 'li', []);
    value.constant = constant;
    value.block = block;
    return value;
  };
  for (const block of fn.blocks) {
    const loop = outermost.get(block);
    const home = loop && !block.isCold ? dominators.immediate(loop.header) : undefined;
    const local = new Map<bigint, Value>();
    const placed: Value[] = [];
    const inRegister = (operand: Value): Value => {
      if (operand.op !== 'const' || operand.constant === 0n) return operand;
      if (!home) {
        let value = local.get(operand.constant);
        if (!value) {
          value = load(operand.constant, block);
          local.set(operand.constant, value);
          placed.push(value);
        }
        return value;
      }
      let known = hoisted.get(home);
      if (!known) {
        known = new Map();
        hoisted.set(home, known);
      }
      let value = known.get(operand.constant);
      if (!value) {
        value = load(operand.constant, home);
        known.set(operand.constant, value);
      }
      return value;
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
  for (const [home, values] of hoisted) home.values.push(...values.values());
}
