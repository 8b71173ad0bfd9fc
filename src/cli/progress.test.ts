import { expect, test } from 'vitest';
import { duration, progressText } from './progress.ts';

test('stage, percent, and time left once there is something to tell it from', () => {
  expect(progressText('execution', 0, 0, 0)).toBe('execution              0 %');
  expect(progressText('openings', 0.75, 3000, 0)).toBe('openings              75 %  ETA 1 s');
  // The time left counts down between two reports, and not below 0.
  expect(progressText('quotient', 0.5, 10_000, 4000)).toBe('quotient              50 %  ETA 6 s');
  expect(progressText('quotient', 0.5, 10_000, 40_000)).toBe('quotient              50 %  ETA 0 s');
});

test('durations', () => {
  expect([0, 900, 59_001, 61_000, 600_000].map(duration)).toEqual([
    '0 s',
    '1 s',
    '1 min 00 s',
    '1 min 01 s',
    '10 min 00 s',
  ]);
});
