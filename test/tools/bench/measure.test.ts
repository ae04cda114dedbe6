import { expect, test } from 'vitest';
import { interleave } from '../../../tools/bench/measure.ts';

/** Who was measured, in order, and what it answered. */
function play(rounds: number, warmUp: boolean) {
  const order: string[] = [];
  const contest = { ours: () => order.push('ours'), other: () => order.push('other') };
  return { pairs: interleave(contest, { rounds, warmUp }, () => undefined), order };
}

test('the sides take turns to be first, and ours comes first in each pair', () => {
  const { pairs, order } = play(2, false);
  expect(order).toEqual(['other', 'ours', 'ours', 'other']);
  expect(pairs).toEqual([
    [2, 1],
    [3, 4],
  ]);
});

test('the warm-up round is not counted', () => {
  const { pairs, order } = play(1, true);
  expect(order).toEqual(['ours', 'other', 'other', 'ours']);
  expect(pairs).toEqual([[4, 3]]);
});
