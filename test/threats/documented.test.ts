/** docs/threats.md names tests that exist, and every line of the list of threats has some. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Lines of the page's tables: number, and what is cited as `file`: "name", "name". */
const lines = [...read('docs/threats.md').matchAll(/^\| (\d+) \|.*\| (.+) \|$/gm)].map(([, number, cell]) => ({
  number: Number(number),
  citations: cell!.split('; ').map((citation) => {
    const [, file, names] = citation.match(/^`([^`]+)`: (.+)$/) ?? [];
    return { citation, file, names: [...(names ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name!) };
  }),
}));

it('every line has tests', () => {
  expect(lines.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 32 }, (_, i) => i + 1),
  );
});

it.each(lines)('line $number', ({ citations }) => {
  for (const { citation, file, names } of citations) {
    expect(names.length, citation).toBeGreaterThan(0);
    const source = read(file!);
    for (const name of names) expect(source.includes(name), `${file}: ${name}`).toBe(true);
  }
});
