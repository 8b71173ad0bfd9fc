/**
 * Tiny AIRs with honest traces, for the reference and for whoever proves or verifies against it. Each example has all
 * that a prover needs: description, preprocessed and main columns by table, claim, entry.
 */
import {
  buildDescription,
  constant,
  isFirst,
  isLast,
  isTransition,
  main,
  minus,
  next,
  plus,
  preprocessed,
  type TableSpec,
  times,
} from './build-description.ts';
import { UNIT } from './description.ts';
import { P } from './field.ts';
import type { Columns } from './prover.ts';

export interface Example {
  name: string;
  description: Uint8Array;
  preprocessed: (Columns | undefined)[];
  main: (Columns | undefined)[];
  exitCode: number;
  publicOutput: Uint8Array;
  entry: number;
}

const rows = (height: number) => Array.from({ length: height }, (_, i) => i);

const FIBONACCI_TABLE: TableSpec = {
  // a, b; the row sends its number and a.
  mainWidth: 3,
  constraints: [
    times(isFirst, minus(main(0), constant(1))),
    times(isFirst, minus(main(1), constant(1))),
    times(isFirst, main(2)),
    times(isTransition, minus(next(0), main(1))),
    times(isTransition, minus(next(1), plus(main(0), main(1)))),
    times(isTransition, minus(next(2), plus(main(2), constant(1)))),
  ],
};

function fibonacciColumns(height: number): bigint[][] {
  const a = [1n];
  const b = [1n];
  for (let i = 1; i < height; i++) {
    a.push(b[i - 1]!);
    b.push((a[i - 1]! + b[i - 1]!) % P);
  }
  return [a, b, rows(height).map(BigInt)];
}

/** Fibonacci numbers; every row's a is a public u32 (unit 2), the exit code's halves and the entry one term (unit 0). */
export function fibonacciWords(logHeight: number): Example {
  const columns = fibonacciColumns(2 ** logHeight);
  const publicOutput = new Uint8Array(4 * 2 ** logHeight);
  for (const [i, a] of columns[0]!.entries()) new DataView(publicOutput.buffer).setUint32(4 * i, Number(a), true);
  const description = buildDescription(
    [
      { unit: UNIT.perWord, bus: 7, direction: 'receive', operands: ['index', 'value'] },
      { unit: UNIT.once, bus: 8, direction: 'receive', operands: ['entry', 'exitLow', 'exitHigh', 'outputLength', 5] },
    ],
    [
      {
        ...FIBONACCI_TABLE,
        groups: [
          [{ bus: 7, direction: 'send', multiplicity: constant(1), elements: [main(2), main(0)] }],
          [
            {
              bus: 8,
              direction: 'send',
              multiplicity: isLast,
              elements: [constant(1234), constant(0x5678), constant(0x1234), constant(4 * 2 ** logHeight), constant(5)],
            },
          ],
        ],
      },
    ],
  );
  return {
    name: `fibonacci, 2^${logHeight} public words`,
    description,
    preprocessed: [undefined],
    main: [columns],
    exitCode: 0x12345678,
    publicOutput,
    entry: 1234,
  };
}

/** The last row's a, by bytes of the output (unit 1): 0 < a < 256 only for small heights, so the byte is a's low one. */
export function fibonacciLastByte(): Example {
  const columns = fibonacciColumns(8);
  const description = buildDescription(
    [{ unit: UNIT.perByte, bus: 3, direction: 'receive', operands: ['index', 'value', 'outputLength'] }],
    [
      {
        ...FIBONACCI_TABLE,
        groups: [[{ bus: 3, direction: 'send', multiplicity: isLast, elements: [constant(0), main(0), constant(1)] }]],
      },
    ],
  );
  return {
    name: 'fibonacci, last as a public byte',
    description,
    preprocessed: [undefined],
    main: [columns],
    exitCode: 0,
    publicOutput: new Uint8Array([21]),
    entry: 0,
  };
}

