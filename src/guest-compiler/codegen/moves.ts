/**
 * Parallel moves: all sources are read before any destination is written. Places are registers, memory relative to sp, and constants as
 * sources. A cycle is broken with the scratch register, or, where that is needed to move memory, with a slot kept for this.
 */

import { ADDRESS_SCRATCH, SCRATCH, SP } from '../regalloc/registers.ts';
import type { CodeBuffer } from './machine.ts';

export type Place =
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'memory'; readonly offset: number }
  | { readonly kind: 'constant'; readonly value: bigint };

export interface PlaceMove {
  readonly to: Place;
  readonly from: Place;
}

const isNear = (offset: number): boolean => offset >= -2048 && offset < 2048;

export function loadFromStack(code: CodeBuffer, register: number, offset: number): void {
  if (isNear(offset)) {
    code.i('ld', register, SP, offset);
    return;
  }
  const low = (offset << 20) >> 20;
  code.loadImmediate(register, BigInt(offset - low));
  code.r('add', register, register, SP);
  code.i('ld', register, register, low);
}

export function storeToStack(code: CodeBuffer, register: number, offset: number): void {
  if (isNear(offset)) {
    code.store('sd', register, SP, offset);
    return;
  }
  const low = (offset << 20) >> 20;
  code.loadImmediate(ADDRESS_SCRATCH, BigInt(offset - low));
  code.r('add', ADDRESS_SCRATCH, ADDRESS_SCRATCH, SP);
  code.store('sd', register, ADDRESS_SCRATCH, low);
}

export function emitMoves(code: CodeBuffer, moves: readonly PlaceMove[], cycleOffset: number): void {
  let pending = moves.filter(({ to, from }) => from.kind !== 'constant' && !isSame(to, from));
  while (pending.length > 0) {
    const ready = pending.filter(({ to }) => !pending.some(({ to: other, from }) => other !== to && isSame(from, to)));
    if (ready.length > 0) {
      for (const move of ready) emitMove(code, move);
      pending = pending.filter((move) => !ready.includes(move));
      continue;
    }
    // Only cycles are left: one source is set aside.
    const [first] = pending as [PlaceMove];
    const needsScratch = pending.some(({ to, from }) => to.kind === 'memory' && from.kind === 'memory');
    const aside: Place = needsScratch
      ? { kind: 'memory', offset: cycleOffset }
      : { kind: 'register', register: SCRATCH };
    emitMove(code, { to: aside, from: first.from });
    pending = pending.map((move) => (isSame(move.from, first.from) ? { to: move.to, from: aside } : move));
  }
  for (const move of moves) if (move.from.kind === 'constant') emitMove(code, move);
}

function isSame(a: Place, b: Place): boolean {
  if (a.kind === 'register') return b.kind === 'register' && a.register === b.register;
  if (a.kind === 'memory') return b.kind === 'memory' && a.offset === b.offset;
  return false;
}

function emitMove(code: CodeBuffer, { to, from }: PlaceMove): void {
  if (to.kind === 'register') {
    if (from.kind === 'register') code.move(to.register, from.register);
    else if (from.kind === 'memory') loadFromStack(code, to.register, from.offset);
    else code.loadConstant(to.register, from.value);
    return;
  }
  if (to.kind !== 'memory') return;
  if (from.kind === 'register') {
    storeToStack(code, from.register, to.offset);
    return;
  }
  if (from.kind === 'constant' && from.value === 0n) {
    storeToStack(code, 0, to.offset);
    return;
  }
  emitMove(code, { to: { kind: 'register', register: SCRATCH }, from });
  storeToStack(code, SCRATCH, to.offset);
}
