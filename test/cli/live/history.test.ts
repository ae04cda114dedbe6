import { describe, expect, it } from 'vitest';
import { History, trend } from '../../../src/cli/live/history.ts';

describe('a history', () => {
  it('keeps the last minute, oldest first', () => {
    const history = new History(10);
    for (let value = 1; value <= 8; value++) history.add([['a', value]]);
    expect(history.of('a')).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('begins a thing when it comes, and forgets it when it goes', () => {
    const history = new History(20);
    history.add([['a', 1]]);
    history.add([
      ['a', 2],
      ['b', 3],
    ]);
    expect([history.of('a'), history.of('b')]).toEqual([[1, 2], [3]]);
    history.add([['b', 4]]);
    expect([history.of('a'), history.of('b')]).toEqual([[], [3, 4]]);
  });

  it('has 30 values at most, and 2 at least', () => {
    for (const [interval, length] of [
      [1, 30],
      [3600, 2],
    ] as const) {
      const history = new History(interval);
      for (let value = 0; value < 100; value++) history.add([['a', value]]);
      expect(history.of('a')).toHaveLength(length);
    }
  });
});

it('draws a trend up to its highest value', () => {
  expect(trend([0, 1, 2, 3.5, 7], 'utf8')).toBe('▁▂▃▅█');
  expect(trend([0, 7], 'ascii')).toBe('_#');
  expect(trend([0, 0], 'utf8')).toBe('▁▁');
  expect(trend([], 'utf8')).toBe('');
});
