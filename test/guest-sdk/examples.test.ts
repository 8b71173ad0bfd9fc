/** Every example guest, compiled and run in V8: the output it must have, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { example } from './build.ts';
import { type ExampleCase, exampleCases, text } from './example-inputs.ts';
import { runInV8 } from './v8-host.ts';

const byName = (name: string): ExampleCase => exampleCases.find((one) => one.name === name)!;
/** The honest input with one byte changed. */
const changed = (input: Uint8Array, at: number): Uint8Array => input.map((value, i) => (i === at ? value ^ 1 : value));

test.each(exampleCases)('$name: output from an honest input', async ({ name, input, publicOutput }) => {
  const run = runInV8((await example(name)).wasm, input);
  expect(run.debug).not.toContain('panic');
  expect(run.exitCode).toBe(0);
  expect(run.publicOutput).toEqual(publicOutput);
});

describe('refusals', () => {
  const refuses = async (name: string, input: Uint8Array, message: string | RegExp) => {
    const run = runInV8((await example(name)).wasm, input);
    expect(run.exitCode).toBe(101);
    expect(run.debug).toMatch(message);
  };

  test('an input that is too short', () =>
    refuses('fibonacci', Uint8Array.of(1, 2), 'the input ends before this read'));

  test('sudoku: another digit than the puzzle, a digit twice', async () => {
    const { input } = byName('sudoku');
    await refuses(
      'sudoku',
      changed(input, 81),
      /panic: the solution differs from the puzzle\n {2}at sudoku\.ts:\d+:\d+\n/,
    );
    await refuses('sudoku', changed(input, 82), 'a digit occurs twice');
  });

  test('csv-mean: no such column, no number', async () => {
    await refuses('csv-mean', text('id,price\n1,2\n'), 'CSV: the row has fewer fields');
    await refuses('csv-mean', text('id,amount\n1,2x\n'), 'CSV: the field is not a number');
    await refuses('csv-mean', text('amount\n'), 'the file has no rows');
    await refuses('csv-mean', text(''), 'the file is empty');
    await refuses('csv-mean', text('amount\n1\n-3\n'), 'row 3: not a plausible amount');
  });

  test('signed-price: a lower price', async () => {
    const { input } = byName('signed-price');
    await refuses('signed-price', changed(input, 3), 'the price is lower');
  });
});

test('signed-price: another message or signature gives another key', async () => {
  const { input, publicOutput } = byName('signed-price');
  for (const at of [4, 8, 12, 12 + 35 * 32]) {
    const run = runInV8((await example('signed-price')).wasm, changed(input, at));
    expect(run.exitCode).toBe(0);
    expect(run.publicOutput.slice(0, 32)).not.toEqual(publicOutput.slice(0, 32));
  }
});
