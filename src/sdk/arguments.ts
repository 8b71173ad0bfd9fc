/**
 * Checks of what callers hand in. Types are not there at run time, and what is of another type would not fail but run as something
 * else: text as so many zeros, a limit of NaN as none.
 */
import { ArgumentError } from '../errors.ts';

/** @throws ArgumentError */
export function requireBytes(name: string, value: unknown): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) throw new ArgumentError(`${name} must be a Uint8Array, not ${kindOf(value)}.`);
}

/** @throws ArgumentError unless it is left out or an integer from 1 on */
export function requireCount(name: string, value: number | undefined): void {
  if (value === undefined) return;
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new ArgumentError(`${name} must be an integer from 1 on, not ${kindOf(value)}.`);
  }
}

/** What every run takes; maxCycles may be Infinity. @throws ArgumentError */
export function requireRun(program: unknown, input: unknown, maxCycles: number | undefined): void {
  requireBytes('the program', program);
  requireBytes('options.input', input);
  if (maxCycles !== Number.POSITIVE_INFINITY) requireCount('options.maxCycles', maxCycles);
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return `a value of type ${typeof value}`;
}
