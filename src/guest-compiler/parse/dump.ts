/** A decoded function as text: its type, its locals, one line per instruction with byte offset, opcode and immediates. */
import type { Instruction } from './instructions.ts';
import type { FunctionBody, FunctionType, Module } from './module.ts';

const typeText = ({ params, results }: FunctionType): string => `(${params.join(', ')}) -> (${results.join(', ')})`;

export function dumpInstructions(module: Module, body: FunctionBody, instructions: readonly Instruction[]): string {
  const lines = [`${body.name} ${typeText(module.types[body.typeIndex]!)}, locals (${body.locals.join(', ')})`];
  let depth = 1;
  for (const { opcode, offset, imm, imm2, wide, labels, block } of instructions) {
    const isClosing = opcode === 0x05 || opcode === 0x0b;
    const isOpening = opcode >= 0x02 && opcode <= 0x05;
    if (isClosing) depth--;
    const operands = [
      ...(block ? ['result' in block ? (block.result ?? 'none') : `type ${block.typeIndex}`] : []),
      ...(labels.length > 0 ? [`[${labels.join(', ')}]`] : []),
      ...(imm !== 0 ? [imm] : []),
      ...(imm2 !== 0 ? [imm2] : []),
      ...(wide !== 0n ? [wide] : []),
    ];
    const code = `0x${opcode.toString(16).padStart(2, '0')}`;
    lines.push(`${offset.toString(16).padStart(4, '0')} ${'  '.repeat(depth)}${[code, ...operands].join(' ')}`);
    if (isOpening) depth++;
  }
  return lines.join('\n');
}
