/**
 * Constants that take three instructions or more, in the data near the register of globals: one load makes them. Perf: a load's row costs as much as
 * an addition's, and the cell its initialisation once.
 */
import { GLOBALS_REGISTER } from '../ir/context.ts';
import type { CodeBuffer } from './machine.ts';

/** 1 KiB; what comes later is made by instructions. */
export const MAX_POOLED = 128;
const NEAR_END = 2048;

export class ConstantPool {
  readonly values: bigint[] = [];
  readonly #start: number;
  readonly #offsets = new Map<bigint, number>();

  /** @param start offset of its first entry from the register of globals */
  constructor(start: number) {
    this.#start = start;
  }

  /** Loads a constant; false if it has no place here. */
  load(code: CodeBuffer, register: number, value: bigint): boolean {
    let offset = this.#offsets.get(value);
    if (offset === undefined) {
      offset = this.#start + 8 * this.values.length;
      if (this.values.length === MAX_POOLED || offset >= NEAR_END) return false;
      this.#offsets.set(value, offset);
      this.values.push(value);
    }
    code.i('ld', register, GLOBALS_REGISTER, offset);
    return true;
  }
}
