import { expect, it } from 'vitest';
import { readOrEmpty } from '../../../src/cli/files/read-or-empty.ts';

it('a file that does not exist reads as the empty text', () => {
  expect(readOrEmpty('/nonexistent/services')).toBe('');
});

it('a file is read whole', () => {
  expect(readOrEmpty('/proc/self/comm')).toMatch(/^\S.*\n$/);
});
