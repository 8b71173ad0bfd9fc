import { describe, expect, it } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { AirBuilder } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { encodeDescription } from '../../src/air/description.ts';
import { fromWord } from '../../src/air/modular.ts';
import {
  airKernels,
  constantWords,
  countTasks,
  divideByZerofierTasks,
  kernelModules,
  mergeHistogramsTask,
  partialSumBytes,
  permutationOutputs,
  permutationTasks,
  quotientTasks,
  quotientWeights,
  runningSumTasks,
  selectorParameters,
  selectorTasks,
  startRunningSum,
  wordsToE,
} from '../../src/stark/kernels/index.ts';
import {
  evaluate,
  fractionOf,
  logUpColumnsButLast,
  permutationConstraints,
  selectorsAt,
} from '../reference/constraints.ts';
import { decodeDescription } from '../reference/description.ts';
import {
  add,
  bitReverse,
  type E,
  type F,
  inverseF,
  lift,
  mod,
  mul,
  ONE,
  omega,
  powF,
  scale,
  sub,
  sum,
  ZERO,
} from '../reference/field.ts';
import { Machine, UNSHARED } from './machine.ts';
import { type AirShape, Random, randomAir } from './random-air.ts';

type Columns = readonly (readonly F[])[];

const toNumbers = (e: E) => e.map(Number) as unknown as readonly [number, number, number, number, number];
const toBig = (e: readonly number[]) => e.map(BigInt) as unknown as E;

function randomColumns(random: Random, count: number, length: number): F[][] {
  return Array.from({ length: count }, () => Array.from({ length }, () => random.field()));
}

/** The program's value at a position, with the next row at `next`; base columns. */
function evaluateAt(air: Air, preprocessed: Columns, main: Columns, at: number, next: number, selectors: [E, E, E]) {
  const table = decodeDescription(encodeDescription([air], [])).tables[0]!;
  return evaluate(table, {
    preprocessed: preprocessed.map((column) => lift(column[at]!)),
    main: main.map((column) => lift(column[at]!)),
    mainNext: table.nextColumns.map((column) => lift(main[column]![next]!)),
    selectors,
  });
}

const shapes: AirShape[] = [
  { preprocessed: 0, main: 4, constraints: 0, interactions: 1, usesNext: false, usesSelectors: false },
  { preprocessed: 2, main: 5, constraints: 3, interactions: 5, usesNext: true, usesSelectors: true },
  { preprocessed: 1, main: 12, constraints: 14, interactions: 12, usesNext: true, usesSelectors: true },
  { preprocessed: 0, main: 3, constraints: 6, interactions: 0, usesNext: true, usesSelectors: true },
];
/** Large enough to be cut into several functions. */
const large: AirShape = {
  preprocessed: 3,
  main: 60,
  constraints: 160,
  interactions: 60,
  usesNext: true,
  usesSelectors: true,
};
const cases = [2, 3, 4, 6, 7].flatMap((logHeight, i) =>
  shapes.map((shape, j) => ({ logHeight, shape, seed: 10 * i + j + 1 })),
);

cases.push({ logHeight: 2, shape: large, seed: 99 });

describe('permutation kernel', () => {
  it.each(cases.filter(({ shape }) => shape.interactions > 0))(
    'gives fractions, cumulative sum and running sum: 2^$logHeight rows, seed $seed',
    ({ logHeight, shape, seed }) => {
      const random = new Random(seed);
      const air = randomAir(random, shape);
      const height = 2 ** logHeight;
      const kernels = airKernels(air, UNSHARED);
      const machine = new Machine(kernelModules([kernels], UNSHARED));
      const preprocessed = randomColumns(random, shape.preprocessed, height);
      const main = randomColumns(random, shape.main, height);
      const [theta, delta] = [random.extension(), random.extension()];
      const challenges = { theta: toNumbers(theta), delta: toNumbers(delta) };
      const columns = machine.put([...preprocessed, ...main].map((column) => machine.putColumn(column)));
      const outputs = air.logUpColumns.flatMap(() => [0, 0, 0, 0, 0].map(() => machine.alloc(4 * height)));
      const partialSums = machine.put(new Uint32Array(partialSumBytes(logHeight) / 4));
      machine.run(
        permutationTasks(kernels, {
          columns,
          outputs: machine.put(permutationOutputs(air, outputs)),
          constants: machine.put(constantWords(kernels.permutation!.constants, challenges)),
          partialSums,
          logHeight,
        }),
      );
      const output = (column: number, position: number): E =>
        toBig(
          wordsToE(
            outputs.slice(5 * column, 5 * column + 5).map((address) => machine.words(address, height)[position]!),
          ),
        );

      const last = air.logUpColumns.length - 1;
      const rowSums: E[] = [];
      for (let position = 0; position < height; position++) {
        const next = bitReverse((bitReverse(position, logHeight) + 1) % height, logHeight);
        const row = bitReverse(position, logHeight);
        const { groups } = evaluateAt(air, preprocessed, main, position, next, [
          row === 0 ? ONE : ZERO,
          row === height - 1 ? ONE : ZERO,
          ZERO,
        ]);
        const columns = logUpColumnsButLast(groups, { theta, delta });
        expect(columns.map((_, column) => output(column, position))).toEqual(columns);
        rowSums.push(sum(groups.map((group) => fractionOf(group, { theta, delta }))));
        expect(output(last, position)).toEqual(rowSums[position]);
      }

      const start = startRunningSum(machine.words(partialSums, partialSumBytes(logHeight) / 4), logHeight);
      const total = sum(rowSums);
      expect(toBig(start.cumulativeSum)).toEqual(total);
      const perRow = scale(total, inverseF(BigInt(height)));
      expect(toBig(start.perRow)).toEqual(perRow);
      machine.run(runningSumTasks(outputs.slice(-5), machine.put(start.offsets), start, logHeight));
      let expected: E = ZERO;
      for (let row = 0; row < height; row++) {
        const position = bitReverse(row, logHeight);
        expect(output(last, position)).toEqual(expected);
        expected = sub(add(expected, rowSums[position]!), perRow);
      }
      expect(expected).toEqual(ZERO);
    },
  );
});

