/** Whole runs of random programs, and of one with refreshes, private input and every kind of write: all tables hold and balance. */
import { describe, expect, it } from 'vitest';
import { checkTables, formatFinding } from '../../src/air/checker.ts';
import { publicTuples } from '../../src/air/description.ts';
import { loadElf, type Program } from '../../src/elf/index.ts';
import { publicTerms } from '../../src/machine/chips.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { randomProgram } from '../support/random-program.ts';

const data = { address: 0x200000, bytes: Uint8Array.from({ length: 44 }, (_, i) => i + 1) };

async function check(program: Program, input = new Uint8Array(0)) {
  const machine = await fillMachine(program, input);
  const { exitCode, publicOutput } = machine;
  const claim = { entry: program.entryPc / 4, exitCode, output: publicOutput };
  const findings = checkTables(machine.tables, publicTuples(publicTerms, claim)).map(formatFinding);
  return { findings, exitCode, publicOutput, names: machine.tables.map(({ air }) => air.name) };
}

describe('whole runs balance', () => {
  it.each([2, 3])('random program %d', async (seed) => {
    const { findings, names } = await check(loadElf(randomProgram(seed, { numGroups: 500, rounds: 1 }).elf));
    expect(findings).toEqual([]);
    const used = ['LOADX', 'STOREX', 'LOAD', 'STORE', 'LD', 'SD', 'MUL', 'MULH', 'DIV'];
    expect(names).toEqual(expect.arrayContaining(used));
  });

  it('memory, refreshes, private input, writes of several lengths, debug text', async () => {
    const source = `
      li s0, 0x200000
      li s1, 0x60000000
      li s2, 25000
      ld a0, 0(s0)
      ld a1, 0(s1)
      ld a2, 16(s1)
      sd a2, 0(s1)
      loop: addi s2, s2, -1
      bnez s2, loop
      sd a0, -8(sp)
      sd a0, 8(s0)
      ld a3, 0(s0)
      li a7, 64
      li a0, 1\n mv a1, s0\n li a2, 1\n ecall
      li a0, 1\n addi a1, s0, 3\n li a2, 30\n ecall
      li a0, 1\n li a1, -8\n li a2, 0\n ecall
      li a0, 2\n mv a1, s0\n li a2, 100\n ecall
      li a0, 1\n addi a1, s1, 16\n li a2, 8\n ecall
      li a0, 7
      li a7, 93\n ecall`;
    const program = loadElf(elfFromAssembly(source, [data]));
    const { findings, exitCode, publicOutput, names } = await check(program, new TextEncoder().encode('private input'));
    expect(findings).toEqual([]);
    expect([exitCode, publicOutput.length]).toEqual([7, 39]);
    expect(names).toEqual(expect.arrayContaining(['REFRESH_MEMORY', 'REFRESH_REGISTER', 'WRITE_CELL']));
  });
});
