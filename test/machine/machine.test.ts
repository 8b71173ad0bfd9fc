import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTables, formatFinding } from '../../src/air/checker.ts';
import { loadElf } from '../../src/elf/index.ts';
import { countTrace } from '../../src/executor/index.ts';
import { instructionTable } from '../../src/isa/rv64im.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { program, programs } from './programs.ts';

describe('the whole machine', () => {
  it.each(Object.entries(programs))('balances on %s', async (_, { source, input }) => {
    const { tables, publicTuples } = await fillMachine(program(source), input);
    expect(checkTables(tables, publicTuples).map(formatFinding)).toEqual([]);
  });

  it.each(['empty', 'fibonacci', 'mixed', 'sha256'])('balances on the guest %s', async (name) => {
    const elf = readFileSync(new URL(`../../guests/${name}/${name}.elf`, import.meta.url));
    const { tables, publicTuples, exitCode } = await fillMachine(loadElf(elf), Uint8Array.of(10, 0, 0, 0, 0, 0, 0, 0));
    expect(exitCode).toBe(0);
    expect(checkTables(tables, publicTuples).map(formatFinding)).toEqual([]);
  });

  it('executes every instruction in these programs', async () => {
    const executed = new Set<string>();
    for (const { source, input } of Object.values(programs)) {
      const loaded = program(source);
      const { executionCounts } = await countTrace(loaded, input);
      for (const [i, count] of executionCounts.entries()) if (count > 0) executed.add(loaded.instructions[i]!.mnemonic);
    }
    expect(instructionTable.map(({ mnemonic }) => mnemonic).filter((mnemonic) => !executed.has(mnemonic))).toEqual([]);
  });
});
