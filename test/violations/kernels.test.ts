/**
 * Constraint program, quotient kernel and permutation kernel of every chip of the registry against the DAG's BigInt value at random points,
 * constraint by constraint, group by group, interaction by interaction. (test/emit does the same for random AIRs.) And `verify` itself: random
 * columns are an honest trace of a chip whose every constraint is given its value by one more column.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { encodeDescription } from '../../src/air/description.ts';
import type { Expr } from '../../src/air/expression.ts';
import { fromWord } from '../../src/air/modular.ts';
import { firstTables } from '../../src/machine/chips.ts';
import {
  airKernels,
  constantWords,
  kernelModules,
  partialSumBytes,
  permutationTasks,
  quotientTasks,
  selectorParameters,
  selectorTasks,
  wordsToE,
} from '../../src/stark/kernels/index.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { Machine, UNSHARED } from '../emit/machine.ts';
import { evaluateExpression, type Point, Random } from '../emit/random-air.ts';
import {
  evaluate,
  fingerprintOf,
  type InteractionValue,
  permutationConstraints,
  selectorsAt,
  selectorsOnRow,
  signedMultiplicity,
} from '../reference/constraints.ts';
import { decodeDescription } from '../reference/description.ts';
import {
  bitReverse,
  type E,
  type F,
  inverse,
  inverseF,
  lift,
  mod,
  mul,
  ONE,
  omega,
  powF,
  scale,
  sum,
  ZERO,
} from '../reference/field.ts';
import { ACCEPTED, ChipSystem } from './proofs.ts';
import { constraintsToViolate } from './representatives.ts';

const LOG_HEIGHT = 3;
const HEIGHT = 2 ** LOG_HEIGHT;
const LENGTH = 2 * HEIGHT;

const airs = firstTables.map(({ name, chip }) => [name, chip.air] as const);
const toNumbers = (e: E) => e.map(Number) as unknown as readonly [number, number, number, number, number];
const toBig = (e: readonly number[]) => e.map(BigInt) as unknown as E;

type Columns = readonly (readonly F[])[];

function randomColumns(random: Random, count: number, length: number): F[][] {
  return Array.from({ length: count }, () => Array.from({ length }, () => random.field()));
}

/** Values by the DAG. */
function evaluateDag(air: Air, point: Point): { asserts: E[]; groups: InteractionValue[][] } {
  const known = new Map<Expr, E>();
  const value = (expr: Expr) => evaluateExpression(expr, point, known);
  const groups = air.groups.map((group) =>
    group.map((i) => {
      const { bus, isSend, multiplicity, tuple } = air.interactions[i]!;
      return { bus: bus.id, isSend, multiplicity: value(multiplicity), elements: tuple.map(value) };
    }),
  );
  return { asserts: air.constraints.map(({ expr }) => value(expr)), groups };
}

function basePoint(preprocessed: Columns, main: Columns, at: number, next: number, selectors: readonly E[]): Point {
  const [isFirst, isLast, isTransition] = selectors as [E, E, E];
  return {
    preprocessed: preprocessed.map((column) => lift(column[at]!)),
    main: main.map((column) => lift(column[at]!)),
    next: main.map((column) => lift(column[next]!)),
    ...{ isFirst, isLast, isTransition },
  };
}

describe('constraint programs of the chips', () => {
  it.each(airs)('%s', (_, air) => {
    const random = new Random(1 + air.mainColumns.length);
    const table = decodeDescription(encodeDescription([air], [])).tables[0]!;
    const extensions = (length: number) => Array.from({ length }, () => random.extension());
    const point: Point = {
      preprocessed: extensions(air.preprocessedColumns.length),
      main: extensions(air.mainColumns.length),
      next: extensions(air.mainColumns.length),
      isFirst: random.extension(),
      isLast: random.extension(),
      isTransition: random.extension(),
    };
    const { preprocessed, main, next, isFirst, isLast, isTransition } = point;
    const mainNext = table.nextColumns.map((column) => next[column]!);
    const program = evaluate(table, { preprocessed, main, mainNext, selectors: [isFirst, isLast, isTransition] });
    expect(program).toEqual(evaluateDag(air, point));
  });
});

