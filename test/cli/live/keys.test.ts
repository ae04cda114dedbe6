import { expect, it } from 'vitest';
import { actionOf, KEYS, keyName } from '../../../src/cli/live/keys.ts';

it('gives each key one meaning', () => {
  const keys = KEYS.flatMap((row) => row.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

it.each([
  ['G', { name: 'g' }, 'last'],
  ['g', { name: 'g' }, 'first'],
  [' ', { name: 'space' }, 'pause'],
  ['\x03', { name: 'c', ctrl: true }, 'interrupt'],
  [undefined, { name: 'pageup' }, 'page-up'],
  ['\r', { name: 'return' }, 'fold'],
  ['ü', {}, undefined],
] as const)('knows what %j does', (text, key, action) => {
  expect(actionOf(keyName(text, key))).toBe(action);
});
