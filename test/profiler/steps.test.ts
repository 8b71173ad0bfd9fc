import { expect, it } from 'vitest';
import { assertLegalStepOrder } from '../../src/profiler/index.ts';

it.each([[[1, 2, 3, 4, 5, 6, 7]], [[2, 1, 3, 4, 5, 6, 7]], [[1, 2, 1, 3, 4, 5, 6, 7, 6, 7, 6, 7]]])(
  '%j is legal',
  (steps) => {
    expect(() => assertLegalStepOrder(steps)).not.toThrow();
  },
);

it.each([
  ['UnknownStep', [1, 2, 0]],
  ['UnknownStep', [1, 2, 8]],
  ['UnknownStep', [-1]],
  ['IllegalStepOrder', [3]],
  ['IllegalStepOrder', [1, 2, 4]],
  ['IllegalStepOrder', [1, 2, 3, 4, 5, 6, 7, 1]],
  ['IllegalStepOrder', [1, 2, 3, 4, 5, 7]],
  ['IllegalStepOrder', [1, 2, 3, 4, 5, 6, 7, 6]],
  ['MissingStep', []],
  ['MissingStep', [1, 3, 4, 5, 6, 7]],
  ['MissingStep', [1, 2, 3, 4, 5, 6]],
])('%s: %j', (code, steps) => {
  expect(() => assertLegalStepOrder(steps)).toThrow(expect.objectContaining({ code }));
});
