/** Random modules: a hundred here, thousands with `npm run fuzz:guests`. */
import { describe, expect, it } from 'vitest';
import { TRAP_EXIT_CODE } from './harness.ts';
import { compareSeed } from './random/compare.ts';

describe('random modules give the same in the machine as in V8', () => {
  it.each([
    ['integers', 60, {}],
    ['integers, out of bounds now and then, checked', 25, { outOfBounds: true }],
    ['floats', 15, { floats: true }],
    ['tables that change', 15, { tables: true }],
    ['tables, checked', 10, { tables: true, outOfBounds: true }],
  ] as const)('%s', async (_, count, options) => {
    const problems: string[] = [];
    let numTraps = 0;
    for (let seed = 1; seed <= count; seed++) {
      const { v8, problem } = await compareSeed(seed, options);
      if (problem !== undefined) problems.push(`seed ${seed}: ${problem}`);
      if (v8.exitCode === TRAP_EXIT_CODE) numTraps++;
    }
    expect(problems).toEqual([]);
    // Most modules must run to their end, or the test would say little.
    expect(numTraps).toBeLessThan(count / 2);
  });
});
