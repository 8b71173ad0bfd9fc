import { describe, expect, it } from 'vitest';
import { AirBuilder } from './air.ts';
import type { Bus } from './bus.ts';
import { airPage, formula } from './docs.ts';

const PAIR: Bus = { name: 'pair', id: 1, fields: ['low', 'high'] };

describe('airPage', () => {
  it('shows columns, constraints and buses', () => {
    const b = new AirBuilder('SMALL');
    const fixed = b.preprocessed('fixed');
    const [x, y] = [b.main('x'), b.main('y')];
    b.assertZero(b.selector('isTransition').mul(b.next(x).sub(x.sub(y.mul(3)))), 'x moves');
    b.assertZero(x.sub(y).div(65536).mul(y.sub(1)), 'y divides');
    b.receive(PAIR, y, [x.add(-2), fixed]);
    expect(airPage(b.build(), { intro: 'A small table.', facts: { price: '10 ns' } })).toBe(
      `# SMALL

A small table.

|  |  |
|---|---|
| preprocessed columns | 1 |
| main columns | 2 |
| permutation columns (words) | 5 |
| constraints | 2 |
| interactions | 1 in 1 groups |
| degree | 2 |
| columns read in the next row | \`x\` |
| price | 10 ns |

## Preprocessed columns

| column | constraints that read it | interactions that read it |
|---|---|---|
| \`fixed\` | 0 | 1 |

## Main columns

| column | constraints that read it | interactions that read it |
|---|---|---|
| \`x\` | 2 | 1 |
| \`y\` | 2 | 1 |

## Constraints

| says | formula | degree |
|---|---|---|
| x moves | \`isTransition * (x' - (x - y * 3)) = 0\` | 1 |
| y divides | \`(x - y) * 2^-16 * (y - 1) = 0\` | 2 |

## Buses

| bus | multiplicity | tuple |
|---|---|---|
| receives pair | \`y\` | low = \`x + -2\`, high = \`fixed\` |
`,
    );
  });

  it('cuts long formulas', () => {
    const b = new AirBuilder('LONG');
    let sum = b.main('x');
    for (let i = 0; i < 64; i++) sum = sum.add(sum);
    b.assertZero(sum, 'long');
    expect(formula(b.build(), sum)).toHaveLength(203);
  });
});
