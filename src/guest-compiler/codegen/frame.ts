/**
 * The frame of a function, from sp up: arguments beyond the eighth for callees (and results, likewise), spilled values, one slot for
 * cycles of moves, saved registers. A function that needs none of it has no frame.
 */
import type { IrFunction } from '../ir/ir.ts';
import { NUM_ARGUMENT_REGISTERS } from '../regalloc/registers.ts';

export interface FrameLayout {
  readonly bytes: number;
  readonly saved: readonly { readonly register: number; readonly offset: number }[];
  readonly cycleOffset: number;
  slotOffset(slot: number): number;
  /** Of an argument or result beyond the eighth, as caller. */
  outgoingOffset(index: number): number;
  /** The same as callee. */
  incomingOffset(index: number): number;
}

export function layoutFrame(fn: IrFunction, numSlots: number, savedRegisters: readonly number[]): FrameLayout {
  let outgoing = 0;
  for (const block of fn.blocks) {
    for (const value of block.values) {
      if (value.op !== 'call' && value.op !== 'callIndirect') continue;
      const numArgs = value.args.length - (value.op === 'callIndirect' ? 1 : 0);
      const numResults = (value.hasResult ? 1 : 0) + value.extraResults.length;
      outgoing = Math.max(outgoing, numArgs - NUM_ARGUMENT_REGISTERS, numResults - NUM_ARGUMENT_REGISTERS);
    }
  }
  const slotsStart = 8 * outgoing;
  const cycleOffset = slotsStart + 8 * numSlots;
  const savedStart = cycleOffset + (numSlots > 0 || outgoing > 0 ? 8 : 0);
  const needed = savedStart + 8 * savedRegisters.length;
  const bytes = Math.ceil(needed / 16) * 16;
  return {
    bytes,
    // Nearest to sp's old value, so that far slots do not make these far.
    saved: savedRegisters.map((register, i) => ({ register, offset: bytes - 8 * (i + 1) })),
    cycleOffset,
    slotOffset: (slot) => slotsStart + 8 * slot,
    outgoingOffset: (index) => 8 * (index - NUM_ARGUMENT_REGISTERS),
    incomingOffset: (index) => bytes + 8 * (index - NUM_ARGUMENT_REGISTERS),
  };
}
