/** The rules of ir/operations.ts once more, now that parameters of labels and loops are known, and equal values found (GVN). */
import { type IrFunction, isPure, resolve, type Value } from '../ir/ir.ts';
import { simplify } from '../ir/operations.ts';
import { isFoldable } from '../ir/semantics.ts';
import { Dominators, predecessors } from './graph.ts';
import { applyReplacements } from './parameters.ts';

export function simplifyValues(fn: IrFunction): void {
  const dominators = new Dominators(fn, predecessors(fn));
  const known = new Map<string, Value[]>();
  for (const block of dominators.order) {
    const old = block.values;
    block.values = [];
    fn.cursor = block;
    for (const value of old) {
      const { args } = value;
      fn.offset = value.offset;
      for (let i = 0; i < args.length; i++) args[i] = resolve(args[i]!);
      if (isFoldable(value.op)) {
        const result = simplify(fn, value.op, args, value.imm);
        if ('id' in result) {
          value.replacement = result;
          continue;
        }
        value.op = result.op;
        value.args = result.args;
        value.imm = result.imm;
      }
      if (isPure(value)) {
        const key = `${value.op} ${value.imm} ${value.args.map(({ id }) => id).join()}`;
        const candidates = known.get(key);
        const equal = candidates?.find((candidate) => dominators.dominates(candidate.block!, block));
        if (equal) {
          if (value.isI32) equal.isI32 = true;
          value.replacement = equal;
          continue;
        }
        if (candidates) candidates.push(value);
        else known.set(key, [value]);
      }
      block.values.push(value);
    }
  }
  fn.cursor = undefined;
  fn.offset = 0;
  applyReplacements(fn);
}
