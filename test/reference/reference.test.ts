/** The reference prover and verifier agree, over tables and options; the transcript's calls are the same on both sides. */
import { describe, expect, test } from 'vitest';
import { allExamples, fibonacciWords, manyTables, rangeLookup, selectorsOnly } from './airs.ts';
import { decodeDescription, encodeDescription } from './description.ts';
import { type Options, TINY_OPTIONS } from './key.ts';
import { proveReference } from './prover.ts';
import { foldSchedule } from './shape.ts';
import type { Transcript } from './transcript.ts';
import { verifyReference } from './verifier.ts';

const options = (changes: Partial<Options>): Options => ({ ...TINY_OPTIONS, numQueries: 3, ...changes });

function accepts(example: ReturnType<typeof fibonacciWords>, changes: Partial<Options> = {}): void {
  const { archive, key } = proveReference({ ...example, options: options(changes) });
  const claim = verifyReference(archive, key, example.description);
  expect(claim).toEqual({ exitCode: example.exitCode, publicOutput: example.publicOutput });
}

describe('accepts', () => {
  test.each(allExamples().map((e) => [e.name, e] as const))('%s', (_, example) => {
    accepts(example);
    expect(encodeDescription(decodeDescription(example.description))).toEqual(example.description);
  });

  for (const logBlowup of [1, 2, 3, 4]) {
    for (const logMaxArity of [1, 2, 3]) {
      test(`logBlowup ${logBlowup}, arity ${2 ** logMaxArity}`, () => {
        accepts(rangeLookup(4, 3), { logBlowup, logMaxArity });
        accepts(manyTables({ low: 3, middle: 2, high: 5 }), { logBlowup, logMaxArity });
      });
    }
  }

  for (const capHeight of [0, 1, 2, 3]) {
    for (const logFinalLength of [1, 2, 3]) {
      test(`capHeight ${capHeight}, logFinalLength ${logFinalLength}`, () => {
        // With cap height 3 at blowup 4 the cap is a level at which tables join.
        accepts(rangeLookup(4, 3), { capHeight, logFinalLength, logBlowup: 2 });
        accepts(selectorsOnly(3), { capHeight, logFinalLength, logBlowup: 2 });
      });
    }
  }

  test('leaves as the cap, no fold at all', () => {
    accepts(selectorsOnly(1), { capHeight: 2 });
    accepts(selectorsOnly(2), { logFinalLength: 2, capHeight: 3 });
    accepts(rangeLookup(1, 1));
  });

  test('tables that join at the level of the cap', () => {
    accepts(rangeLookup(4, 2), { capHeight: 3, logFinalLength: 2 });
    accepts(manyTables({ low: 1, middle: 2, high: 4 }), { capHeight: 2 });
  });

  test('grinding of every kind', () => {
    const bits = { grindQueryBits: 5, grindBatchBits: 3, grindFoldBits: 2, grindDeepBits: 1, grindLookupBits: 4 };
    accepts(rangeLookup(3, 2), bits);
    for (const [name, value] of Object.entries(bits)) accepts(fibonacciWords(2), { [name]: value });
  });
});

test('prover and verifier make the same transcript calls', () => {
  const example = manyTables({ low: 3, middle: 2, high: 4 });
  const transcripts: Transcript[] = [];
  const hooks = { transcript: (t: Transcript) => void transcripts.push(t) };
  const { archive, key } = proveReference({ ...example, options: options({ grindFoldBits: 2 }), hooks });
  verifyReference(archive, key, example.description, hooks);
  expect(transcripts[0]!.events).toEqual(transcripts[1]!.events);
  expect(transcripts[0]!.state).toEqual(transcripts[1]!.state);
});

test('the fold schedule', () => {
  const arities = (heights: number[], changes: Partial<Options>) =>
    foldSchedule(heights, options(changes)).map((f) => f.logArity);
  expect(arities([10], { logFinalLength: 3 })).toEqual([3, 3, 1]);
  expect(arities([10, 9, 5], { logFinalLength: 3 })).toEqual([1, 3, 1, 2]);
  expect(arities([10, 5], { logFinalLength: 3, logMaxArity: 2 })).toEqual([2, 2, 1, 2]);
  expect(arities([3], { logFinalLength: 3 })).toEqual([]);
  expect(arities([4, 3], { logFinalLength: 3 })).toEqual([1]);
});
