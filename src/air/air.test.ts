import { describe, expect, it } from 'vitest';
import { AirBuilder, AirError } from './air.ts';

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
