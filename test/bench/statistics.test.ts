import { expect, test } from 'vitest';
import { interleave } from './measure.ts';
import { compare, quantile } from './statistics.ts';

test.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2.5],
  [[10, 20, 30, 40, 50], 0.25, 20],
  [[10, 20], 0.75, 17.5],
])('of %j the quantile %d is %d', (figures, fraction, expected) => {
  expect(quantile(figures, fraction)).toBe(expected);
});

test('no figures have no quantile', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('ratios are taken within pairs', () => {
  const { ratio, rounds } = compare([
    [1, 2],
    [10, 10],
    [300, 100],
  ]);
  expect({ median: ratio.median, rounds }).toEqual({ median: 1, rounds: 3 });
});

test('who begins changes from round to round, and the first round is not counted', () => {
  const order: string[] = [];
  const pairs = interleave({ ours: () => order.push('ours'), other: () => order.push('other') }, 2, () => undefined);
  expect(order).toEqual(['ours', 'other', 'other', 'ours', 'ours', 'other']);
  expect(pairs).toHaveLength(2);
});
