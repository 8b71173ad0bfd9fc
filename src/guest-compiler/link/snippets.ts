/** Pieces of assembly that several runtime helpers are made of. Their labels are local to the helper. */
import { INPUT_POSITION_OFFSET, MEMORY_LIMIT_OFFSET, MEMORY_PAGES_OFFSET, RANDOM_STATE_OFFSET } from '../ir/context.ts';

export const TRAP_EXIT_CODE = 134;
export const PANIC_EXIT_CODE = 101;

export const MEMORY_PAGES = `${MEMORY_PAGES_OFFSET}(gp)`;
export const MEMORY_LIMIT = `${MEMORY_LIMIT_OFFSET}(gp)`;
export const INPUT_POSITION = `${INPUT_POSITION_OFFSET}(gp)`;
export const RANDOM_STATE = `${RANDOM_STATE_OFFSET}(gp)`;

export const exit = (code: number): string => `
  li a0, ${code}
  li a7, 93
  ecall`;
export const zeroExtend = (register: string): string => `
  slli ${register}, ${register}, 32
  srli ${register}, ${register}, 32`;

export const outside = `
outside:
  j trap.outOfBounds`;

/** The length that the private input's header announces; traps if it is more than 128 MiB. Changes t0. */
export const inputLength = (register: string): string => `
  lui t0, 0x60000
  lwu ${register}, 0(t0)
  lui t0, 0x8000
  bgeu t0, ${register}, announced
  j trap.inputTooLong
announced:`;

/** Traps unless [start, end) is inside of the private input as far as it was announced. Changes t2, t3. */
export const insideInput = (start: string, end: string): string => `
  lui t2, 0x60000
  lwu t3, 0(t2)
  addi t2, t2, 16
  bltu ${start}, t2, outside
  add t2, t2, t3
  bltu t2, ${end}, outside
  lui t2, 0x8000
  bltu t2, t3, outside`;

/**
 * Traps unless the ranges, of a register's address and a length (a number, or a register without sign extension), are inside of the
 * memory or of the private input; makes the addresses 64-bit values. Changes t0 to t3.
 */
export const bounds = (ranges: readonly (readonly [address: string, length: number | string])[]): string => `
  ld t0, ${MEMORY_PAGES}
  slli t0, t0, 16${ranges.map(([address, length]) => inside(address, length)).join('')}`;

const inside = (address: string, length: number | string): string => `${zeroExtend(address)}
  ${typeof length === 'number' ? 'addi' : 'add'} t1, ${address}, ${length}
  bgeu t0, t1, inside.${address}.${length}${insideInput(address, 't1')}
inside.${address}.${length}:`;

export const bytesLoop = (body: string, step: number): string => `
  li t1, ${step}
  bltu a2, t1, below${step}
loop${step}:${body}
  addi a2, a2, -${step}
  bgeu a2, t1, loop${step}
below${step}:`;

const copyForward = (registers: readonly string[]): string =>
  [
    ...registers.map((register, i) => `\n  ld ${register}, ${8 * i}(a1)`),
    ...registers.map((register, i) => `\n  sd ${register}, ${8 * i}(a0)`),
    `\n  addi a1, a1, ${8 * registers.length}\n  addi a0, a0, ${8 * registers.length}`,
  ].join('');

/** Bytes from a1 to a0, a2 of them, which may overlap; goes to `copied`. Changes t0 to t5. */
export const copyBytes = `
  sub t0, a0, a1
  bgeu t0, a2, forward
  add a0, a0, a2
  add a1, a1, a2
  li t1, 8
  bltu a2, t1, backwardTail
backward:
  addi a0, a0, -8
  addi a1, a1, -8
  ld t2, 0(a1)
  sd t2, 0(a0)
  addi a2, a2, -8
  bgeu a2, t1, backward
backwardTail:
  beqz a2, copied
  addi a0, a0, -1
  addi a1, a1, -1
  lbu t2, 0(a1)
  sb t2, 0(a0)
  addi a2, a2, -1
  j backwardTail
forward:${bytesLoop(copyForward(['t2', 't3', 't4', 't5']), 32)}${bytesLoop(copyForward(['t2']), 8)}
  beqz a2, copied
forwardTail:
  lbu t2, 0(a1)
  sb t2, 0(a0)
  addi a1, a1, 1
  addi a0, a0, 1
  addi a2, a2, -1
  bnez a2, forwardTail`;
