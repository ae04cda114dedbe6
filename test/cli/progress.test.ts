import { expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';

const [CLEAR_BELOW, UP, UP_TWO] = ['\x1b[J', '\x1b[1A', '\x1b[2A'];

it('replaces a text that fits into one row', () => {
  const progress = new Progress();
  expect(progress.replaceBy('one', 10)).toBe(`\r${CLEAR_BELOW}one`);
  expect(progress.replaceBy('0123456789', 10)).toBe(`\r${CLEAR_BELOW}0123456789`);
  expect(progress.replaceBy('', 10)).toBe(`\r${CLEAR_BELOW}`);
});

it('replaces all rows of a text that is wider than the terminal', () => {
  const progress = new Progress();
  progress.replaceBy('0123456789a', 10);
  expect(progress.replaceBy('0123456789'.repeat(3), 10)).toBe(`\r${UP}${CLEAR_BELOW}${'0123456789'.repeat(3)}`);
  expect(progress.replaceBy('short', 10)).toBe(`\r${UP_TWO}${CLEAR_BELOW}short`);
  expect(progress.replaceBy('', 10)).toBe(`\r${CLEAR_BELOW}`);
});

it('writes nothing when there is nothing to clear', () => {
  const progress = new Progress();
  expect(progress.replaceBy('', 10)).toBe('');
  progress.replaceBy('one', 10);
  progress.replaceBy('', 10);
  expect(progress.replaceBy('', 10)).toBe('');
});
