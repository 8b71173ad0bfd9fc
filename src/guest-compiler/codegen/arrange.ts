/**
 * Blocks in order, with as few jumps as possible: blocks that only jump disappear, jumps to what follows are left out,
 * branches are inverted where that helps, and a jump to a short block that ends in a branch or a return becomes a copy of that block,
 * which turns loops tested at the top into loops tested at the bottom.
 */
import type { Block, BranchOp } from '../ir/ir.ts';
import { SCRATCH } from '../regalloc/registers.ts';
import { type BlockEnd, type EmittedBlock, STACK_OVERFLOW_LABEL } from './emit.ts';
import { CodeBuffer, type MachineInstruction } from './machine.ts';

const MAX_COPIED = 4;
const inverse: Record<BranchOp, BranchOp> = {
  ...{ beq: 'bne', bne: 'beq', blt: 'bge', bge: 'blt', bltu: 'bgeu', bgeu: 'bltu' },
};

export interface Arranged {
  readonly instructions: readonly MachineInstruction[];
  readonly labels: ReadonlyMap<number, number>;
}

/** @param pinned labels that tables name, so that their blocks stay */
export function arrange(blocks: readonly EmittedBlock[], pinned: ReadonlySet<number>): Arranged {
  const byBlock = new Map(blocks.map((emitted) => [emitted.block, emitted]));
  const isEmpty = ({ block, body, end }: EmittedBlock): boolean =>
    body.length === 0 && end.kind === 'jump' && end.target !== block && block !== blocks[0]?.block;
  const final = (start: Block): Block => {
    let target = start;
    for (let steps = 0; steps < blocks.length; steps++) {
      const emitted = byBlock.get(target)!;
      if (!isEmpty(emitted)) return target;
      target = (emitted.end as { target: Block }).target;
    }
    return target;
  };
  const order = blocks.filter((emitted) => !isEmpty(emitted) || pinned.has(emitted.block.id));
  const code = new CodeBuffer();
  const labels = new Map<number, number>();
  const emitEnd = (end: BlockEnd, next: Block | undefined, mayCopy: boolean): void => {
    if (end.kind === 'none') return;
    if (end.kind === 'jump') {
      const target = final(end.target);
      if (target === next) return;
      const copied = byBlock.get(target)!;
      if (mayCopy && copied.end.kind !== 'jump' && copied.body.length <= MAX_COPIED && !copied.block.isCold) {
        code.instructions.push(...copied.body);
        code.offset = copied.offset;
        emitEnd(copied.end, next, false);
        return;
      }
      code.jump(target.id);
      return;
    }
    const [first, second] = end.targets.map(final) as [Block, Block];
    if (first === second) emitEnd({ kind: 'jump', target: first }, next, false);
    else if (first === next) code.branch(inverse[end.op], end.rs1, end.rs2, second.id);
    else {
      code.branch(end.op, end.rs1, end.rs2, first.id);
      if (second !== next) code.jump(second.id);
    }
  };
  for (const [i, { block, body, end, offset }] of order.entries()) {
    labels.set(block.id, code.instructions.length);
    code.instructions.push(...body);
    code.offset = offset;
    emitEnd(end, order[i + 1]?.block, true);
  }
  if (code.instructions.some(({ label }) => label === STACK_OVERFLOW_LABEL)) {
    labels.set(STACK_OVERFLOW_LABEL, code.instructions.length);
    code.offset = blocks[0]!.block.offset;
    code.call('trap.stackOverflow', SCRATCH);
  }
  return { instructions: code.instructions, labels };
}