/** Values looked up in a preprocessed range table of another height; two sends in one group, and one of its own. */
export function rangeLookup(logHeight: number, logRange: number): Example {
  const range = 2 ** logRange;
  const value = rows(2 ** logHeight).map((i) => (i * i + 3) % range);
  const square = value.map((v) => (v * v) % range);
  const carry = value.map((v) => Math.floor((v * v) / range));
  const multiplicity = new Array<number>(range).fill(0);
  for (const v of [...value, ...square, ...carry]) multiplicity[v]!++;
  const send = (column: number) => ({
    bus: 1,
    direction: 'send' as const,
    multiplicity: constant(1),
    elements: [main(column)],
  });
  const description = buildDescription(
    [],
    [
      {
        mainWidth: 3,
        constraints: [minus(times(main(0), main(0)), plus(main(1), times(constant(range), main(2))))],
        groups: [[send(0), send(1)], [send(2)]],
      },
      {
        preprocessedWidth: 1,
        mainWidth: 1,
        groups: [[{ bus: 1, direction: 'receive', multiplicity: main(0), elements: [preprocessed(0)] }]],
      },
    ],
  );
  return {
    name: `range lookup 2^${logHeight} in 2^${logRange}`,
    description,
    preprocessed: [undefined, [rows(range)]],
    main: [[value, square, carry], [multiplicity]],
    exitCode: 0,
    publicOutput: new Uint8Array(0),
    entry: 0,
  };
}

/** A counter that uses the next row and all three selectors; no interactions at all, so no permutation tree. */
export function selectorsOnly(logHeight: number): Example {
  const height = 2 ** logHeight;
  const unused = rows(height).map((i) => 1000 + i);
  const description = buildDescription(
    [],
    [
      {
        mainWidth: 3,
        constraints: [
          times(isFirst, minus(main(1), constant(7))),
          times(isLast, minus(main(1), constant(7 + 3 * (height - 1)))),
          times(isTransition, minus(next(1), plus(main(1), constant(3)))),
          // Degree 3 in columns, and a cyclic next (column 2 is column 1's cube at the next row).
          minus(next(2), times(main(1), times(main(1), main(1)))),
        ],
      },
    ],
  );
  const counter = rows(height).map((i) => BigInt(7 + 3 * i));
  const cubes = rows(height).map((i) => counter[(i + height - 1) % height]! ** 3n % P);
  return {
    name: `selectors, 2^${logHeight} rows`,
    description,
    preprocessed: [undefined],
    main: [[unused, counter, cubes]],
    exitCode: 0,
    publicOutput: new Uint8Array(0),
    entry: 0,
  };
}

/**
 * Five tables: a range table with preprocessed columns; senders of two more heights, one of them twice (so one height has
 * two tables); a table without interactions; and an absent one. Two-interaction last groups on both sides.
 */
export function manyTables(logHeights: { low: number; middle: number; high: number }): Example {
  const range = 2 ** logHeights.low;
  const sender = (): TableSpec => ({
    mainWidth: 2,
    constraints: [times(main(1), minus(main(1), constant(1)))],
    groups: [
      [
        { bus: 2, direction: 'send', multiplicity: main(1), elements: [main(0), constant(1)] },
        { bus: 2, direction: 'receive', multiplicity: main(1), elements: [main(0), constant(2)] },
      ],
    ],
  });
  const senderColumns = (height: number, step: number) => [
    rows(height).map((i) => (i * step) % range),
    rows(height).map((i) => (i % 3 === 2 ? 0 : 1)),
  ];
  const plain: TableSpec = {
    mainWidth: 1,
    constraints: [times(isTransition, minus(next(0), times(main(0), main(0))))],
  };
  const tables = [
    sender(),
    {
      preprocessedWidth: 2,
      mainWidth: 1,
      groups: [
        [
          { bus: 2, direction: 'receive', multiplicity: main(0), elements: [preprocessed(0), constant(1)] },
          { bus: 2, direction: 'send', multiplicity: main(0), elements: [preprocessed(0), preprocessed(1)] },
        ],
      ],
    } satisfies TableSpec,
    plain,
    sender(),
    sender(),
  ];
  const first = senderColumns(2 ** logHeights.middle, 3);
  const second = senderColumns(2 ** logHeights.high, 5);
  const multiplicity = new Array<number>(range).fill(0);
  for (const [values, isReal] of [first, second]) {
    for (const [i, v] of values!.entries()) multiplicity[v]! += isReal![i]!;
  }
  const squares = [3n];
  for (let i = 1; i < 2 ** logHeights.middle; i++) squares.push(squares[i - 1]! ** 2n % P);
  return {
    name: `heights 2^${logHeights.low}, 2^${logHeights.middle}, 2^${logHeights.high}, and an absent table`,
    description: buildDescription([], tables),
    preprocessed: [undefined, [rows(range), rows(range).map(() => 2)], undefined, undefined, undefined],
    main: [first, [multiplicity], [squares], undefined, second],
    exitCode: 0,
    publicOutput: new Uint8Array(0),
    entry: 9,
  };
}

