/**
 * Addresses of loads and stores. The effective address of WebAssembly is exact: u32(address) + offset, without wrapping. A
 * program that stays inside of its memory, which ends below 0x5000_0000, has u32(address) below that, so its sign-extended
 * register is the address, and offsets fold.
 *
 * Constants added before, modulo 2^32, fold too: with x sign-extended and |c| < 0x3000_0000, x + c lies between
 * -0xb000_0000 and 2^32, so that it can be congruent to an address of the memory only by being equal to it.
 */

import { isSignExtended } from './facts.ts';
import { constant, type IrFunction, type Value } from './ir.ts';
import { zeroExtendWord } from './numeric.ts';
import { fitsImmediate, make } from './operations.ts';

const MAX_FOLDED = 0x2fff_ffff;

export interface Address {
  readonly base: Value;
  /** 12 bits. */
  readonly offset: number;
}

/** @param canFold false if addresses out of bounds must stay so, as they are checked */
export function foldAddress(fn: IrFunction, address: Value, memoryOffset: number, canFold: boolean): Address {
  if (address.op === 'const') {
    return split(fn, undefined, Number(BigInt.asUintN(32, address.constant)) + memoryOffset);
  }
  if (!canFold) return split(fn, zeroExtendWord(fn, address), memoryOffset);
  let base = address;
  let added = 0;
  for (;;) {
    const [inner, other] = base.args;
    const amount =
      base.op === 'addiw'
        ? base.imm
        : base.op === 'addw' && other!.op === 'const'
          ? Number(other!.constant)
          : undefined;
    if (amount === undefined || !isSignExtended(inner!) || Math.abs(added + amount) > MAX_FOLDED) break;
    added += amount;
    base = inner!;
  }
  return split(fn, base, memoryOffset + added);
}

/** A lower part that fits into the instruction; the upper part is added, and shared between neighbours. */
function split(fn: IrFunction, base: Value | undefined, offset: number): Address {
  if (base && fitsImmediate(BigInt(offset))) return { base, offset };
  const low = (offset << 20) >> 20;
  const high = constant(fn, BigInt(offset - low));
  return { base: base ? make(fn, 'add', [base, high]) : high, offset: low };
}
