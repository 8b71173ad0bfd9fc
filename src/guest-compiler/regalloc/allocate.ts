/**
 * Registers for values, by priority: webs of values joined by moves are coalesced where they never live at the same time, then the
 * webs take registers in order of (uses weighted by loop depth) / length, preferring registers that save a move. What
 * finds none is spilled (spill.ts) and the whole is done again; the pieces that spilling leaves are tiny and come first.
 */

import { compilerBug } from '../errors.ts';
import { GLOBALS_REGISTER, PINNED_REGISTER } from '../ir/context.ts';
import type { IrFunction, Value } from '../ir/ir.ts';
import { terminatorOperands } from '../ir/ir.ts';
import { Hints } from './hints.ts';
import { computeLiveness, intersects, type Segments, union } from './liveness.ts';
import { Occupancy } from './occupancy.ts';
import {
  ADDRESS_SCRATCH,
  CALL_CLOBBERS,
  calleeSaved,
  callerSaved,
  FIRST_ARGUMENT,
  NUM_ARGUMENT_REGISTERS,
  RA,
  ZERO,
} from './registers.ts';
import { Spills } from './spill.ts';

export interface Allocation {
  readonly registers: ReadonlyMap<Value, number>;
  readonly spills: Spills;
}

export interface Web {
  readonly members: Value[];
  segments: Segments;
  weight: number;
}

const MAX_ROUNDS = 50;
/** Frames with more need a second scratch register for addresses. */
const MAX_NEAR_SLOTS = 128;

/** Values with a register of their own accord. */
export function fixedRegister(value: Value): number | undefined {
  if (value.op === 'const') return value.constant === 0n ? ZERO : undefined;
  if (value.op === 'getReg' && value.imm === GLOBALS_REGISTER) return GLOBALS_REGISTER;
  if (value.isPinned) return PINNED_REGISTER;
  return undefined;
}

/** @param clobbers registers that a call of a function changes, if already known */
export function allocateRegisters(fn: IrFunction, clobbers: (symbol: string) => number | undefined): Allocation {
  const spills = new Spills(fn);
  let hasLargeFrame = false;
  for (let round = 0; ; round++) {
    if (round === MAX_ROUNDS) throw compilerBug(fn.name, `register allocation does not end in ${MAX_ROUNDS} rounds`);
    const attempt = new Attempt(fn, spills, clobbers, hasLargeFrame);
    const spilled = attempt.run();
    if (spilled.length === 0 && (hasLargeFrame || spills.numSlots <= MAX_NEAR_SLOTS)) {
      return { registers: attempt.registers, spills };
    }
    hasLargeFrame ||= spills.numSlots > MAX_NEAR_SLOTS;
    for (const web of spilled) spills.spill(web.members);
    spills.rewrite();
  }
}

export function frequency(loopDepth: number, isCold: boolean): number {
  return isCold ? 0.01 : 10 ** Math.min(loopDepth, 6);
}

class Attempt {
  readonly registers = new Map<Value, number>();
  readonly #fn: IrFunction;
  readonly #spills: Spills;
  readonly #clobbers: (symbol: string) => number | undefined;

  readonly #volatile: readonly number[];

  constructor(
    fn: IrFunction,
    spills: Spills,
    clobbers: (symbol: string) => number | undefined,
    hasLargeFrame: boolean,
  ) {
    this.#volatile = hasLargeFrame ? callerSaved.filter((register) => register !== ADDRESS_SCRATCH) : callerSaved;
    this.#fn = fn;
    this.#spills = spills;
    this.#clobbers = clobbers;
  }

