import { expect, test } from 'vitest';
import { quantile, ratioOf } from '../../../tools/bench/statistics.ts';

test.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2.5],
  [[10, 20, 30, 40, 50], 0.25, 20],
  [[10, 20], 0.75, 17.5],
])('of %j the quantile %d is %d', (figures, fraction, expected) => {
  expect(quantile(figures, fraction)).toBe(expected);
});

test('the quantile of no figures is an error', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('ratios are taken within pairs', () => {
  expect(
    ratioOf([
      [1, 2],
      [10, 10],
      [300, 100],
    ]),
  ).toEqual({ median: 1, lower: 0.75, upper: 2 });
});
