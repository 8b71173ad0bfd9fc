/**
 * Chips of two tables in whole proofs: the prover's split at its border cases, any other that a prover might choose, and records that
 * stand in both tables or in none. Heights: test/machine/heights.test.ts; the pairs of BLAKE3: test/machine/blake3-pairs.test.ts.
 */
import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkTables } from '../../src/air/checker.ts';
import { loadElf } from '../../src/elf/index.ts';
import { countTrace } from '../../src/executor/trace.ts';
import { machineBuses } from '../../src/machine/buses.ts';
import { machineTable, machineTables } from '../../src/machine/chips.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { fillMachine } from '../../src/machine/tables.ts';
import { ACCEPTED, judge, judgeReference } from '../fuzz/judge.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { keccakCall } from '../support/keccak-calls.ts';
import { EXIT, ForgedRun, Forger } from '../threats/forged-machine.ts';
import { program, programs } from './programs.ts';

// Whole proofs, several to a test.
vi.setConfig({ testTimeout: 600_000 });

const description = machineSystem().descriptionBytes;
const noInput = new Uint8Array(0);
const seconds = machineTables.filter(({ secondOf }) => secondOf !== null);
const doubled = seconds.map(({ secondOf }) => machineTables[secondOf!]!.name);

describe('the prover', () => {
  const LOG = 14;
  const options = { input: noInput, options: 'one-query', insecure: true } as const;
  /** Mostly ADDI, so many of them: a loop and as many more as are missing. */
  const addis = async (records: number): Promise<Uint8Array> => {
    const body = 'addi t1, t1, 1\n'.repeat(15);
    const rounds = Math.floor(records / 16) - 2;
    const source = (more: number) =>
      `li t0, ${rounds}\nloop: ${body} addi t0, t0, -1\n bne t0, x0, loop\n ${'nop\n'.repeat(more)} li a0, 0\n ${EXIT}`;
    const { counts } = await countTrace(loadElf(elfFromAssembly(source(0))), noInput);
    return elfFromAssembly(source(records - counts.addi));
  };
  const heightsIn = (proof: Uint8Array, chip = 'ADDI') =>
    [chip, `${chip}_2`].map((name) => proof[128 + machineTable(name).index]);

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
    ['as many records as rows', 2 ** LOG, false],
    ['one record more', 2 ** LOG + 1, true],
    ['a second table that is full', 2 ** LOG + 2 ** 10, true],
    ['one record more than that', 2 ** LOG + 2 ** 10 + 1, true],
    ['half as many again', 2 ** LOG + 2 ** (LOG - 1), true],
    ['one record more than that', 2 ** LOG + 2 ** (LOG - 1) + 1, false],
  ])('%s', async (_, records, isSplit) => {
    const elf = await addis(records);
    const key = await one.setup(elf, 'one-query', { insecure: true });
    const { proof, committedCells } = await one.prove(elf, options);
    const heights = heightsIn(proof);
    const rest = records - 2 ** LOG;
    if (isSplit) {
      // Perhaps padded to the next height that there is.
      expect(heights).toEqual([LOG, expect.toSatisfy((height: number) => 2 ** height >= rest && height < LOG)]);
    } else expect(heights).toEqual([Math.ceil(Math.log2(records)), 0]);
    expect(judge(proof, key.bytes, description)).toBe(ACCEPTED);
    expect(judgeReference(proof, key.bytes, description)).toBe(ACCEPTED);
    expect((await two.prove(elf, options)).proof).toEqual(proof);

    const { chips, cells } = await one.count(elf, noInput, { options: 'one-query' });
    const counted = ['ADDI', 'ADDI_2'].map((name) => chips.find((chip) => chip.name === name)!.rows);
    expect(counted).toEqual(isSplit ? [2 ** LOG, rest] : [records, 0]);
    const quotients = [...new Set(proof.subarray(128, 128 + machineTables.length))].filter((height) => height > 0);
    expect(committedCells).toBe(cells + quotients.reduce((sum, height) => sum + 10 * 2 ** height, 0));
  });

  // A chain of rows is not cut, and its last row is told that nothing follows.
  it('parts the rows of sha256_compress between two calls', async () => {
    const elf = readFileSync(new URL('../../guests/csp-sha256/csp-sha256.elf', import.meta.url));
    const input = Uint8Array.from({ length: 35_000 }, (_, i) => (i * 7) >> 3);
    const key = await one.setup(elf, 'one-query', { insecure: true });
    const { proof, claim, peakMemoryBytes } = await one.prove(elf, { ...options, input });
    expect(claim.publicOutput).toEqual(sha256(input));
    expect(heightsIn(proof, 'SHA256_ROUNDS')).toEqual([13, expect.toSatisfy((height: number) => height >= 11)]);
    const { chips, memoryBytes } = await one.count(elf, input, { options: 'one-query' });
    expect(peakMemoryBytes).toBeLessThanOrEqual(memoryBytes['one-query']!);
    expect(peakMemoryBytes).toBeGreaterThan(0.8 * memoryBytes['one-query']!);
    const calls = Math.floor(2 ** 13 / 17);
    expect(chips.find(({ name }) => name === 'SHA256_ROUNDS')!.rows).toBe(17 * calls);
    expect(judge(proof, key.bytes, description)).toBe(ACCEPTED);
    expect(judgeReference(proof, key.bytes, description)).toBe(ACCEPTED);
  });
});

