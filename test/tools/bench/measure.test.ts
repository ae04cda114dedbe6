import { expect, test } from 'vitest';
import { interleave } from '../../../tools/bench/measure.ts';

/** Who was measured, in order, and what it answered. */
function play(rounds: number, warmUp: boolean) {
  const order: string[] = [];
  const contenders = ['a', 'b', 'c'].map((name) => () => `${name}${order.push(name)}`);
  return { all: interleave(contenders, { rounds, warmUp }, () => undefined), order: order.join('') };
}

test('the contenders take turns to be first, and keep their places in what is returned', () => {
  expect(play(3, false)).toEqual({
    order: 'bcacababc',
    all: [
      ['a3', 'b1', 'c2'],
      ['a5', 'b6', 'c4'],
      ['a7', 'b8', 'c9'],
    ],
  });
});

test('the warm-up round is not counted', () => {
  expect(play(1, true)).toEqual({ order: 'abcbca', all: [['a6', 'b4', 'c5']] });
});
