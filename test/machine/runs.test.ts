import { describe, expect, it } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { programRow, recordedChips } from '../support/all-chips.ts';
import { randomProgram } from '../support/random-program.ts';
import { findings, type Run, runTables, tablesOf } from '../support/run-tables.ts';

const EXIT = 'li a7, 93\n ecall\n';
const data = { address: 0x200000, bytes: Uint8Array.from({ length: 44 }, (_, i) => i + 1) };
const check = (run: Run, claim?: { exitCode: number; publicOutput: Uint8Array }) => findings(run, programRow, claim);

describe('whole runs balance', () => {
  it.each([2, 3])('random program %d', async (seed) => {
    const run = await tablesOf(recordedChips, loadElf(randomProgram(seed, { numGroups: 500, rounds: 1 }).elf));
    expect(check(run)).toEqual([]);
    const used = [...run.tables].filter(([, { main }]) => main[0]!.some((x) => x !== 0)).map(([name]) => name);
    expect(used).toEqual(
      expect.arrayContaining(['LOADX', 'STOREX', 'LOAD', 'STORE', 'LD', 'SD', 'MUL', 'MULH', 'DIV']),
    );
  });

  it('memory, refreshes, private input, writes of several lengths, debug text', async () => {
    const run = await runTables(
      recordedChips,
      `
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
      ${EXIT}`,
      [data],
      new TextEncoder().encode('private input'),
    );
    expect(run.trace.exitCode).toBe(7);
    expect(run.trace.publicOutput).toHaveLength(39);
    expect(check(run)).toEqual([]);
    expect(run.tables.get('REFRESH_MEMORY')!.main[0]!.some((x) => x === 1)).toBe(true);
  });
});
