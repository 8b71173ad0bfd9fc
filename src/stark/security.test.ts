/** Published parameters of other systems, and our presets, through the calculator. */
import { describe, expect, it } from 'vitest';
import { presets } from './options.ts';
import { batchingBits, johnson, queryBits, securityOf, uniqueDecoding } from './security.ts';

/** soundcalc's default gap for small fields and the multiplicity it implies. */
function defaultJohnson(rate: number) {
  const eta = Math.max(rate / 20, Math.sqrt(rate) / 100);
  return johnson(rate, Math.ceil(Math.sqrt(rate) / (2 * eta)), eta);
}

describe('check vectors of published systems', () => {
  it.each([
    ['RISC Zero', 1 / 4, 50, 0, 33, 48],
    ['SP1 6.1 core', 1 / 4, 124, 16, 100, null],
    ['Miden', 1 / 8, 27, 16, 38, 55],
    ['Airbender', 1 / 2, 87, 28, 64, 67],
  ])('%s: query phase', (_name, rate, queries, grinding, udr, jbr) => {
    expect(Math.floor(queryBits(uniqueDecoding(rate), queries) + grinding)).toBe(udr);
    if (jbr !== null) expect(Math.floor(queryBits(defaultJohnson(rate), queries) + grinding)).toBe(jbr);
  });

  it('Airbender: batching 1225 functions by powers over M31^4 at 2^24 rows', () => {
    const logExtension = 4 * Math.log2(2 ** 31 - 1);
    expect(Math.floor(batchingBits(uniqueDecoding(1 / 2), 1224, 24, logExtension))).toBe(90);
    expect(Math.floor(batchingBits(defaultJohnson(1 / 2), 1224, 24, logExtension))).toBe(68);
  });
});

describe('presets at maxLogHeight with the widest allowed table', () => {
  const counts = { functions: 700, constraints: 2000, degree: 3, fractions: 0x78000000, tupleWidth: 11 };
  it.each(['fast', 'balanced', 'compact', 'small'] as const)('%s has 128 bits in every term', (preset) => {
    for (const { round, bits } of securityOf(presets[preset], counts).terms) {
      expect(bits, round).toBeGreaterThanOrEqual(128);
    }
  });

  it('one-query has none', () => {
    expect(securityOf(presets['one-query'], counts).bits).toBe(0);
  });

  it('one query or one bit of grinding fewer shows', () => {
    const { bits } = securityOf(presets.fast, counts);
    expect(securityOf({ ...presets.fast, numQueries: 240 }, counts).bits).toBeLessThan(bits);
    expect(securityOf({ ...presets.fast, grindQueryBits: 10 }, counts).bits).toBe(118);
  });
});
