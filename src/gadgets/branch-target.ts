/**
 * Witness of the two next pcs of a conditional branch, as DECODE has them (`branchPcs` in src/machine/decode-fields.ts): the
 * target or, where that is no place an instruction can be, `NO_PC`; and pc + 1.
 */
import type { Int } from '../air/integer.ts';
import { MEMORY_END } from '../executor/layout.ts';
import { NO_PC } from '../machine/decode-fields.ts';
import { record } from './instruction.ts';

/** @param jumpsIfTrue 1 if the branch is taken when its condition holds, 0 if when it does not. */
export function branchWitness(jumpsIfTrue: Int): { ifTrue: Int; ifFalse: Int } {
  const address = record.pc.shl(2).add(record.imm);
  const isPlace = address.and(3).eq(0).and(address.ltU(MEMORY_END));
  const target = isPlace.select(address.shrU(2), NO_PC);
  const next = record.pc.add(1);
  return { ifTrue: jumpsIfTrue.select(target, next), ifFalse: jumpsIfTrue.select(next, target) };
}
