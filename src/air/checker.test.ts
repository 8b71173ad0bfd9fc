import { describe, expect, it } from 'vitest';
import { type Air, AirBuilder } from './air.ts';
import type { Bus } from './bus.ts';
import { assertTables, checkTables, formatFinding } from './checker.ts';
import type { FilledTable } from './evaluate-rows.ts';
import { P } from './expression.ts';
import { bitReverse, toWord } from './modular.ts';
import { MutationChecker, mutateColumns } from './mutation.ts';

const RANGE: Bus = {
  name: 'range',
  id: 1,
  fields: ['value'],
  lookup: { table: 'RANGE', counter: 0, rows: 16, index: { kind: 'linear', coefficients: [1] } },
};
const CLAIM: Bus = { name: 'claim', id: 2, fields: ['index', 'value'] };

function fibonacciAir(): Air {
  const b = new AirBuilder('FIBONACCI');
  const [x, y, unused] = [b.main('x'), b.main('y'), b.main('unused')];
  b.assertZero(b.selector('isFirst').mul(x.sub(1)), 'starts with 1');
  b.assertZero(b.selector('isFirst').mul(y.sub(1)), 'starts with 1, 1');
  b.assertZero(b.selector('isTransition').mul(b.next(x).sub(y)), 'x moves on');
  b.assertZero(b.selector('isTransition').mul(b.next(y).sub(x).sub(y)), 'y is the sum');
  b.send(CLAIM, b.selector('isLast'), [7, x]);
  b.send(CLAIM, 0, [unused, unused]);
  return b.build();
}

function squareAir(): Air {
  const b = new AirBuilder('SQUARE');
  const [isReal, value, square] = [b.main('isReal'), b.main('value'), b.main('square')];
  b.assertBit(isReal, 'isReal is a bit');
  b.assertZero(square.sub(value.mul(value)), 'square is the square');
  b.send(RANGE, isReal, [value]);
  return b.build();
}

function rangeAir(): Air {
  const b = new AirBuilder('RANGE');
  const value = b.preprocessed('value');
  b.receive(RANGE, b.main('multiplicity'), [value]);
  return b.build();
}

function fibonacci(): FilledTable {
  const [x, y] = [[1], [1]];
  for (let i = 1; i < 8; i++) {
    x.push(y[i - 1]!);
    y.push(x[i - 1]! + y[i - 1]!);
  }
  const main = [x, y, x].map((column) => Uint32Array.from(column));
  return { air: fibonacciAir(), logHeight: 3, preprocessed: [], main };
}

function squares(): FilledTable[] {
  const value = Uint32Array.from({ length: 32 }, (_, i) => (7 * i) % 16);
  const isReal = value.map((_, i) => (i < 20 ? 1 : 0));
  const multiplicity = new Uint32Array(16);
  value.forEach((v, i) => {
    multiplicity[v]! += isReal[i]!;
  });
  const main = [isReal, value, value.map((v) => v * v)];
  return [
    { air: squareAir(), logHeight: 5, preprocessed: [], main },
    {
      air: rangeAir(),
      logHeight: 4,
      preprocessed: [Uint32Array.from({ length: 16 }, (_, i) => i)],
      main: [multiplicity],
    },
  ];
}

const publicTuples = [{ bus: CLAIM, isSend: false, tuple: [7, 21] }];

/** As a prover stores it. */
function stored(table: FilledTable): FilledTable {
  const words = (column: Uint32Array) =>
    column.map((_, position) => toWord(column[bitReverse(position, table.logHeight)]!));
  const { air, logHeight } = table;
  return {
    air,
    logHeight,
    preprocessed: table.preprocessed.map(words),
    main: table.main.map(words),
    isWords: true,
    isBitReversed: true,
  };
}

describe('checkTables', () => {
  it('finds nothing in an honest trace, however it is stored', () => {
    const tables = [fibonacci(), ...squares()];
    expect(checkTables(tables, publicTuples)).toEqual([]);
    expect(checkTables(tables.map(stored), publicTuples)).toEqual([]);
    assertTables(tables, publicTuples);
  });

  it('names chip, row, constraint and columns', () => {
    const table = fibonacci();
    table.main[1]![3] = 100;
    const expected = (at: (row: number) => number) => [
      {
        kind: 'constraint',
        chip: 'FIBONACCI',
        row: 2,
        position: at(2),
        constraint: 3,
        message: 'y is the sum',
        columns: { x: 2, y: 3, "y'": 100 },
      },
      expect.objectContaining({ row: 3, message: 'x moves on', columns: { y: 100, "x'": 5 } }),
      expect.objectContaining({ row: 3, message: 'y is the sum' }),
    ];
    const findings = checkTables([table], publicTuples);
    expect(findings).toHaveLength(3);
    expect(findings).toEqual(expect.arrayContaining(expected((row) => row)));
    expect(checkTables([stored(table)], publicTuples)).toEqual(
      expect.arrayContaining(expected((row) => bitReverse(row, 3))),
    );
  });

  it('names unbalanced tuples and their users', () => {
    const tables = squares();
    tables[1]!.main[0]![7]! += 1;
    const findings = checkTables([fibonacci(), ...tables]);
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({ bus: 'claim', tuple: { index: 7, value: 21 }, net: 1 });
    expect(findings[0]).toMatchObject({ users: [{ chip: 'FIBONACCI', row: 7, isSend: true, multiplicity: 1 }] });
    expect(findings[1]).toMatchObject({ bus: 'range', tuple: { value: 7 }, net: -1 });
    expect(formatFinding(findings[1]!)).toContain(
      'bus range: (value = 7) is unbalanced by -1\n  sent 1 x by SQUARE, position 1',
    );
  });
});

describe('mutations', () => {
  it('are noticed where a constraint or a bus sees them', () => {
    const [square, range] = squares();
    const checker = new MutationChecker([square!, range!]);
    expect(checker.check(0, [])).toEqual([]);
    // The value alone breaks the square; value and square together are honest again, if in range.
    const change = (column: number, value: number) => ({ position: 3, column, value });
    expect(checker.check(0, [change(1, 9)])).toMatchObject([{ message: 'square is the square' }]);
    expect(checker.check(0, [change(1, 9), change(2, 81)])).toEqual([]);
    expect(checker.check(0, [change(1, 16), change(2, 256)])).toMatchObject([
      { bus: 'range', tuple: { value: 16 }, net: 1 },
    ]);
    // Dropping a lookup is no crime, a wrong count is.
    expect(checker.check(0, [change(0, 0)])).toEqual([]);
    expect(checker.check(1, [change(0, 0)])).toMatchObject([{ bus: 'range', tuple: { value: 3 } }]);
  });

  it('reports columns that nothing checks', () => {
    const tables = [fibonacci(), ...squares()].map(stored);
    const reports = mutateColumns(tables, { positions: () => [0, 3, 5], deltas: [1, P - 1, 65536] });
    expect(reports.filter(({ tried, unnoticed }) => tried === unnoticed)).toEqual([
      { chip: 'FIBONACCI', column: 'unused', tried: 9, unnoticed: 9 },
    ]);
    // Clearing isReal is no crime in this table.
    expect(reports.find(({ column }) => column === 'isReal')).toMatchObject({ tried: 9, unnoticed: 3 });
  });
});
