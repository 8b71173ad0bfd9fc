import { expect, it } from 'vitest';
import { assertLegalStepOrder } from '../../src/profiler/index.ts';

it.each([[[1, 2, 3, 4, 5, 6, 7]], [[1, 2, 3, 4, 5, 6, 6, 7]], [[1, 2, 3, 4, 5, 6, 7, 6, 7, 6, 7]]])(
  '%j is legal',
  (steps) => {
    expect(() => assertLegalStepOrder(steps)).not.toThrow();
    expect(() => assertLegalStepOrder(steps.slice(1), 2)).not.toThrow();
    expect(() => assertLegalStepOrder(steps, 2)).toThrow(expect.objectContaining({ code: 'IllegalStepOrder' }));
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
  ['IllegalStepOrder', [1, 3, 4, 5, 6, 7]],
  ['IllegalStepOrder', [2, 3, 4, 5, 6, 7]],
  ['IllegalStepOrder', [1, 1, 2, 3, 4, 5, 6, 7]],
  ['MissingStep', [1, 2, 3, 4, 5, 6]],
])('%s: %j', (code, steps) => {
  expect(() => assertLegalStepOrder(steps)).toThrow(expect.objectContaining({ code }));
});
