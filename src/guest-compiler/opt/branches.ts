/** Comparisons move into the branches that test them; branches on constants become jumps; chains of blocks become one. */
import { isBoolean, isSignExtended } from '../ir/facts.ts';
import { type Block, type BranchOp, constant, type IrFunction, type Terminator, type Value } from '../ir/ir.ts';
import { isConst, unsignedOperands } from '../ir/operations.ts';
import { compare } from '../ir/semantics.ts';
import { predecessors } from './graph.ts';
import { applyReplacements } from './parameters.ts';

type Branch = Extract<Terminator, { kind: 'branch' }>;

const inverse: Record<BranchOp, BranchOp> = {
  ...{ beq: 'bne', bne: 'beq', blt: 'bge', bge: 'blt', bltu: 'bgeu', bgeu: 'bltu' },
};

export function simplifyBranches(fn: IrFunction): void {
  for (const block of fn.blocks) {
    const terminator = block.terminator!;
    if (terminator.kind === 'branch') simplifyBranch(fn, block, terminator);
    else if (terminator.kind === 'switch' && terminator.index.op === 'const') {
      const index = Number(BigInt.asUintN(32, terminator.index.constant));
      block.terminator = { kind: 'jump', edges: [terminator.edges[index] ?? terminator.edges.at(-1)!] };
    } else if (terminator.kind === 'switch' && terminator.edges.length === 1) {
      block.terminator = { kind: 'jump', edges: [terminator.edges[0]!] };
    }
  }
}

function simplifyBranch(fn: IrFunction, block: Block, branch: Branch): void {
  while (isConst(branch.b, 0n) && (branch.op === 'beq' || branch.op === 'bne') && fuse(fn, branch, branch.a));
  if (branch.op !== 'blt' && branch.op !== 'bge') [branch.a, branch.b] = unsignedOperands(branch.a, branch.b);
  const { a, b, edges } = branch;
  if (a.op === 'const' && b.op === 'const') {
    const taken = compare(branch.op, a.constant, b.constant) ? edges[0] : edges[1];
    block.terminator = { kind: 'jump', edges: [taken] };
    return;
  }
  if (a === b) {
    const isTaken = branch.op === 'beq' || branch.op === 'bge' || branch.op === 'bgeu';
    block.terminator = { kind: 'jump', edges: [edges[isTaken ? 0 : 1]] };
    return;
  }
  compareWithZero(fn, branch);
}

/** `value` is compared with zero; true if something simpler is now. */
function fuse(fn: IrFunction, branch: Branch, value: Value): boolean {
  const [x, y] = value.args;
  const set = (op: BranchOp, a: Value, b: Value): boolean => {
    branch.op = branch.op === 'bne' ? op : inverse[op];
    branch.a = a;
    branch.b = b;
    return true;
  };
  const immediate = (): Value => constant(fn, BigInt(value.imm));
  const zero = branch.b;
  switch (value.op) {
    case 'sltiu':
      return value.imm === 1 ? set('beq', x!, zero) : set('bltu', x!, immediate());
    case 'slti':
      return set('blt', x!, immediate());
    case 'slt':
      return set('blt', x!, y!);
    case 'sltu':
      return isConst(x!, 0n) ? set('bne', y!, zero) : set('bltu', x!, y!);
    case 'xor':
    case 'sub':
      return set('bne', x!, y!);
    case 'subw':
      return isSignExtended(x!) && isSignExtended(y!) ? set('bne', x!, y!) : false;
    case 'xori':
      if (value.imm === 1 && isBoolean(x!)) return set('beq', x!, zero);
      return set('bne', x!, immediate());
    default:
      return false;
  }
}

/** x < 1 is 0 >= x, x > -1 is x >= 0: the zero register needs no constant. */
function compareWithZero(fn: IrFunction, branch: Branch): void {
  const zero = constant(fn, 0n);
  const set = (op: BranchOp, a: Value, b: Value): void => {
    branch.op = op;
    branch.a = a;
    branch.b = b;
  };
  const { op, a, b } = branch;
  if (op === 'blt' && isConst(b, 1n)) set('bge', zero, a);
  else if (op === 'bge' && isConst(b, 1n)) set('blt', zero, a);
  else if (op === 'blt' && isConst(a, -1n)) set('bge', b, zero);
  else if (op === 'bge' && isConst(a, -1n)) set('blt', b, zero);
  else if (op === 'bltu' && isConst(b, 1n)) set('beq', a, zero);
  else if (op === 'bgeu' && isConst(b, 1n)) set('bne', a, zero);
  else if (op === 'bltu' && isConst(a, 0n)) set('bne', b, zero);
  else if (op === 'bgeu' && isConst(a, 0n)) set('beq', b, zero);
}

/** Appends a block to its only predecessor, if that does nothing but jump to it; skips blocks that only jump. */
export function mergeBlocks(fn: IrFunction): void {
  skipEmpty(fn);
  const preds = predecessors(fn);
  const gone = new Set<Block>();
  for (const block of fn.blocks) {
    if (gone.has(block)) continue;
    for (;;) {
      const terminator = block.terminator!;
      if (terminator.kind !== 'jump') break;
      const [{ target, args }] = terminator.edges;
      if (target === block || target === fn.blocks[0] || preds.get(target)!.length !== 1) break;
      for (const [i, param] of target.params.entries()) param.replacement = args[i]!;
      target.params = [];
      for (const value of target.values) {
        value.block = block;
        for (const extra of value.extraResults) extra.block = block;
      }
      block.values.push(...target.values);
      block.terminator = target.terminator;
      if (target.isCold) block.isCold = true;
      gone.add(target);
      for (const { target: next } of block.terminator!.edges) {
        for (const pred of preds.get(next)!) {
          if (pred.block === target) Object.assign(pred, { block });
        }
      }
    }
  }
  fn.blocks = fn.blocks.filter((block) => !gone.has(block));
  applyReplacements(fn);
}

function skipEmpty(fn: IrFunction): void {
  for (const block of fn.blocks) {
    for (const edge of block.terminator!.edges) {
      for (let steps = 0; steps < 100; steps++) {
        const { target } = edge;
        const { terminator } = target;
        if (target.values.length > 0 || target.params.length > 0 || terminator!.kind !== 'jump') break;
        const [next] = terminator!.edges as [{ target: Block; args: Value[] }];
        if (next.target === target) break;
        edge.target = next.target;
        edge.args = next.args.slice();
      }
    }
  }
}
