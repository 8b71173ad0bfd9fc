import { describe, expect, it } from 'vitest';
import { AirBuilder, AirError } from './air.ts';
import type { Bus } from './bus.ts';

function builder() {
  const b = new AirBuilder('T');
  return { b, x: b.main('x'), t: b.selector('isTransition') };
}

describe('the bound on degrees', () => {
  it('counts columns, isFirst and isLast as 1', () => {
    const { b, x } = builder();
    b.assertZero(x.mul(x).mul(x), 'degree 3');
    b.assertZero(b.selector('isFirst').mul(b.selector('isLast')).mul(x), 'degree 3');
    expect(() => b.assertZero(x.mul(x).mul(x).mul(x), 'degree 4')).toThrow(AirError);
    expect(() => b.assertZero(b.selector('isFirst').mul(x).mul(x).mul(x), 'degree 4')).toThrow('has degree 4');
  });

  // d (n - 1) + k - n < 2n for all n >= 2; at n = 2 equality is reached.
  it.each([
    [3, 2],
    [2, 3],
    [1, 4],
  ])('allows terms of degree %i at most %i factors isTransition', (degree, most) => {
    for (const factors of [most, most + 1]) {
      const { b, x, t } = builder();
      let term = b.constant(1);
      for (let i = 0; i < degree; i++) term = term.mul(x);
      for (let i = 0; i < factors; i++) term = term.mul(t);
      const add = () => b.assertZero(term.add(x.mul(x).mul(x)), 'a term among others');
      if (factors > most) expect(add).toThrow('factors isTransition 6, at most 5');
      else expect(add).not.toThrow();
    }
  });

  it('counts factors through shared subexpressions', () => {
    const { b, x, t } = builder();
    const square = t.mul(x).add(1).mul(t.mul(x).sub(1));
    b.assertZero(square, 'two of degree 2');
    expect(() => b.assertZero(square.mul(t.mul(x)), 'three of degree 3')).toThrow(AirError);
  });
});

describe('interactions', () => {
  it('do not use isTransition, in tuple or multiplicity, committed or not', () => {
    const bus: Bus = { name: 'bus', id: 1, fields: ['a'] };
    for (const isCommitted of [false, true]) {
      const { b, x, t } = builder();
      expect(() => b.send(bus, 1, [t.add(x)], { isCommitted })).toThrow('uses isTransition');
      expect(() => b.receive(bus, t.mul(x), [x], { isCommitted })).toThrow('uses isTransition');
      expect(() => b.send(bus, b.selector('isFirst'), [x], { isCommitted })).not.toThrow();
    }
  });
});

describe('committed fingerprints', () => {
  const bus: Bus = { name: 'bus', id: 1, fields: ['a', 'b'] };
  const committed = { isCommitted: true };

  it('allow tuples of degree 3, which no group has room for, and none above', () => {
    const { b, x } = builder();
    const cube = x.mul(x).mul(x);
    expect(() => b.send(bus, 1, [x, cube])).toThrow('an interaction on bus has degree 4');
    b.send(bus, 1, [x, cube], committed);
    expect(() => b.send(bus, 1, [x, cube.mul(x)], committed)).toThrow('an interaction on bus has degree 4');
    expect(() => b.send(bus, cube.mul(x), [x, x], committed)).toThrow('an interaction on bus has degree 4');
    expect(b.build().interactions.map(({ isCommitted }) => isCommitted)).toEqual([true]);
  });

  it('count as degree 1 in a group', () => {
    const { b, x } = builder();
    const square = x.mul(x);
    const cube = square.mul(x);
    b.send(bus, square, [x, cube], committed);
    b.receive(bus, square, [cube, 1], committed);
    // Neither beside a tuple of degree 2 nor with a multiplicity of degree 3.
    b.send(bus, 1, [cube, x], committed);
    b.send(bus, 1, [square, x]);
    b.send(bus, cube, [cube, x], committed);
    b.send(bus, 1, [x, 5]);
    const { groups, logUpColumns, degree } = b.build();
    expect(groups).toEqual([[0, 1], [2], [3], [4], [5]]);
    expect(logUpColumns.map((column) => (column.kind === 'group' ? 'phi' : column.interaction))).toEqual([
      ...[0, 1, 'phi', 2, 'phi', 'phi', 4, 'phi', 'phi'],
    ]);
    expect(degree).toBe(3);
  });

  it('give a table the degree of the tuple', () => {
    const { b, x } = builder();
    b.send(bus, 1, [x, x.mul(x).mul(x)], committed);
    expect(b.build()).toMatchObject({ degree: 3, groups: [[0]] });
  });
});