describe('permutation kernels of the chips', () => {
  it.each(airs)('%s', (_, air) => {
    const random = new Random(2 + air.mainColumns.length);
    const kernels = airKernels(air, UNSHARED);
    const machine = new Machine(kernelModules([kernels], UNSHARED));
    const preprocessed = randomColumns(random, air.preprocessedColumns.length, HEIGHT);
    const main = randomColumns(random, air.mainColumns.length, HEIGHT);
    const [theta, delta] = [random.extension(), random.extension()];
    const outputs = air.groups.flatMap(() => [0, 0, 0, 0, 0].map(() => machine.alloc(4 * HEIGHT)));
    const challenges = { theta: toNumbers(theta), delta: toNumbers(delta) };
    machine.run(
      permutationTasks(kernels, {
        columns: machine.put([...preprocessed, ...main].map((column) => machine.putColumn(column))),
        outputs: machine.put(outputs),
        constants: machine.put(constantWords(kernels.permutation!.constants, challenges)),
        partialSums: machine.put(new Uint32Array(partialSumBytes(LOG_HEIGHT) / 4)),
        logHeight: LOG_HEIGHT,
      }),
    );
    const last = air.groups.length - 1;
    for (let position = 0; position < HEIGHT; position++) {
      const row = bitReverse(position, LOG_HEIGHT);
      const next = bitReverse((row + 1) % HEIGHT, LOG_HEIGHT);
      const point = basePoint(preprocessed, main, position, next, selectorsOnRow(row, LOG_HEIGHT));
      const fractions = evaluateDag(air, point).groups.map((group) =>
        sum(group.map((one) => mul(signedMultiplicity(one), inverse(fingerprintOf(one, { theta, delta }))))),
      );
      // In the place of the last group: the sum of the row.
      const expected = [...fractions.slice(0, last), sum(fractions)];
      const got = air.groups.map((_group, g) =>
        toBig(wordsToE(outputs.slice(5 * g, 5 * g + 5).map((address) => machine.words(address, HEIGHT)[position]!))),
      );
      expect(got, `position ${position}`).toEqual(expected);
    }
  });
});

describe('quotient kernels of the chips', () => {
  it.each(airs)('%s', (_, air) => {
    const random = new Random(3 + air.mainColumns.length);
    const kernels = airKernels(air, UNSHARED);
    const machine = new Machine(kernelModules([kernels], UNSHARED));
    const logLength = LOG_HEIGHT + 1;
    const points = Array.from({ length: LENGTH }, (__, j) =>
      mod(31n * powF(omega(logLength), bitReverse(j, logLength))),
    );
    const selectors = [0, 1, 2].map(() => machine.alloc(4 * LENGTH)) as [number, number, number];
    machine.run(selectorTasks(selectors, machine.put(selectorParameters(LOG_HEIGHT)), LOG_HEIGHT));
    const preprocessed = randomColumns(random, air.preprocessedColumns.length, LENGTH);
    const main = randomColumns(random, air.mainColumns.length, LENGTH);
    const phi = air.groups.map(() => points.map(() => random.extension()));
    const [theta, delta, cumulativeSum] = [random.extension(), random.extension(), random.extension()];
    const values = points.map((x, j) => {
      const next = bitReverse((bitReverse(j, logLength) + 2) % LENGTH, logLength);
      const dag = evaluateDag(air, basePoint(preprocessed, main, j, next, selectorsAt(lift(x), LOG_HEIGHT)));
      const here = phi.map((group) => group[j]!);
      const nextSum = phi.at(-1)![next]!;
      return [
        ...dag.asserts,
        ...permutationConstraints(dag.groups, here, nextSum, cumulativeSum, HEIGHT, { theta, delta }),
      ];
    });
    const { constants: layout, numWeights } = kernels.quotient;
    expect(numWeights).toBe(air.constraints.length + air.groups.length);

    const accumulators = [0, 1, 2, 3, 4].map(() => machine.alloc(4 * LENGTH));
    const constants = machine.alloc(layout.bytes);
    const tasks = quotientTasks(kernels, {
      columns: machine.put([...preprocessed, ...main].map((column) => machine.putColumn(column))),
      permutation: machine.put(
        phi.flatMap((group) => [0, 1, 2, 3, 4].map((k) => machine.putColumn(group.map((value) => value[k]!)))),
      ),
      selectors: machine.put(selectors),
      constants,
      accumulator: machine.put(accumulators),
      logHeight: LOG_HEIGHT,
    });
    for (let index = 0; index < numWeights; index++) {
      for (const address of accumulators) machine.words(address, LENGTH).fill(0);
      const words = constantWords(layout, {
        theta: toNumbers(theta),
        delta: toNumbers(delta),
        weights: Array.from({ length: numWeights }, (__, i) => toNumbers(i === index ? ONE : ZERO)),
        sumPerRow: toNumbers(scale(cumulativeSum, inverseF(BigInt(HEIGHT)))),
      });
      machine.words(constants, words.length).set(words);
      machine.run(tasks);
      const got = points.map((__, j) =>
        toBig(wordsToE(accumulators.map((address) => machine.words(address, LENGTH)[j]!))),
      );
      const name = air.constraints[index]?.message ?? `group ${index - air.constraints.length}`;
      expect(got, name).toEqual(values.map((constraints) => constraints[index]));
    }
    expect(selectors.map((address) => fromWord(machine.words(address, LENGTH)[0]!))).toEqual(
      selectorsAt(lift(points[0]!), LOG_HEIGHT).map((e) => Number(e[0])),
    );
  });
});

