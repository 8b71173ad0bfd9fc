/** Machine code as text, with labels of blocks and symbols. */
import { registerNames } from '../../isa/registers.ts';
import { findInstruction } from '../../isa/rv64im.ts';
import type { MachineFunction, MachineInstruction } from './machine.ts';

export function dumpMachine({ name, instructions, labels }: MachineFunction): string {
  const labelsAt = new Map<number, number[]>();
  for (const [label, index] of labels) labelsAt.set(index, [...(labelsAt.get(index) ?? []), label]);
  const lines = [`${name}:`];
  for (const [i, instruction] of instructions.entries()) {
    for (const label of labelsAt.get(i) ?? []) lines.push(`.L${label}:`);
    lines.push(`  ${instructionText(instruction)}`);
  }
  return lines.join('\n');
}

function instructionText({ op, rd, rs1, rs2, imm, label, symbol }: MachineInstruction): string {
  const [d, a, b] = [rd, rs1, rs2].map((register) => registerNames[register]);
  const target = label === undefined ? symbol : `.L${label}`;
  const entry = findInstruction(op)!;
  const isMemory = entry.family === 'ld' || entry.family === 'load' || op === 'jalr';
  switch (entry.format) {
    case 'R':
      return `${op} ${d}, ${a}, ${b}`;
    case 'S':
      return `${op} ${b}, ${imm}(${a})`;
    case 'B':
      return `${op} ${a}, ${b}, ${target}`;
    case 'J':
      return `${op} ${d}, ${target}`;
    case 'U':
      return `${op} ${d}, 0x${(imm >>> 12).toString(16)}`;
    case 'system':
      return op;
    default:
      return isMemory ? `${op} ${d}, ${imm}(${a})` : `${op} ${d}, ${a}, ${imm}`;
  }
}
