/** Rows of BLAKE3 that are steps of blake3_chain and blake3_path. */
import { describe, expect, it } from 'vitest';
import { BLOCK_AT, EXIT_SOURCE, programWith, VALUE_AT } from '../../../test/support/blake3-call.ts';
import { type Steps, stepsOf, stepsSource } from '../../../test/support/blake3-steps.ts';
import { ChipRows, fillRows, type Tuple, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { recordTrace, streamRecordBytes } from '../../executor/index.ts';
import { blake3Chip } from './air.ts';

const words = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1 + 2 * seed) >>> 0);
const chain: Steps = {
  isChain: true,
  ...{ value: words(8, 1), data: words(48, 2), index: 0xfedcba980000fffcn, count: 3, flags: 0x8001 },
};
const path: Steps = {
  isChain: false,
  ...{ value: words(8, 3), data: words(32, 4), index: 0x80018005n, count: 4, flags: 0xfffffff4 },
};
/** The pointers' low limbs carry within the calls. */
const CHAIN_AT = { value: VALUE_AT, data: BLOCK_AT - 128 };
const PATH_AT = { value: VALUE_AT + 32, data: BLOCK_AT + 0x10000 - 64 };

const program = programWith(`${stepsSource(chain, CHAIN_AT)}${stepsSource(path, PATH_AT)}${EXIT_SOURCE}`, {
  [CHAIN_AT.value]: chain.value,
  [CHAIN_AT.data]: chain.data,
  [PATH_AT.value]: path.value,
  [PATH_AT.data]: path.data,
});
const trace = await recordTrace(program, new Uint8Array(0));
const { address, count } = trace.streams.get('blake3')!;
const bytes = streamRecordBytes.blake3;
const records = Array.from(
  { length: count },
  (_, i) => new Uint8Array(trace.memory.buffer, address + i * bytes, bytes),
);
const rows = new ChipRows(fillRows(blake3Chip(), records, 3));

const chainRows = [1, 2, 3];
const pathRows = [4, 5, 6, 7];
/** The path's index ends with 101, then 0. */
const [right, left] = [4, 5];
const said = (row: number, bus: string) => rows.report(row).tuples.filter((tuple: Tuple) => tuple.bus === bus);
const limbsOf = (values: readonly number[]) => values.flatMap((word) => [word & 0xffff, word >>> 16]);
const change = (row: number, column: string, delta = 1) =>
  rows.report(row, { [column]: rows.value(column, row) + delta });

