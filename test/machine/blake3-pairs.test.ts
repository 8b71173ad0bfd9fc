/**
 * The two pairs of BLAKE3's tables: any split between two calls, the prover's at its border cases; calls that stand in both pairs or in none,
 * and half rounds of one pair that are to serve the other.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkTables } from '../../src/air/checker.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { loadElf } from '../../src/elf/index.ts';
import { countTrace } from '../../src/executor/trace.ts';
import { machineTable, machineTables } from '../../src/machine/chips.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { ACCEPTED, judge, judgeReference } from '../fuzz/judge.ts';
import { BLOCK_AT, callSource, EXIT_SOURCE, VALUE_AT } from '../support/blake3-call.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { ForgedRun, Forger } from '../threats/forged-machine.ts';
import { blake3Steps, program } from './programs.ts';

// Whole proofs, several to a test.
vi.setConfig({ testTimeout: 600_000 });

const description = machineSystem().descriptionBytes;
const noInput = new Uint8Array(0);
const PAIRS = [
  ['BLAKE3', 'BLAKE3_ROUND'],
  ['BLAKE3_2', 'BLAKE3_ROUND_2'],
] as const;
const [FIRST, SECOND] = PAIRS;
const STEPS = 21;
const BUSES = ['blake3Border', 'blake3Middle'];
const BUSES_2 = BUSES.map((bus) => `${bus}2`);

/** Compressions of a value on and on, each of another block length. */
const loop = (calls: number) => {
  const call = callSource({ value: [], block: [], counter: 0x1_0000_0003n, length: 0, flags: 5 });
  const registers = `li t1, ${calls}\n ${call.replace('\n  ecall', '')}`;
  return `${registers}\nloop: addi a3, a3, 1\n ecall\n addi t1, t1, -1\n bne t1, x0, loop\n${EXIT_SOURCE}`;
};

