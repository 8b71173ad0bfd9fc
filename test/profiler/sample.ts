/** A small program whose profile is computed by hand, and profiles of it with names of one's choice. */

import type { Profile } from '../../src/profiler/index.ts';
import { profile } from '../../src/sdk/profile.ts';
import { elfFromAssembly } from '../support/elf.ts';

/**
 * setup: _start 1 (call), main 3, leaf 2. Step 1: main 1 + 1, leaf 2 x 3. Step 2: main 6, leaf 2, then _start 3.
 */
export const source = `
_start: call main
  li a0, 0
  li a7, 93
  ecall
main: addi sp, sp, -16
  sd ra, 8(sp)
  call leaf
  addi x0, x0, 1
  li s0, 3
again: call leaf
  addi s0, s0, -1
  bnez s0, again
  addi x0, x0, 2
  call leaf
  ld ra, 8(sp)
  addi sp, sp, 16
  addi x0, x0, 2
  ret
leaf: nop
  ret
`;

export function sampleElf(names: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  // `again` is no function: a name that starts in the middle of main would split it.
  return elfFromAssembly(source, [], 0x10000, (label) => (label === 'again' ? null : (names[label] ?? label)));
}

export function sampleProfile(names?: Readonly<Record<string, string>>): Promise<Profile> {
  return profile(sampleElf(names), { names: { program: 'sample', steps: { 2: 'last' } } });
}