describe('quotient kernel', () => {
  it.each(cases)('agrees with the reference: 2^$logHeight rows, seed $seed', ({ logHeight, shape, seed }) => {
    const random = new Random(1000 + seed);
    const air = randomAir(random, shape);
    const other = randomAir(random, shape, 'OTHER');
    const [length, logLength] = [2 ** (logHeight + 1), logHeight + 1];
    const airs = [air, other];
    const kernels = airs.map((one) => airKernels(one, UNSHARED));
    const machine = new Machine(kernelModules(kernels, UNSHARED));

    // Selector columns against their definition.
    const points = Array.from({ length }, (_, j) => mod(31n * powF(omega(logLength), bitReverse(j, logLength))));
    const selectorAddresses = [0, 1, 2].map(() => machine.alloc(4 * length)) as [number, number, number];
    machine.run(selectorTasks(selectorAddresses, machine.put(selectorParameters(logHeight)), logHeight));
    const selectors = points.map((x) => selectorsAt(lift(x), logHeight));
    selectors.forEach((expected, j) => {
      const got = selectorAddresses.map((address) => lift(fromWord(machine.words(address, length)[j]!)));
      expect(got).toEqual(expected);
    });

    const [theta, delta, alpha] = [random.extension(), random.extension(), random.extension()];
    const accumulators = [0, 1, 2, 3, 4].map(() => machine.put(new Uint32Array(length)));
    const accumulator = machine.put(accumulators);
    const weights = quotientWeights(
      toNumbers(alpha),
      kernels.map(({ quotient }) => quotient.numWeights),
    );
    const expected: E[] = points.map(() => ZERO);
    const runs: (() => void)[] = [];
    airs.forEach((one, t) => {
      const preprocessed = randomColumns(random, shape.preprocessed, length);
      const main = randomColumns(random, shape.main, length);
      const phi = Array.from({ length: one.logUpColumns.length }, () => points.map(() => random.extension()));
      const cumulativeSum = random.extension();
      const perRow = scale(cumulativeSum, inverseF(BigInt(2 ** logHeight)));
      const columns = machine.put([...preprocessed, ...main].map((column) => machine.putColumn(column)));
      const permutation = machine.put(
        phi.flatMap((values) => [0, 1, 2, 3, 4].map((k) => machine.putColumn(values.map((value) => value[k]!)))),
      );
      const run = (kernelWeights: readonly (readonly number[])[], target: number) => {
        const constants = constantWords(kernels[t]!.quotient.constants, {
          theta: toNumbers(theta),
          delta: toNumbers(delta),
          weights: kernelWeights.map((w) => toNumbers(toBig(w))),
          sumPerRow: toNumbers(perRow),
        });
        machine.run(
          quotientTasks(kernels[t]!, {
            columns,
            permutation,
            selectors: machine.put(selectorAddresses),
            constants: machine.put(constants),
            accumulator: target,
            logHeight,
          }),
        );
      };
      const values = points.map((_, j) => {
        const next = bitReverse((bitReverse(j, logLength) + 2) % length, logLength);
        const { asserts, groups } = evaluateAt(one, preprocessed, main, j, next, selectors[j]!);
        const lastPhi = phi.at(-1)?.[next] ?? ZERO;
        const challenges = { theta, delta };
        const here = phi.map((column) => column[j]!);
        const logUp =
          groups.length === 0
            ? []
            : permutationConstraints(groups, here, lastPhi, cumulativeSum, 2 ** logHeight, challenges);
        return [...asserts, ...logUp];
      });
      values.forEach((constraints, j) => {
        for (const value of constraints) expected[j] = add(mul(expected[j]!, alpha), value);
      });
      run(weights[t]!, accumulator);
      // Constraint by constraint.
      if (t > 0) return;
      for (let index = 0; index < kernels[t]!.quotient.numWeights; index++) {
        runs.push(() => {
          const alone = [0, 1, 2, 3, 4].map(() => machine.put(new Uint32Array(length)));
          run(
            values[0]!.map((_, i) => (i === index ? ONE : ZERO).map(Number)),
            machine.put(alone),
          );
          const got = points.map((_, j) => toBig(wordsToE(alone.map((address) => machine.words(address, length)[j]!))));
          expect(got, `constraint ${index}, with ${air.logUpColumns.length} of LogUp columns`).toEqual(
            values.map((constraints) => constraints[index]),
          );
        });
      }
    });
    const at = (j: number) => toBig(wordsToE(accumulators.map((address) => machine.words(address, length)[j]!)));
    points.forEach((_, j) => {
      expect(at(j)).toEqual(expected[j]);
    });
    machine.run(divideByZerofierTasks(accumulators, logHeight));
    points.forEach((x, j) => {
      expect(at(j)).toEqual(scale(expected[j]!, inverseF(mod(powF(x, 2 ** logHeight) - 1n))));
    });
    if (logHeight <= 4) for (const check of runs) check();
  });
});

