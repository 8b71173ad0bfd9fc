import { describe, expect, it } from 'vitest';
import { AirBuilder } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { encodeDescription, publicTuples } from '../../src/air/description.ts';
import { evaluate } from '../reference/constraints.ts';
import { decodeDescription } from '../reference/description.ts';
import { evaluateExpression, type Point, Random, randomAir, randomBuses } from './random-air.ts';

describe('constraint programs', () => {
  it('have the value of the DAG, constraint by constraint and interaction by interaction', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Random(seed);
      const airs = [3, 5].map((main, i) =>
        randomAir(
          random,
          { preprocessed: i, main, constraints: 6, interactions: 5 * i, usesNext: true, usesSelectors: true },
          `RANDOM${i}`,
        ),
      );
      const description = decodeDescription(encodeDescription(airs, []));
      airs.forEach((air, t) => {
        const table = description.tables[t]!;
        const extensions = (length: number) => Array.from({ length }, () => random.extension());
        const point: Point = {
          preprocessed: extensions(air.preprocessedColumns.length),
          main: extensions(air.mainColumns.length),
          next: extensions(air.mainColumns.length),
          isFirst: random.extension(),
          isLast: random.extension(),
          isTransition: random.extension(),
        };
        const { asserts, groups } = evaluate(table, {
          preprocessed: point.preprocessed,
          main: point.main,
          mainNext: table.nextColumns.map((column) => point.next[column]!),
          selectors: [point.isFirst, point.isLast, point.isTransition],
        });
        expect(asserts).toEqual(air.constraints.map(({ expr }) => evaluateExpression(expr, point)));
        expect(groups.map((group) => group.length)).toEqual(air.groups.map((group) => group.length));
        expect(table.numLogUpColumns).toBe(air.logUpColumns.length);
        expect(groups.flat()).toEqual(
          air.interactions.map(({ bus, isSend, multiplicity, tuple, isCommitted }) => ({
            bus: bus.id,
            isSend,
            isCommitted,
            multiplicity: evaluateExpression(multiplicity, point),
            elements: tuple.map((element) => evaluateExpression(element, point)),
          })),
        );
      });
    }
  });

  it('hold only what is used, once', () => {
    const b = new AirBuilder('SMALL');
    const [x, y] = [b.main('x'), b.main('y')];
    const unused = x.mul(y).mul(y);
    expect(unused.degree).toBe(3);
    b.assertZero(x.add(y), 'sum');
    b.send(randomBuses[1]!, 1, [x.add(y), 1]);
    const { instructions, numInteractions } = decodeDescription(encodeDescription([b.build()], [])).tables[0]!;
    expect(numInteractions).toBe(1);
    expect(instructions).toEqual([
      { op: 'main', index: 0 },
      { op: 'main', index: 1 },
      { op: 'add', a: 0, b: 1 },
      { op: 'assertZero', a: 2 },
      { op: 'const', value: 1n },
      { op: 'interaction', multiplicity: 4, bus: 102, isSend: true, closesGroup: true, isCommitted: false, arity: 2 },
      { op: 'element', a: 2 },
      { op: 'element', a: 4 },
    ]);
  });
});

describe('encodeDescription', () => {
  const bus: Bus = { name: 'claim', id: 9, fields: ['kind', 'value'] };
  const air = (on: Bus) => {
    const b = new AirBuilder('SMALL');
    b.send(on, 1, [1, b.main('x')]);
    return b.build();
  };

  it('encodes public terms and evaluates them for a claim', () => {
    const terms = [
      { unit: 'once', bus, isSend: false, tuple: [-1, 'exitCodeHigh'] },
      { unit: 'u32', bus, isSend: true, tuple: ['index', 'value'] },
    ] as const;
    const { publicTerms } = decodeDescription(encodeDescription([air(bus)], terms));
    expect(publicTerms).toMatchObject([
      { unit: 0, isSend: false, operands: [{ kind: 0, value: 2013265920n }, { kind: 3 }] },
      { unit: 2, isSend: true, operands: [{ kind: 5 }, { kind: 6 }] },
    ]);
    const claim = { entry: 5, exitCode: 0x10002, output: Uint8Array.of(1, 0, 0, 0, 2, 1, 0, 0) };
    expect(publicTuples(terms, claim).map(({ tuple }) => tuple)).toEqual([
      [2013265920, 1],
      [0, 1],
      [1, 258],
    ]);
    expect(() => publicTuples(terms, { ...claim, output: new Uint8Array(3) })).toThrow('whole number');
  });

  it('refuses colliding bus ids', () => {
    const other = { ...bus, name: 'other' };
    expect(() => encodeDescription([air(bus), air(other)], [])).toThrow('both have id 9');
  });
});
