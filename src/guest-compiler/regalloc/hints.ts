/** Moves that disappear if both ends get the same register: of edges, of arguments and results of calls, of the function's own. */

import { PINNED_REGISTER } from '../ir/context.ts';
import type { IrFunction, Value } from '../ir/ir.ts';
import { frequency, type Move, type Web } from './allocate.ts';
import { FIRST_ARGUMENT, NUM_ARGUMENT_REGISTERS } from './registers.ts';

interface Wish {
  readonly register: number;
  readonly often: number;
}

export class Hints {
  /** From argument to block parameter. */
  readonly edgeMoves: Move[] = [];
  readonly #wishes = new Map<Value, Wish[]>();
  readonly #partners = new Map<Value, { value: Value; often: number }[]>();
  readonly #webOf: ReadonlyMap<Value, Web>;

  constructor(fn: IrFunction, webOf: ReadonlyMap<Value, Web>) {
    this.#webOf = webOf;
    for (const [i, param] of fn.params.entries()) this.#wish(param, i, 1);
    for (const block of fn.blocks) {
      const often = frequency(block.loopDepth, block.isCold);
      for (const value of block.values) {
        if (value.op === 'call' || value.op === 'callIndirect') {
          const numArgs = value.args.length - (value.op === 'callIndirect' ? 1 : 0);
          for (let i = 0; i < numArgs; i++) this.#wish(value.args[i]!, i, often);
          if (value.hasResult) this.#wish(value, 0, often);
          for (const extra of value.extraResults) this.#wish(extra, extra.imm, often);
        } else if (value.op === 'setReg') {
          this.#add(value.args[0]!, PINNED_REGISTER, often);
        }
      }
      const terminator = block.terminator!;
      if (terminator.kind === 'return') for (const [i, arg] of terminator.args.entries()) this.#wish(arg, i, often);
      for (const { target, args } of terminator.edges) {
        for (const [i, from] of args.entries()) {
          const to = target.params[i]!;
          this.edgeMoves.push({ from, to, often });
          this.#pair(from, to, often);
          this.#pair(to, from, often);
        }
      }
    }
  }

  /** Best first. */
  registersFor(web: Web, assigned: ReadonlyMap<Value, number>): number[] {
    const score = new Map<number, number>();
    const vote = (register: number, often: number): void => {
      score.set(register, (score.get(register) ?? 0) + often);
    };
    for (const member of web.members) {
      for (const { register, often } of this.#wishes.get(member) ?? []) vote(register, often);
      for (const { value, often } of this.#partners.get(member) ?? []) {
        const register = assigned.get(value);
        if (register !== undefined) vote(register, often);
        else {
          // Not assigned yet: its own wishes count, so that chains of moves meet in one register.
          const other = this.#webOf.get(value);
          if (other === web) continue;
          for (const wish of this.#wishes.get(value) ?? []) vote(wish.register, Math.min(often, wish.often) / 2);
        }
      }
    }
    return [...score].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([register]) => register);
  }

  #wish(value: Value, index: number, often: number): void {
    if (index < NUM_ARGUMENT_REGISTERS) this.#add(value, FIRST_ARGUMENT + index, often);
  }

  #add(value: Value, register: number, often: number): void {
    if (register === PINNED_REGISTER) return;
    const wishes = this.#wishes.get(value);
    if (wishes) wishes.push({ register, often });
    else this.#wishes.set(value, [{ register, often }]);
  }

  #pair(from: Value, to: Value, often: number): void {
    const partners = this.#partners.get(from);
    if (partners) partners.push({ value: to, often });
    else this.#partners.set(from, [{ value: to, often }]);
  }
}
