/**
 * The constraint program of an AIR (docs/protocol.md, section 5): straight-line code over numbered registers that the verifier
 * interprets at zeta.
 *
 * Canonical: for each constraint in order, the expressions it needs that have no register yet, in ascending order of their ids, then the
 * assert; then the same for each interaction, whose elements follow it. Nothing unused is in it.
 */
import { type Instruction, interactionWord, Op, Selector, type TableProgram } from '../archive/description.ts';
import type { Air } from './air.ts';
import { reachable } from './evaluate-rows.ts';
import type { Expr } from './expression.ts';
import { toWord } from './modular.ts';

export function constraintProgram(air: Air): TableProgram {
  const instructions: Instruction[] = [];
  const registers = new Map<Expr, number>();
  const push = (op: number, a = 0, b = 0) => instructions.push({ op, a, b }) - 1;

  const define = (roots: readonly Expr[]) => {
    for (const expr of reachable(roots)) {
      if (!registers.has(expr)) registers.set(expr, defineOne(air, expr, registers, push));
    }
  };
  for (const { expr } of air.constraints) {
    define([expr]);
    push(Op.assertZero, registers.get(expr)!);
  }
  const lastOfGroup = new Set(air.groups.map((group) => group.at(-1)!));
  air.interactions.forEach(({ bus, isSend, multiplicity, tuple, isCommitted }, i) => {
    define([multiplicity, ...tuple]);
    const word = interactionWord(bus.id, isSend, lastOfGroup.has(i), tuple.length, isCommitted);
    push(Op.interaction, registers.get(multiplicity)!, word);
    for (const element of tuple) push(Op.element, registers.get(element)!);
  });
  return {
    preprocessedWidth: air.preprocessedColumns.length,
    mainWidth: air.mainColumns.length,
    mainNext: air.mainNext,
    instructions,
  };
}

function defineOne(
  air: Air,
  { node }: Expr,
  registers: ReadonlyMap<Expr, number>,
  push: (op: number, a?: number, b?: number) => number,
): number {
  switch (node.kind) {
    case 'constant':
      return push(Op.constant, 0, toWord(node.value));
    case 'column':
      if (node.part === 'preprocessed') return push(Op.preprocessed, 0, node.index);
      return node.isNext ? push(Op.mainNext, 0, air.mainNext.indexOf(node.index)) : push(Op.main, 0, node.index);
    case 'selector':
      return push(Op.selector, 0, Selector[node.selector]);
    default:
      return push(Op[node.kind], registers.get(node.a)!, registers.get(node.b)!);
  }
}
