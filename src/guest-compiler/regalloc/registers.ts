/**
 * Registers as the allocator uses them, in the RISC-V calling convention: up to eight arguments and eight results in a0-a7, s0-s11
 * saved by the callee. gp points to the globals, tp holds the most used global, t6 is the scratch register of moves.
 */
export const ZERO = 0;
export const RA = 1;
export const SP = 2;
export const SCRATCH = 31;
/** Only reserved in functions with large frames. */
export const ADDRESS_SCRATCH = 30;
/** Holds the target of an indirect call. */
export const TARGET = 5;
export const FIRST_ARGUMENT = 10;
export const NUM_ARGUMENT_REGISTERS = 8;

export const calleeSaved: readonly number[] = [8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27];
/** In the order in which they are tried. */
export const callerSaved: readonly number[] = [15, 14, 13, 12, 11, 10, 16, 17, 5, 6, 7, 28, 29, 30];

export const calleeSavedMask = mask(calleeSaved);
/** What a call of unknown code may change. */
export const CALL_CLOBBERS = mask([...callerSaved, RA, SCRATCH]);

export function mask(registers: readonly number[]): number {
  return registers.reduce((bits, register) => bits | (1 << register), 0) >>> 0;
}
