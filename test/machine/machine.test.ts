import { describe, expect, it } from 'vitest';
import { checkTables, formatFinding } from '../../src/air/checker.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { arithmetic, control, program, smallest } from './programs.ts';

async function findings(source: string, input = new Uint8Array(0)) {
  const machine = await fillMachine(program(source), input);
  return checkTables(machine.tables, machine.publicTuples).map(formatFinding);
}

describe('the whole machine', () => {
  it.each(Object.entries({ smallest, arithmetic, control }))('balances on %s', async (_, source) => {
    expect(await findings(source)).toEqual([]);
  });
});
