/**
 * Live intervals in positions along the blocks' order. Each instruction has four: operands are read at p, a call changes registers
 * at p + 1, results appear at p + 2. Which values are live out of a block is found by walking up from uses (Boissinot et
 * al., "Computing liveness sets for SSA-form programs"), which needs no sets over all values.
 */
import { type Block, type IrFunction, terminatorOperands, type Value } from '../ir/ir.ts';
import { predecessors } from '../opt/graph.ts';

export const STEP = 4;

/** Sorted, disjoint, half-open: start, end, start, end, ... */
export type Segments = number[];

export interface Liveness {
  readonly intervals: Map<Value, Segments>;
  /** Of each call. */
  readonly callPositions: Map<Value, number>;
  readonly blockStart: Map<Block, number>;
}

/**
 * @param needsRegister false for values that live in a slot or are made where they are used
 * @param isMovedFromRegister false for values that moves take from a slot
 */
export function computeLiveness(
  fn: IrFunction,
  needsRegister: (value: Value) => boolean,
  isMovedFromRegister: (value: Value) => boolean,
): Liveness {
  const preds = predecessors(fn);
  const liveOut = new Map<Block, Value[]>(fn.blocks.map((block) => [block, []]));
  const liveIn = new Map<Block, Value[]>(fn.blocks.map((block) => [block, []]));
  const walkUp = (start: Block, value: Value): void => {
    const work = [start];
    for (let block = work.pop(); block; block = work.pop()) {
      if (value.block === block) continue;
      const into = liveIn.get(block)!;
      if (into.at(-1) === value) continue;
      into.push(value);
      for (const pred of preds.get(block)!) {
        const out = liveOut.get(pred.block)!;
        if (out.at(-1) === value) continue;
        out.push(value);
        work.push(pred.block);
      }
    }
  };
  const usedIn = new Map<Value, Block[]>();
  for (const block of fn.blocks) {
    const use = (value: Value, isMove: boolean): void => {
      if (value.block === block || !(isMove ? isMovedFromRegister : needsRegister)(value)) return;
      const blocks = usedIn.get(value);
      if (!blocks) usedIn.set(value, [block]);
      else if (blocks.at(-1) !== block) blocks.push(block);
    };
    forEachUse(block, use);
  }
  // Value by value, so that the last entry of a list tells whether the value is in it.
  for (const [value, blocks] of usedIn) for (const block of blocks) walkUp(block, value);
  return buildIntervals(fn, needsRegister, isMovedFromRegister, liveIn, liveOut);
}

/** Operands that a move takes, from wherever they are: arguments of calls, not the target of an indirect one. */
export function isMoved(value: Value, index: number): boolean {
  return value.op === 'call' || (value.op === 'callIndirect' && index < value.args.length - 1);
}

function forEachUse(block: Block, use: (value: Value, isMove: boolean) => void): void {
  const { values, terminator } = block;
  for (const value of values) for (const [i, arg] of value.args.entries()) use(arg, isMoved(value, i));
  for (const value of terminatorOperands(terminator!)) use(value, terminator!.kind === 'return');
  for (const { args } of terminator!.edges) for (const arg of args) use(arg, true);
}

function buildIntervals(
  fn: IrFunction,
  needsRegister: (value: Value) => boolean,
  isMovedFromRegister: (value: Value) => boolean,
  liveIn: ReadonlyMap<Block, Value[]>,
  liveOut: ReadonlyMap<Block, Value[]>,
): Liveness {
  const blockStart = new Map<Block, number>();
  let position = 0;
  for (const block of fn.blocks) {
    blockStart.set(block, position);
    position += STEP * (block.values.length + 2);
  }
  const reversed = new Map<Value, Segments>();
  const callPositions = new Map<Value, number>();
  const ends = new Map<Value, number>();
  const close = (value: Value, start: number, end: number): void => {
    const segments = reversed.get(value);
    if (!segments) reversed.set(value, [end, start]);
    else if (segments.at(-1) === end) segments[segments.length - 1] = start;
    else segments.push(end, start);
  };
  let blockEnd = position;
  for (let i = fn.blocks.length - 1; i >= 0; i--) {
    const block = fn.blocks[i]!;
    const start = blockStart.get(block)!;
    ends.clear();
    for (const value of liveOut.get(block)!) ends.set(value, blockEnd);
    const use = (value: Value, at: number, isMove: boolean): void => {
      if (!ends.has(value) && (isMove ? isMovedFromRegister : needsRegister)(value)) ends.set(value, at + 1);
    };
    const define = (value: Value, at: number): void => {
      if (!needsRegister(value)) return;
      close(value, at, ends.get(value) ?? at + 1);
      ends.delete(value);
    };
    let at = start + STEP * (block.values.length + 1);
    for (const value of terminatorOperands(block.terminator!)) use(value, at, block.terminator!.kind === 'return');
    for (const { args } of block.terminator!.edges) for (const arg of args) use(arg, at, true);
    for (let j = block.values.length - 1; j >= 0; j--) {
      at -= STEP;
      const value = block.values[j]!;
      if (value.hasResult) define(value, at + 2);
      for (const extra of value.extraResults) define(extra, at + 2);
      for (const [k, arg] of value.args.entries()) use(arg, at, isMoved(value, k));
      if (value.op === 'call' || value.op === 'callIndirect') callPositions.set(value, at);
    }
    for (const param of block.params) define(param, start);
    for (const value of liveIn.get(block)!) close(value, start, ends.get(value) ?? start + 1);
    blockEnd = start;
  }
  const intervals = new Map<Value, Segments>();
  for (const [value, segments] of reversed) intervals.set(value, segments.reverse());
  return { intervals, callPositions, blockStart };
}

export function intersects(a: Segments, b: Segments): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i + 1]! <= b[j]!) i += 2;
    else if (b[j + 1]! <= a[i]!) j += 2;
    else return true;
  }
  return false;
}

export function union(a: Segments, b: Segments): Segments {
  const result: Segments = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const takeA = j >= b.length || (i < a.length && a[i]! < b[j]!);
    const start = takeA ? a[i]! : b[j]!;
    const end = takeA ? a[i + 1]! : b[j + 1]!;
    if (takeA) i += 2;
    else j += 2;
    if (result.length > 0 && result.at(-1)! >= start) result[result.length - 1] = Math.max(result.at(-1)!, end);
    else result.push(start, end);
  }
  return result;
}