describe('steps of BLAKE3', () => {
  it('fill the table', () => {
    expect(count).toBe(8);
    for (const row of [...chainRows, ...pathRows]) expect(rows.report(row).isAccepted, `row ${row}`).toBe(true);
  });

  it.each([
    { name: 'chain', call: chain, at: CHAIN_AT, first: 1 },
    { name: 'path', call: path, at: PATH_AT, first: 4 },
  ])('of a $name replace its value by what @noble/hashes computes, and keep what they read', ({ call, at, first }) => {
    let before = call.value;
    for (const [i, { result }] of stepsOf(call).entries()) {
      const ts = rows.value('ts', first + i);
      const size = call.isChain ? 16 : 8;
      const read = call.data.slice(size * i, size * i + size);
      const token = (where: number, k: number, values: readonly number[]) =>
        `${where / 8 + k},${limbsOf(values.slice(2 * k, 2 * k + 2))}`;
      const cells = (where: number, values: readonly number[]) =>
        values.flatMap((_, k) => (k % 2 ? [] : [token(where, k / 2, values)]));
      const tokens = (isSend: boolean) =>
        said(first + i, 'memory')
          .filter((tuple) => tuple.isSend === isSend)
          .map(({ tuple: [cell, time, ...limbs] }) => {
            expect(time === ts).toBe(isSend);
            return `${cell},${limbs}`;
          })
          .sort();
      expect(tokens(false)).toEqual([...cells(at.value, before), ...cells(at.data + 4 * size * i, read)].sort());
      expect(tokens(true)).toEqual([...cells(at.value, result), ...cells(at.data + 4 * size * i, read)].sort());
      before = result;
    }
  });

  it.each([
    { name: 'chain', call: chain, at: CHAIN_AT, first: 1, number: 6 },
    { name: 'path', call: path, at: PATH_AT, first: 4, number: 7 },
  ])('of a $name move their registers, and the last one leaves the instruction', ({ call, at, first, number }) => {
    for (let i = 0; i < call.count; i++) {
      const row = first + i;
      const registers = (isSend: boolean) =>
        Object.fromEntries(
          said(row, 'register')
            .filter((tuple) => tuple.isSend === isSend)
            .map(({ tuple: [register, , ...limbs] }) => [
              register,
              limbs.reduce((sum, limb, k) => sum + (BigInt(limb) << BigInt(16 * k)), 0n),
            ]),
        );
      const expected = (step: number) => ({
        10: BigInt(at.value),
        11: BigInt(at.data + (call.isChain ? 64 : 32) * step),
        12: call.isChain ? call.index + BigInt(step) : call.index >> BigInt(step),
        13: BigInt(call.count - step),
        14: BigInt(call.isChain && step > 0 ? 0 : call.flags),
        17: 0x10000000n + BigInt(number),
      });
      expect(registers(false)).toEqual(expected(i));
      expect(registers(true)).toEqual(expected(i + 1));
      const [before, after] = said(row, 'execution').map(({ tuple }) => tuple);
      expect(after).toEqual([before![0]! + 3, before![1]! + (i + 1 === call.count ? 1 : 0)]);
    }
  });

  it('notice every change of a column but of those that mean nothing', () => {
    const times = (cells: readonly number[]) => cells.map((cell) => `block${cell}PrevTs`);
    expect(unnoticedChanges(rows, [1, 2], undefined, true)).toEqual([]);
    // The last step's distance from the last step has no inverse.
    expect(unnoticedChanges(rows, [3], undefined, true)).toEqual(['countHint']);
    expect(unnoticedChanges(rows, [left], undefined, true)).toEqual(times([0, 1, 2, 3]));
    expect(unnoticedChanges(rows, [right], undefined, true)).toEqual(times([4, 5, 6, 7]));
  });

  it('are of one kind', () => {
    for (const row of [...chainRows, ...pathRows]) {
      const others = ['isChain', 'isLeft', 'isRight'].filter((column) => rows.value(column, row) === 0);
      expect(others).toHaveLength(2);
      for (const column of others) {
        expect(rows.report(row, { [column]: 1 }).constraints).toContain('a step is of one kind');
      }
      expect(rows.report(row, { isReal: 0 }).constraints).toContainEqual(expect.stringMatching(/ is live$/));
    }
    for (const column of ['isChain', 'isLeft', 'isRight']) {
      expect(rows.report(0, { [column]: 1 }).constraints).toContainEqual(expect.stringMatching(/ is live$/));
    }
    expect(rows.report(1, { isChain: 2 }).constraints).toContain('a block of a chain is live');
    expect(rows.report(0, { isLeft: -1, isRight: 1 }).constraints).toContain('a right node is live');
    expect(rows.report(0, { isLeft: -1 }).constraints).toContain('a step is of one kind');
  });

  it('are done again until the last one, and not after it', () => {
    for (const row of [1, 2, 4, 5, 6]) {
      expect(rows.report(row, { isAgain: 0, countHint: 0 }).constraints).toContain('all other steps are done again');
    }
    for (const row of [3, 7]) {
      expect(rows.report(row, { isAgain: 1 }).constraints).toContain('the last step is not done again');
      // No step but the last may begin with 1, and none at all with 0.
      expect(change(row, 'count', -1).lookups).toEqual([expect.stringMatching(/^range16 /)]);
    }
    expect(rows.report(3, { isLastBlock: 0 }).constraints).toContain('the last block is that of the last step');
    expect(rows.report(2, { isLastBlock: 1 }).constraints).toContain('the last block is that of the last step');
  });

  it('take left and right from the lowest bit of the index', () => {
    const sides = pathRows.map((row) => rows.value('isRight', row));
    expect(sides).toEqual([1, 0, 1, 0]);
    // With the other side, and a half that makes the register's token the same.
    const inverse = (0x78000001 + 1) / 2;
    const toLeft = rows.report(right, { isLeft: 1, isRight: 0, half0: rows.value('half0', right) + inverse });
    expect(toLeft.tuples.find(({ bus, isSend, tuple }) => bus === 'register' && !isSend && tuple[0] === 12)).toEqual(
      said(right, 'register').find(({ isSend, tuple }) => !isSend && tuple[0] === 12),
    );
    expect(toLeft.lookups).toContainEqual(expect.stringMatching(/^range16 /));
    expect(change(left, 'half1', inverse).lookups).toEqual([expect.stringMatching(/^range16 /)]);
    const bit = rows.value('half1Bit', left);
    const other = { half1Bit: 1 - bit, half1: rows.value('half1', left) + (2 * bit - 1) * inverse };
    expect(rows.report(left, other).lookups).toEqual([expect.stringMatching(/^range16 /)]);
  });

  it('begin a node with the initial value, counter 0 and a whole block', () => {
    for (let i = 0; i < 8; i++) {
      const limb = `value${i >> 1}Limb${2 * (i & 1)}`;
      expect(change(left, limb).constraints).toContainEqual(expect.stringMatching(/initial value's$/));
    }
    expect(change(left, 'input0Byte0').constraints).toContain('the counter of a node is 0');
    expect(change(right, 'input1Byte3').constraints).toContain('the counter of a node is 0');
    for (const row of [2, left]) {
      expect(change(row, 'input2Byte0', -1).constraints).toContain('the block of a step is whole');
      expect(change(row, 'input2Byte2').constraints).toContain('the block of a step is not longer');
    }
  });

  it('drop the flags of a chain', () => {
    expect(rows.value('dropped', 1)).toBe(0x8001);
    expect(change(1, 'dropped').constraints).toContain('a chain drops all flags');
    expect(change(2, 'input3Byte3').constraints).toContain('a chain has flags below 2^16');
    expect(rows.report(left, { dropped: 4 }).constraints).toContain('flags are dropped by a chain');
  });

  it('carry in pointers and counters only as numbers do', () => {
    const carried = [...chainRows, ...pathRows].filter((row) => rows.value('isCarried', row) === 1);
    expect(carried).toEqual([2, 5]);
    for (const row of carried) {
      expect(rows.report(row, { isCarried: 0 }).lookups).toEqual([expect.stringMatching(/^range16 /)]);
    }
    expect(rows.report(1, { isCarried: 1 }).lookups).toEqual([expect.stringMatching(/^range16 /)]);
    // A counter that leaves its low limb has no row.
    expect(change(3, 'input0Byte0').lookups).toEqual(expect.arrayContaining([expect.stringMatching(/^range16 /)]));
  });
});