describe('any split', () => {
  it.each([
    ['all records but one', 1],
    ['all records', 0],
    ['what a first table of three records leaves', 3],
  ])('is a run that checks: the second table has %s', async (_, border) => {
    const borders = Object.fromEntries(doubled.map((name) => [name, border]));
    const present = new Set<string>();
    for (const { source, input } of Object.values(programs)) {
      const { tables, publicTuples } = await fillMachine(program(source), input, undefined, borders);
      expect(checkTables(tables, publicTuples)).toEqual([]);
      for (const { name } of tables) present.add(name!);
    }
    const absent = seconds.map(({ name }) => name).filter((name) => !present.has(name));
    expect(absent).toEqual([]);
    expect(doubled.filter((name) => present.has(name))).toEqual(border === 0 ? [] : doubled);
  });

  let forger: Forger;
  beforeAll(async () => {
    forger = await Forger.create();
  });
  afterAll(() => forger.close());

  const source = `li a0, 1\n addi a1, a0, 2\n addi a2, a1, 3\n addi a3, a2, 4\n li a0, 0\n ${EXIT}`;
  const inSecond = 0x10008;

  it.each([
    ['both tables', 2],
    ['the second table without the first', 0],
  ])('is accepted by both verifiers: %s', async (_, border) => {
    const run = await ForgedRun.of(source, noInput, { ADDI: border });
    expect([run.names.includes('ADDI'), run.names.includes('ADDI_2')]).toEqual([border > 0, true]);
    const { proof, key, description: bytes } = await forger.proofOf(run);
    expect([judge(proof, key, bytes), judgeReference(proof, key, bytes)]).toEqual([ACCEPTED, ACCEPTED]);
  });

  it('is accepted with every chip of a run in two tables', async () => {
    for (const name of ['memory', 'fieldWork', 'blake3Steps', 'keccakWork', 'sha256']) {
      const { source: text, input } = programs[name]!;
      const run = await ForgedRun.of(text, input, Object.fromEntries(doubled.map((chip) => [chip, 1])));
      expect(run.names.filter((table) => table.endsWith('_2')).length).toBeGreaterThan(2);
      expect(await forger.verdict(run), name).toBe(ACCEPTED);
    }
  });

  it('a record that changes places is accepted, but not in both tables or in none', async () => {
    const split = () => ForgedRun.of(source, noInput, { ADDI: 2 });
    const move = (run: ForgedRun) => {
      const from = run.at('ADDI_2', inSecond);
      const to = run.padding('ADDI');
      for (const column of run.columns('ADDI')) run.set('ADDI', to, { [column]: run.get('ADDI_2', from, column) });
      return from;
    };
    const moved = await split();
    moved.clearRow('ADDI_2', move(moved));
    expect(moved.broken()).toEqual([]);
    expect(await forger.verdict(moved)).toBe(ACCEPTED);

    const broken = ['decode', 'execution', 'register'];
    const both = await split();
    move(both);
    expect(both.broken()).toEqual(broken);
    expect(await forger.verdict(both)).toBe('BusImbalance');

    const lost = await split();
    lost.clearRow('ADDI_2', lost.at('ADDI_2', inSecond));
    expect(lost.broken()).toEqual(broken);
    expect(await forger.verdict(lost)).toBe('BusImbalance');

    const absent = (await split()).remove('ADDI_2');
    expect(absent.broken()).toEqual(broken);
    expect(await forger.verdict(absent)).toBe('BusImbalance');
  });

  it.each([
    ['sha256_compress', 'SHA256_ROUNDS', 17, 'isFinal', 'live rows follow steps, or are first'],
    ['keccak_f1600', 'KECCAK_RND', 25, 'isLast', 'a row that takes sums is behind one that sends them'],
  ])(
    'a chain of %s that begins in one table and ends in the other is refused',
    async (call, name, records, flag, message) => {
      const keccak = { source: `${keccakCall(0x200000)}\n li a0, 0\n ${EXIT}`, input: noInput };
      const { source: text, input } = call === 'keccak_f1600' ? keccak : programs.sha256!;
      const run = await ForgedRun.of(text, input, { [name]: records });
      expect(run.broken()).toEqual([]);
      const last = run.where(name, { [flag]: 1 });
      const cells = run.columns(name).map((column) => [column, run.get(name, last, column)]);
      run.set(`${name}_2`, run.padding(`${name}_2`), Object.fromEntries(cells));
      run.clearRow(name, last);
      // Nothing is lost or doubled, and every row is one of an honest table; but the last one has nothing before it.
      expect(run.broken().filter((broken) => machineBuses.some(({ name: bus }) => bus === broken))).toEqual([]);
      expect(run.broken()).toContain(message);
      expect(await forger.verdict(run)).toBe('ConstraintMismatch');
    },
  );

  it('a second table is held to the constraints and to the lookups', async () => {
    const run = await ForgedRun.of(source, noInput, { ADDI: 2 });
    run.add('ADDI_2', run.at('ADDI_2', inSecond), { r0: 1 });
    expect(run.broken()).toContain('carry out of limb 0 is a bit');
    expect(await forger.verdict(run)).toMatch(/BusImbalance|Constraint/);
  });

  it('heights in the statement decide: a second table that is said to be absent, or there', async () => {
    const { proof, key, description: bytes } = await forger.proofOf(await ForgedRun.of(source, noInput, { ADDI: 2 }));
    const changed = (name: string, height: number) => {
      const copy = proof.slice();
      copy[128 + machineTable(name).index] = height;
      return copy;
    };
    for (const forged of [changed('ADDI_2', 0), changed('ADDI', 0), changed('ADDI_2', 6), changed('ADD_2', 5)]) {
      expect(judge(forged, key, bytes)).not.toBe(ACCEPTED);
      expect(judgeReference(forged, key, bytes)).not.toBe(ACCEPTED);
    }
  });
});
