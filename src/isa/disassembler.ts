/** Instructions as text, in the syntax that `assembler.ts` reads; branch and jump targets are absolute if pc is given. */

import { registerNames } from './registers.ts';
import { decode, findInstruction, type Instruction } from './rv64im.ts';

export function disassemble(instruction: Instruction, pc?: number): string {
  const { mnemonic, imm, family } = instruction;
  const format = findInstruction(mnemonic)?.format;
  const [rd, rs1, rs2] = [instruction.rd, instruction.rs1, instruction.rs2].map((r) => registerNames[r]);
  const target = pc === undefined ? `. ${imm < 0 ? '-' : '+'} ${Math.abs(imm)}` : hex(pc + imm);
  switch (format) {
    case 'R':
      return `${mnemonic} ${rd}, ${rs1}, ${rs2}`;
    case 'I':
      if (family === 'ld' || family === 'load' || family === 'jalr') return `${mnemonic} ${rd}, ${imm}(${rs1})`;
      return `${mnemonic} ${rd}, ${rs1}, ${imm}`;
    case 'shift64':
    case 'shift32':
      return `${mnemonic} ${rd}, ${rs1}, ${imm}`;
    case 'S':
      return `${mnemonic} ${rs2}, ${imm}(${rs1})`;
    case 'B':
      return `${mnemonic} ${rs1}, ${rs2}, ${target}`;
    case 'U':
      return `${mnemonic} ${rd}, ${hex(imm >>> 12)}`;
    case 'J':
      return `${mnemonic} ${rd}, ${target}`;
    default:
      return mnemonic;
  }
}

/** Text of any word; what is no instruction becomes `.word`. */
export function disassembleWord(word: number, pc?: number): string {
  const instruction = decode(word);
  return instruction ? disassemble(instruction, pc) : `.word ${hex(word >>> 0)}`;
}

function hex(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
