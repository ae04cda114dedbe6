import { expect, it } from 'vitest';
import { short } from '../../../src/cli/live/short.ts';

it.each([
  [0, '0'],
  [0.25, '0.3'],
  [3, '3'],
  [99.94, '99.9'],
  [99.96, '100'],
  [999, '999'],
  [999.6, '1k'],
  [12_345, '12.3k'],
  [999_499, '999k'],
  [999_600, '1M'],
  [2 ** 63, '9.2E'],
])('writes %d as %s', (value, text) => {
  expect(short(value)).toBe(text);
});