describe('any split', () => {
  it.each([1, 2, 3, 8, 9, 12, 20])('is a run that checks: %i steps in the first pair', async (calls) => {
    const { tables, publicTuples } = await fillMachine(program(blake3Steps), noInput, undefined, { BLAKE3: calls });
    expect(checkTables(tables, publicTuples)).toEqual([]);
    const live = (name: string) => liveRows(tables.find((table) => table.name === name)!);
    expect(PAIRS.flat().map(live)).toEqual([...[calls, 14 * calls + 1], ...[STEPS - calls, 14 * (STEPS - calls) + 1]]);
  });

  it.each([0, STEPS, STEPS + 5])('leaves no pair without calls: %i', async (calls) => {
    const { tables, publicTuples } = await fillMachine(program(blake3Steps), noInput, undefined, { BLAKE3: calls });
    expect(checkTables(tables, publicTuples)).toEqual([]);
    const names = tables.map(({ name }) => name!).filter((name) => name.startsWith('BLAKE3'));
    expect(names).toEqual(calls === 0 ? SECOND : FIRST);
  });

  it('may fill tables to the last row', async () => {
    const { tables, publicTuples } = await fillMachine(program(loop(30)), noInput, undefined, { BLAKE3: 15 });
    for (const name of ['BLAKE3', 'BLAKE3_2']) {
      const table = tables.find((other) => other.name === name)!;
      expect([table.logHeight, liveRows(table)]).toEqual([4, 15]);
    }
    expect(checkTables(tables, publicTuples)).toEqual([]);
  });

  let forger: Forger;
  beforeAll(async () => {
    forger = await Forger.create();
  });
  afterAll(() => forger.close());

  const split = (calls: number) => ForgedRun.of(blake3Steps, noInput, { BLAKE3: calls });

  it.each([0, 2, 9, 20])('is accepted by both verifiers: %i calls in the first pair', async (calls) => {
    const { proof, key, description: bytes } = await forger.proofOf(await split(calls));
    expect([judge(proof, key, bytes), judgeReference(proof, key, bytes)]).toEqual([ACCEPTED, ACCEPTED]);
  });

  it('a call in both pairs, or in none, is refused', async () => {
    // The first pair is that of one split, the second that of another.
    for (const [inFirst, before] of [
      [10, 9],
      [9, 10],
    ] as const) {
      const run = await split(inFirst);
      const other = await split(before);
      for (const name of SECOND) takeColumns(run, name, other.table(name));
      // Each pair is sound in itself.
      expect(run.broken()).toEqual(['execution', 'decode', 'memory', 'register'].sort());
      expect(await forger.verdict(run)).toBe('BusImbalance');
    }
  });

  it.each([
    ['the second pair', SECOND, ['decode', 'execution', 'memory', 'register']],
    ['its calls', ['BLAKE3_2'], [...BUSES_2, 'decode', 'execution', 'memory', 'register']],
    ['its half rounds', ['BLAKE3_ROUND_2'], BUSES_2],
    ['half rounds of the first pair', ['BLAKE3_ROUND'], BUSES],
  ])('cannot be without %s', async (_, names, broken) => {
    const run = await split(9);
    for (const name of names) run.remove(name);
    expect(run.broken()).toEqual([...broken].sort());
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  // What is said within one pair must not be heard in the other: so rows that are true, each in its table, are refused there.
  it('half rounds cannot serve calls of the other pair', async () => {
    const exchange = (a: FilledTable, b: FilledTable) => {
      expect(a.logHeight).toBe(b.logHeight);
      for (const [c, column] of a.main.entries()) {
        const kept = column.slice();
        column.set(b.main[c]!);
        b.main[c]!.set(kept);
      }
    };
    const run = await split(10);
    exchange(run.table('BLAKE3_ROUND'), run.table('BLAKE3_ROUND_2'));
    expect(run.broken()).toEqual([...BUSES, ...BUSES_2].sort());
    expect(await forger.verdict(run)).toBe('BusImbalance');

    // If both pairs were on the same buses, the exchange would hold.
    const { tables, publicTuples } = await fillMachine(program(blake3Steps), noInput, undefined, { BLAKE3: 10 });
    const find = (name: string) => tables.find((table) => table.name === name)!;
    const second: readonly string[] = SECOND;
    const onFirstBuses = () =>
      tables.map((table) => {
        const place = second.indexOf(table.name ?? '');
        return place < 0 ? table : { ...table, air: machineTable(FIRST[place]!).chip.air };
      });
    expect(checkTables(onFirstBuses(), publicTuples)).toEqual([]);
    exchange(find('BLAKE3_ROUND'), find('BLAKE3_ROUND_2'));
    expect(checkTables(onFirstBuses(), publicTuples)).toEqual([]);
    expect(checkTables(tables, publicTuples)).not.toEqual([]);
  });

  it('one half round cannot be taken from the other pair, under its number there or here', async () => {
    const at = (run: ForgedRun, name: string, row: number) => run.where(name, { row });
    for (const isRenumbered of [true, false]) {
      const run = await split(10);
      const from = at(run, 'BLAKE3_ROUND_2', 14 * 11 + 5);
      const to = at(run, 'BLAKE3_ROUND', 14 * 2 + 5);
      for (const column of run.columns('BLAKE3_ROUND')) {
        if (column === 'row' && isRenumbered) continue;
        run.set('BLAKE3_ROUND', to, { [column]: run.get('BLAKE3_ROUND_2', from, column) });
      }
      expect(run.broken()).toEqual(expect.arrayContaining(['blake3Middle']));
      expect(await forger.verdict(run)).toMatch(/BusImbalance|Constraint/);
    }
  });

  it('numbers begin where the prover likes, in each pair for itself', async () => {
    const renumbered = async (names: readonly string[], by: number) => {
      const run = await split(10);
      for (const name of names) {
        for (let position = 0; position < 2 ** run.table(name).logHeight; position++)
          run.add(name, position, { row: by });
      }
      return run;
    };
    // As in the first pair: the same numbers in both.
    const same = await renumbered(SECOND, -140);
    expect(same.broken()).toEqual([]);
    expect(await forger.verdict(same)).toBe(ACCEPTED);
    const half = await renumbered(['BLAKE3_ROUND_2'], -140);
    expect(half.broken()).toEqual([...BUSES_2].sort());
    expect(await forger.verdict(half)).toBe('BusImbalance');
  });

  it('a first row that is a call, or a second one behind it that is none, is refused', async () => {
    const run = await split(10);
    const first = run.where('BLAKE3_2', { isReal: 0, row: 140 });
    run.copyRow('BLAKE3_2', run.where('BLAKE3_2', { row: 154 }), first).set('BLAKE3_2', first, { row: 140 });
    expect(run.broken()).toContain('the first row is no call');
    const gap = await split(10);
    gap.clearRow('BLAKE3_2', gap.where('BLAKE3_2', { row: 154 }));
    expect(gap.broken()).toContain('calls follow from the second row on');
  });
});

describe('the prover', () => {
  const options = { input: noInput, options: 'one-query', insecure: true } as const;
  const LOG = 13;
  /** Whose half rounds fill 2^13 rows. */
  const FULL = Math.floor((2 ** LOG - 1) / 14);

  let one: MachineProver;
  let two: MachineProver;
  beforeAll(async () => {
    one = await MachineProver.create({ threads: 1 });
    two = await MachineProver.create({ threads: 2 });
  });
  afterAll(async () => {
    await one.close();
    await two.close();
  });

  it.each([
    ['as many calls as fit', FULL, false],
    ['one call more', FULL + 1, true],
    ['a table of calls that is full', FULL + 31, true],
    ['one call more than that', FULL + 32, true],
    ['as many calls as fit into half as many rows', FULL + 292, true],
    ['one call more than that', FULL + 293, false],
  ])('%s', async (_, calls, isSplit) => {
    const elf = elfFromAssembly(loop(calls), [
      { address: VALUE_AT, bytes: blockBytes },
      { address: BLOCK_AT, bytes: blockBytes },
    ]);
    const { counts } = await countTrace(loadElf(elf), noInput);
    expect([counts.blake3, counts.blake3Round]).toEqual([calls + 1, 14 * calls + 1]);
    const key = await one.setup(elf, 'one-query', { insecure: true });
    const { proof, peakMemoryBytes, committedCells } = await one.prove(elf, options);
    expect(judge(proof, key.bytes, description)).toBe(ACCEPTED);
    expect(judgeReference(proof, key.bytes, description)).toBe(ACCEPTED);
    expect((await two.prove(elf, options)).proof).toEqual(proof);

    const { chips, cells, memoryBytes } = await one.count(elf, noInput, { options: 'one-query' });
    const rows = PAIRS.flat().map((name) => chips.find((chip) => chip.name === name)!.rows);
    const rest = calls - FULL;
    expect(rows).toEqual(
      isSplit ? [FULL + 1, 14 * FULL + 1, rest + 1, 14 * rest + 1] : [calls + 1, 14 * calls + 1, 0, 0],
    );
    const heights = proof.subarray(128, 128 + machineTables.length);
    const distinct = [...new Set(heights)].filter((height) => height > 0);
    expect(committedCells).toBe(cells + distinct.reduce((sum, height) => sum + 10 * 2 ** height, 0));
    expect(peakMemoryBytes).toBeLessThanOrEqual(memoryBytes['one-query']!);
    expect(peakMemoryBytes).toBeGreaterThan(0.8 * memoryBytes['one-query']!);
  });
});

const blockBytes = Uint8Array.from({ length: 64 }, (_, i) => 31 * i + 7);

/** Calls of BLAKE3, half rounds of BLAKE3_ROUND, the first border among them. */
function liveRows({ air, main }: FilledTable): number {
  const column = Math.max(air.mainColumns.indexOf('isReal'), air.mainColumns.indexOf('kind'));
  return main[column]!.filter((value) => value !== 0).length;
}

function takeColumns(run: ForgedRun, name: string, from: FilledTable): void {
  const to = run.table(name);
  for (const [c, column] of to.main.entries()) {
    if (column.length !== from.main[c]!.length) throw new Error(`${name} has another height.`);
    column.set(from.main[c]!);
  }
}
