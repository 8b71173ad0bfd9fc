/** Locals that each loop assigns, by the index of the loop's instruction: only these need parameters of its header. */
import type { Instruction } from '../parse/instructions.ts';

export function assignedInLoops(instructions: readonly Instruction[]): Map<number, readonly number[]> {
  const result = new Map<number, readonly number[]>();
  const open: { index: number; assigned: Set<number> | undefined }[] = [];
  for (const [index, { opcode, imm }] of instructions.entries()) {
    if (opcode === 0x03) open.push({ index, assigned: new Set() });
    else if (opcode === 0x02 || opcode === 0x04) open.push({ index, assigned: undefined });
    else if (opcode === 0x21 || opcode === 0x22) open.findLast(({ assigned }) => assigned)?.assigned?.add(imm);
    else if (opcode === 0x0b) {
      const closed = open.pop();
      if (!closed?.assigned) continue;
      result.set(
        closed.index,
        [...closed.assigned].sort((a, b) => a - b),
      );
      const around = open.findLast(({ assigned }) => assigned)?.assigned;
      for (const local of closed.assigned) around?.add(local);
    }
  }
  return result;
}
