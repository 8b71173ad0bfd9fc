/** Runs that the executor accepts must be provable: their tables hold. */
import { describe, expect, it } from 'vitest';
import { checkTables } from '../../src/air/checker.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { program } from '../machine/programs.ts';

const EXIT = 'li a7, 93\n ecall';

async function holds(source: string): Promise<boolean> {
  const machine = await fillMachine(program(source), new Uint8Array(3));
  return checkTables(machine.tables, machine.publicTuples).length === 0;
}

describe('loads from every region', () => {
  const load = (address: number) => `li t0, ${address}\n ld a0, 0(t0)\n li a0, 0\n ${EXIT}`;

  it.each([0, 0x5fff_fff8, 0x6000_0000, 0x6800_0008, 0x7000_0000, 0x77ff_fff8])('address %d', async (address) => {
    expect(await holds(load(address))).toBe(true);
  });

  // The region ends with the longest input, at 0x6800_0010; what lies behind is ordinary memory.
  it.each([0x6800_0010, 0x6808_0000, 0x6fff_fff8])('address %d, behind the longest input', async (address) => {
    expect(await holds(load(address))).toBe(true);
  });
});

describe('a write long after a0 was set', () => {
  /** The call comes 65538 ticks after the write of a0, or with `read` 65535 after the read. */
  const write = (isRead: boolean, rounds: number) => `
    li t0, ${rounds}\n li a7, 64\n li a1, 0x20000\n li a2, 1\n li a0, 1\n nop
    ${isRead ? 'mv a3, a0' : ''}
    loop: addi t0, t0, -1\n bnez t0, loop\n ecall\n ${EXIT}`;

  it.each([10921, 10923])('%d rounds', async (rounds) => {
    expect(await holds(write(false, rounds))).toBe(true);
    expect(await holds(write(true, rounds))).toBe(true);
  });

  // WRITE consumes a0's token at ts + 2.
  it('10922 rounds', async () => {
    expect(await holds(write(false, 10922))).toBe(true);
  });

  it('10922 rounds, a0 read last', async () => {
    expect(await holds(write(true, 10922))).toBe(true);
  });
});
