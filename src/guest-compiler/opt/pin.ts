/**
 * The global that lives in a register is read there, as long as nothing can have changed it between, and what is computed only to be its next
 * value is computed into that register.
 */
import { PINNED_REGISTER } from '../ir/context.ts';
import { type Block, type IrFunction, isPure, terminatorOperands, type Value } from '../ir/ir.ts';

export function pinGlobal(fn: IrFunction): void {
  const isAccess = ({ op, imm }: Value): boolean => (op === 'getReg' || op === 'setReg') && imm === PINNED_REGISTER;
  const touched = fn.blocks.filter((block) => block.values.some(isAccess));
  if (touched.length === 0) return;
  const uses = countUses(fn);
  for (const block of touched) {
    placeNextValues(block, uses);
    pinReads(block, uses);
  }
}

function countUses(fn: IrFunction): Map<Value, number> {
  const uses = new Map<Value, number>();
  const count = (value: Value): void => {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  for (const { values, terminator } of fn.blocks) {
    for (const { args } of values) args.forEach(count);
    terminatorOperands(terminator!).forEach(count);
    for (const { args } of terminator!.edges) args.forEach(count);
  }
  return uses;
}

/** A value only for the global is computed right before it is set, in its register. */
function placeNextValues(block: Block, uses: ReadonlyMap<Value, number>): void {
  for (let i = block.values.length - 1; i >= 0; i--) {
    const set = block.values[i]!;
    if (set.op !== 'setReg') continue;
    const [next] = set.args as [Value];
    if (next.block !== block || !isPure(next) || next.op === 'const' || uses.get(next) !== 1) continue;
    block.values.splice(block.values.indexOf(next), 1);
    // One place has become free below.
    block.values.splice(i - 1, 0, next);
    next.isPinned = true;
  }
}

/** Reads whose uses all come before the next value, or a call that may set one. */
function pinReads(block: Block, uses: ReadonlyMap<Value, number>): void {
  const open = new Map<Value, number>();
  const close = (): void => {
    for (const [value, left] of open) if (left === 0) value.isPinned = true;
    open.clear();
  };
  const use = (value: Value): void => {
    const left = open.get(value);
    if (left !== undefined) open.set(value, left - 1);
  };
  for (const value of block.values) {
    value.args.forEach(use);
    if (value.isPinned || value.op === 'setReg' || value.op === 'call' || value.op === 'callIndirect') close();
    if (value.op === 'getReg' && value.imm === PINNED_REGISTER) open.set(value, uses.get(value) ?? 0);
  }
  terminatorOperands(block.terminator!).forEach(use);
  for (const { args } of block.terminator!.edges) args.forEach(use);
  close();
}
