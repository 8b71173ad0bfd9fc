/** docs/ says what the sources say: its generated parts are up to date, its links lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Formulas } from '../scripts/docs/formula.ts';
import { differences } from '../scripts/docs/pages.ts';
import { AirBuilder } from '../src/air/air.ts';

describe('docs/', () => {
  it('is what node scripts/build-docs.mjs makes', async () => {
    expect(await differences()).toEqual([]);
  });

  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));

  it.each(pages)('%s has links that lead somewhere', (page) => {
    for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [path, anchor] = target!.split('#') as [string, string?];
      const file = path === '' ? page : join(dirname(page), path);
      expect(existsSync(file), `${page}: ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchors(file), `${page}: ${target}`).toContain(anchor);
    }
  });
});

/** Anchors of a page's headings as GitHub makes them. */
function anchors(file: string): string[] {
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map((match) => match[1]!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('formulas', () => {
  const b = new AirBuilder('T');
  const [x, y, z] = [b.main('x'), b.main('y'), b.main('z')];
  const air = () => ({ ...b.build(), name: 'T' });
  b.assertZero(x, 'any');
  const write = (...exprs: (typeof x)[]) => {
    const formulas = new Formulas(air(), exprs);
    return [
      ...formulas.terms.map(({ name, formula }) => `${name} = ${formula}`),
      ...exprs.map((e) => formulas.write(e)),
    ];
  };

  it.each([
    ['x - y - z', () => x.sub(y).sub(z)],
    ['x - y + z', () => x.sub(y.sub(z))],
    ['x * (y - z)', () => x.mul(y.sub(z))],
    ['(x + y) / 65536', () => x.add(y).div(65536)],
    ['65536 * x / 65535', () => x.mul(65536).div(65535)],
    ['-x / 6', () => x.div(-6)],
    ['1 - x', () => x.not()],
    ['x - 1', () => x.sub(1)],
    ['y * x^2', () => x.mul(x).mul(y)],
    ['16 - 3 * x', () => x.mul(-3).add(16)],
    ["x' - 134217728 * x", () => b.next(x).sub(x.mul(2 ** 27))],
    ['isFirst * (x - 7)', () => b.selector('isFirst').mul(x.sub(7))],
    ['-2013', () => b.constant(-2013)],
  ])('%s', (text, make) => {
    expect(write(make())).toEqual([text]);
  });

  it('names what is shared and long', () => {
    const shared = x.add(y).sub(z);
    expect(write(shared.mul(shared.sub(1)), shared.add(x))).toEqual(['t1 = x + y - z', 't1 * (t1 - 1)', 'x + t1']);
    expect(write(x.add(y).mul(x.add(y)))).toEqual(['(x + y)^2']);
  });
});