  /** Webs without a register. */
  run(): Web[] {
    const fn = this.#fn;
    const needsRegister = (value: Value): boolean =>
      value.op !== 'const' && fixedRegister(value) === undefined && !this.#spills.isInMemory(value);
    const isMovedFromRegister = (value: Value): boolean =>
      needsRegister(value) && this.#spills.slot(value) === undefined;
    const { intervals, callPositions } = computeLiveness(fn, needsRegister, isMovedFromRegister);
    const webOf = new Map<Value, Web>();
    for (const [value, segments] of intervals) webOf.set(value, { members: [value], segments, weight: 0 });
    this.#weigh(webOf);
    const hints = new Hints(fn, webOf);
    coalesce(hints.edgeMoves, webOf);

    const occupancy = Array.from({ length: 32 }, () => new Occupancy());
    const positions = [...callPositions].sort((a, b) => a[1] - b[1]);
    for (const [call, position] of positions) {
      const callee = (call.op === 'call' ? this.#clobbers(call.callee) : undefined) ?? CALL_CLOBBERS;
      // The registers of the arguments are written before the call, whatever the callee does with them.
      const numRegisters = Math.min(call.args.length, NUM_ARGUMENT_REGISTERS);
      const changed = callee | (((1 << numRegisters) - 1) << FIRST_ARGUMENT);
      for (const register of callerSaved) {
        if ((changed >>> register) & 1) occupancy[register]!.take([position + 1, position + 2]);
      }
      occupancy[RA]!.take([position + 1, position + 2]);
    }
    const volatile = positions.length > 0 ? [...this.#volatile, RA] : this.#volatile;
    const webs = [...new Set(webOf.values())];
    const priority = new Map(webs.map((web) => [web, web.weight / (length(web.segments) + 8)]));
    webs.sort((a, b) => priority.get(b)! - priority.get(a)! || a.members[0]!.id - b.members[0]!.id);
    const usedSaved = new Set<number>();
    const spilled: Web[] = [];
    for (const web of webs) {
      const isFree = (register: number): boolean => occupancy[register]!.isFree(web.segments);
      const hinted = hints.registersFor(web, this.registers);
      let register =
        hinted.find((r) => (usedSaved.has(r) || !calleeSaved.includes(r)) && isFree(r)) ??
        volatile.find(isFree) ??
        calleeSaved.find((r) => usedSaved.has(r) && isFree(r));
      if (register === undefined) {
        const fresh = calleeSaved.find((r) => !usedSaved.has(r) && isFree(r));
        // Saving and restoring it must cost less than spilling.
        if (fresh !== undefined && web.weight > 2.5) register = fresh;
      }
      if (register === undefined) {
        spilled.push(web);
        continue;
      }
      if (calleeSaved.includes(register)) usedSaved.add(register);
      occupancy[register]!.take(web.segments);
      for (const member of web.members) this.registers.set(member, register);
    }
    return spilled;
  }

  /** What spilling a value would cost: accesses, weighted by how often their block runs. */
  #weigh(webOf: ReadonlyMap<Value, Web>): void {
    const add = (value: Value, amount: number): void => {
      const web = webOf.get(value);
      if (web) web.weight += this.#spills.isPiece(value) ? 1e12 : amount;
    };
    for (const block of this.#fn.blocks) {
      const often = frequency(block.loopDepth, block.isCold);
      for (const param of block.params) add(param, often);
      for (const value of block.values) {
        if (value.hasResult) add(value, value.op === 'li' || value.op === 'reload' ? 0 : often);
        for (const extra of value.extraResults) add(extra, often);
        for (const arg of value.args) add(arg, often);
      }
      for (const value of terminatorOperands(block.terminator!)) add(value, often);
      for (const { args } of block.terminator!.edges) for (const arg of args) add(arg, often);
    }
  }
}

function length(segments: Segments): number {
  let sum = 0;
  for (let i = 0; i < segments.length; i += 2) sum += segments[i + 1]! - segments[i]!;
  return sum;
}

export interface Move {
  readonly from: Value;
  readonly to: Value;
  readonly often: number;
}

function coalesce(moves: readonly Move[], webOf: Map<Value, Web>): void {
  for (const { from, to } of [...moves].sort((a, b) => b.often - a.often)) {
    const a = webOf.get(from);
    const b = webOf.get(to);
    if (!a || !b || a === b || intersects(a.segments, b.segments)) continue;
    a.segments = union(a.segments, b.segments);
    a.weight += b.weight;
    a.members.push(...b.members);
    for (const member of b.members) webOf.set(member, a);
  }
}
