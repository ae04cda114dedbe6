import { expect, test } from 'vitest';
import { CASES } from '../../../tools/bench/cases.ts';
import { GROWTHS } from '../../../tools/bench/growths.ts';
import { select } from '../../../tools/bench/selection.ts';

const TITLES = ['restore: -R of 10 x 10', 'save: -Sn of 10 x 10', 'start'].map((title) => ({ title }));

test.each([
  [[], [0, 1, 2]],
  [['restore'], [0]],
  [
    ['SAVE', 'start'],
    [1, 2],
  ],
  [['10 x 10'], [0, 1]],
  [['nothing'], []],
])('of the words %j', (words, expected) => {
  expect(select(TITLES, words)).toEqual(expected.map((index) => TITLES[index]));
});

test('all measurements have different titles', () => {
  const titles = [...CASES, ...GROWTHS].map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