describe('random traces of chips with slack', () => {
  let prover: StarkProver;
  beforeAll(async () => {
    prover = await StarkProver.create({ threads: 1 });
  });
  afterAll(() => prover.close());

  it.each(airs)('%s', async (_, whole) => {
    // A table may not open more than 700 functions, slack included.
    const air: Air = { ...whole, constraints: constraintsToViolate(whole).map((i) => whole.constraints[i]!) };
    const random = new Random(4 + air.mainColumns.length);
    const slack = air.constraints.map((__, i) => air.expressions.column('main', air.mainColumns.length + i));
    const loose: Air = {
      ...air,
      name: `${air.name} with slack`,
      mainColumns: [...air.mainColumns, ...slack.map((__, i) => `slack${i}`)],
      constraints: air.constraints.map(({ expr, message }, i) => ({ expr: expr.sub(slack[i]!), message })),
    };
    const preprocessed = randomColumns(random, air.preprocessedColumns.length, HEIGHT);
    const main = randomColumns(random, air.mainColumns.length, HEIGHT);
    const values = Array.from({ length: HEIGHT }, (__, row) => {
      const selectors = selectorsOnRow(row, LOG_HEIGHT);
      return evaluateDag(air, basePoint(preprocessed, main, row, (row + 1) % HEIGHT, selectors)).asserts;
    });
    const slackColumns = air.constraints.map((__, i) => values.map((asserts) => asserts[i]![0]));
    const numbers = (columns: Columns) => columns.map((column) => Uint32Array.from(column, Number));
    const table = {
      air: loose,
      logHeight: LOG_HEIGHT,
      preprocessed: numbers(preprocessed),
      main: numbers([...main, ...slackColumns]),
    };
    const system = await ChipSystem.create(prover, table);
    expect(await system.judge(table)).toEqual({ verifier: ACCEPTED, reference: ACCEPTED });
    for (const [i, { message }] of air.constraints.entries()) {
      const column = table.main[air.mainColumns.length + i]!;
      const row = i % HEIGHT;
      const honest = column[row]!;
      column[row] = honest === 0 ? 1 : 0;
      const verdicts = await system.judge(table);
      expect(verdicts, message).toEqual({ verifier: 'ConstraintMismatch', reference: 'ConstraintMismatch' });
      column[row] = honest;
    }
  });
});
