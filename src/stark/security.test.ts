/** Published parameters of other systems, and our presets, through the calculator. */
import { describe, expect, it } from 'vitest';
import { AirBuilder } from '../air/air.ts';
import type { Bus } from '../air/bus.ts';
import { encodeDescription } from '../air/description.ts';
import { createDescription, decodeDescription, interactionWord, Op } from '../archive/description.ts';
import { presets } from './options.ts';
import {
  batchingBits,
  countAirs,
  countDescription,
  johnson,
  queryBits,
  requireSecurity,
  securityOf,
  uniqueDecoding,
} from './security.ts';

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
  const counts = { functions: 700, constraints: 2000, degree: 3, fractions: 0x78000000, tupleWidth: 106 };
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

describe('keys', () => {
  it('counts what a description opens, constrains and sends', () => {
    const program = (bus: number, square: boolean) => ({
      preprocessedWidth: 2,
      mainWidth: 3,
      mainNext: [1],
      instructions: [
        { op: Op.main, a: 0, b: 0 },
        { op: Op.mul, a: 0, b: 0 },
        { op: Op.assertZero, a: 1, b: 0 },
        { op: Op.interaction, a: 0, b: interactionWord(bus, true, false, 2) },
        { op: Op.element, a: 0, b: 0 },
        { op: Op.element, a: 0, b: 0 },
        { op: Op.interaction, a: square ? 1 : 0, b: interactionWord(bus, false, true, 2) },
        { op: Op.element, a: 0, b: 0 },
        { op: Op.element, a: 0, b: 0 },
      ],
    });
    const description = createDescription([], [program(1, false), program(1, true)]);
    const expected = { functions: 8, constraints: 4, degree: 3, fractions: 1000, tupleWidth: 3 };
    expect(countDescription(description, 1000)).toEqual(expected);
  });

  it('counts a committed fingerprint as a function, a constraint and a degree of its own', () => {
    const bus: Bus = { name: 'bus', id: 1, fields: ['a', 'b'] };
    const table = (isCommitted: boolean) => {
      const b = new AirBuilder('TABLE');
      const [x, y] = [b.main('x'), b.main('y')];
      b.receive(bus, 1, [x, y]);
      b.send(bus, 1, [isCommitted ? x.mul(y).mul(y) : x, y], { isCommitted });
      return b.build();
    };
    const plain = { functions: 4, constraints: 1, degree: 3, fractions: 9, tupleWidth: 3 };
    const committed = { ...plain, functions: 5, constraints: 2 };
    for (const [air, counts] of [
      [table(false), plain],
      [table(true), committed],
    ] as const) {
      expect(countAirs([air], 9)).toEqual(counts);
      expect(countDescription(decodeDescription(encodeDescription([air], [])), 9)).toEqual(counts);
    }
    // Alone its group has degree 2, so that the 3 is the fingerprint's.
    const b = new AirBuilder('ALONE');
    const x = b.main('x');
    b.send(bus, 1, [x.mul(x).mul(x), x], { isCommitted: true });
    const alone = b.build();
    expect(countAirs([alone], 9).degree).toBe(3);
    expect(countDescription(decodeDescription(encodeDescription([alone], [])), 9).degree).toBe(3);
  });

  it('refuses weak options by name of the weakest round, unless insecure', () => {
    const counts = { functions: 700, constraints: 2000, degree: 3, fractions: 0x78000000, tupleWidth: 106 };
    expect(requireSecurity(presets.balanced, counts).bits).toBeGreaterThanOrEqual(128);
    expect(() => requireSecurity(presets['one-query'], counts)).toThrow(/InsecureKey|weakest round: query/);
    expect(requireSecurity(presets['one-query'], counts, true).bits).toBe(0);
    expect(() => requireSecurity({ ...presets.fast, grindBatchBits: 0 }, counts)).toThrow('weakest round: batching');
  });
});