describe('count kernel', () => {
  const RANGE: Bus = {
    name: 'range',
    id: 1,
    fields: ['value'],
    lookup: { table: 'RANGE', counter: 0, rows: 64, index: { kind: 'linear', coefficients: [1] } },
  };
  const BITS: Bus = {
    name: 'bits',
    id: 2,
    fields: ['bits', 'value', 'power'],
    lookup: { table: 'BITS', counter: 0, rows: 31, index: { kind: 'bits' } },
  };
  const OTHER: Bus = { name: 'other', id: 3, fields: ['value'] };

  it('counts lookups and names the interaction that has none', () => {
    const b = new AirBuilder('TEST');
    const [isReal, low, high] = [b.main('isReal'), b.main('low'), b.main('high')];
    b.send(RANGE, isReal, [low.add(high.mul(8))]);
    b.send(OTHER, isReal, [low]);
    b.send(BITS, isReal.mul(2), [3, high, 8]);
    b.receive(RANGE, isReal, [low]);
    const kernels = airKernels(b.build(), UNSHARED);
    const { buses, constants } = kernels.count!;
    expect(buses).toEqual([RANGE, BITS]);
    const machine = new Machine(kernelModules([kernels], UNSHARED));
    const logHeight = 6;
    const random = new Random(7);
    const rows = Array.from({ length: 64 }, (_, i) => [i % 5 === 4 ? 0 : 1, random.below(8), random.below(8)] as const);
    const addresses = [0, 1, 2].map((k) => machine.putColumn(rows.map((row) => BigInt(row[k]!))));
    const histograms = machine.alloc(2048);
    const error = machine.put([0, 0]);
    const args = {
      columns: machine.put(addresses),
      constants: machine.put(constantWords(constants, {})),
      offsets: machine.put([0, 1024]),
      histograms,
      logHeight,
      error,
    };
    machine.run(countTasks(kernels, args));
    expect([...machine.words(error, 2)]).toEqual([0, 0]);
    const range = new Int32Array(64);
    const bits = new Int32Array(31);
    for (const [isLive, lo, hi] of rows) {
      range[lo + 8 * hi]! += isLive;
      range[lo]! -= isLive;
      bits[7 + hi]! += 2 * isLive;
    }
    expect(new Int32Array(machine.words(histograms, 64))).toEqual(range);
    expect(new Int32Array(machine.words(histograms + 1024, 31))).toEqual(bits);

    // Two histograms into a column.
    machine.words(histograms + 512, 64).fill(3);
    const column = machine.alloc(256);
    machine.run([mergeHistogramsTask(column, histograms, 512, 2, 6)]);
    expect([...machine.words(column, 64)].map((word) => BigInt(fromWord(word)))).toEqual(
      [...range].map((count) => mod(BigInt(count + 3))),
    );

    machine.words(addresses[2]!, 64)[8] = machine.words(machine.putColumn([24n]), 1)[0]!;
    machine.run(countTasks(kernels, args));
    expect([...machine.words(error, 2)]).toEqual([1, 8]);
  });
});
