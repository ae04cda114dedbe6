import { expect, test } from 'vitest';
import { stepsOf } from '../../../tools/bench/growth.ts';

const points = (...times: number[]) =>
  times.map((milliseconds, index) => ({
    size: index === 0 ? 0 : 10 ** index,
    milliseconds,
    kibibytes: 1000 * (index + 1),
  }));

test.each([
  ['in proportion', [500, 1500, 10_500], 1],
  ['quadratic', [500, 1500, 100_500], 2],
  ['constant', [500, 1500, 1500], 0],
])('exponent of what grows %s', (_, times, expected) => {
  expect(stepsOf(points(...times)).at(-1)?.exponent).toBeCloseTo(expected);
});

test.each([
  ['the start itself', [500]],
  ['the first size', [500, 1000]],
  ['a size before that is hardly above the start', [500, 550, 1500]],
  ['a size that is below the start', [500, 1000, 400]],
])('%s has no exponent', (_, times) => {
  expect(stepsOf(points(...times)).at(-1)?.exponent).toBeUndefined();
});

test('a step has the time above the start, and the memory compared with the previous size', () => {
  expect(stepsOf(points(500, 700)).map(({ above, factor }) => [above, factor])).toEqual([
    [0, undefined],
    [200, 2],
  ]);
});