/**
 * A table with neither constraints nor interactions alone at its height (its quotient is zero), one with preprocessed
 * columns and a constraint of the highest degree the quotient holds, and public terms that cancel with no table's help.
 */
export function edges(): Example {
  const fixed = rows(8).map((i) => (i === 7 ? 0 : i + 1));
  const bytes = (direction: 'send' | 'receive') => ({
    unit: UNIT.perByte,
    bus: 65535,
    direction,
    operands: ['value' as const, 'index' as const, 7],
  });
  const description = buildDescription(
    [bytes('send'), bytes('receive')],
    [
      { mainWidth: 5 },
      {
        preprocessedWidth: 2,
        mainWidth: 2,
        constraints: [
          // 3 (n - 1) + 2 = 3 n - 1.
          times(
            times(isTransition, isTransition),
            times(minus(main(0), preprocessed(0)), times(main(1), preprocessed(1))),
          ),
          times(isTransition, minus(next(1), preprocessed(1))),
        ],
      },
    ],
  );
  return {
    name: 'edges: a bare table, highest degree, public terms only',
    description,
    preprocessed: [undefined, [fixed, rows(8).map((i) => i * i)]],
    main: [
      rows(5).map((c) => rows(4).map((r) => 10 * c + r)),
      [fixed, rows(8).map((i) => (i === 0 ? 9 : (i - 1) ** 2))],
    ],
    exitCode: 1,
    publicOutput: new Uint8Array([5, 6, 7]),
    entry: 2 ** 32 - 1,
  };
}

/**
 * Committed fingerprints of tuples of degree 3, wherever they can stand: first and second of a pair, alone, both of a pair, in the last
 * group and in the only one, and of tuples of degree 1 too.
 */
export function committedFingerprints(logHeight: number): Example {
  const height = 2 ** logHeight;
  const product = times(main(0), times(main(1), main(2)));
  const committed = (direction: 'send' | 'receive', multiplicity = constant(1)) => ({
    ...{ bus: 6, direction, multiplicity, elements: [product, main(0)] },
    isCommitted: true,
  });
  const plain = (bus: number, direction: 'send' | 'receive', elements = [main(0), main(1)]) => ({
    ...{ bus, direction, multiplicity: constant(1), elements },
  });
  const isReal = times(main(3), main(3));
  const description = buildDescription(
    [],
    [
      {
        mainWidth: 4,
        constraints: [times(main(3), minus(main(3), constant(1)))],
        groups: [
          [committed('send'), plain(5, 'send')],
          [committed('send')],
          [plain(5, 'receive'), plain(4, 'send')],
          [{ ...plain(4, 'receive'), isCommitted: true }, committed('send', isReal)],
        ],
      },
      // Receives what the first table sends: the only group, alone.
      { mainWidth: 4, groups: [[committed('receive', plus(constant(2), main(3)))]] },
      { mainWidth: 3, groups: [[committed('send'), committed('receive')]] },
    ],
  );
  const columns = [
    ...[3n, 5n, 7n].map((factor) => rows(height).map((i) => (factor ** BigInt(i + 9) + BigInt(i)) % P)),
    rows(height).map((i) => BigInt(i % 3 === 1 ? 1 : 0)),
  ];
  return {
    name: `committed fingerprints, 2^${logHeight} rows`,
    description,
    preprocessed: [undefined, undefined, undefined],
    main: [columns, columns.map((column) => column.toReversed()), columns.slice(0, 3).map((c) => [...c, ...c])],
    exitCode: 0,
    publicOutput: new Uint8Array(0),
    entry: 0,
  };
}

export function allExamples(): Example[] {
  return [
    fibonacciWords(3),
    fibonacciLastByte(),
    rangeLookup(3, 4),
    rangeLookup(4, 3),
    selectorsOnly(3),
    manyTables({ low: 3, middle: 4, high: 6 }),
    manyTables({ low: 5, middle: 3, high: 4 }),
    edges(),
    committedFingerprints(3),
  ];
}
