import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const shell = { kernel: '6.1', native: false, timeout: 900, command: [] };

test.each([
  ['', shell],
  ['true', { ...shell, command: ['true'] }],
  ['--kernel 6.12 true', { ...shell, kernel: '6.12', command: ['true'] }],
  ['--kernel=7.2 true', { ...shell, kernel: '7.2', command: ['true'] }],
  ['--native --timeout 2.5 true', { ...shell, native: true, timeout: 2.5, command: ['true'] }],
  ['ls --kernel 5 -- x', { ...shell, command: ['ls', '--kernel', '5', '--', 'x'] }],
  ['-- --odd', { ...shell, command: ['--odd'] }],
  ['--help true', 'help'],
])('%j', (line, expected) => {
  expect(parseArguments(line.split(' ').filter((word) => word !== ''))).toEqual(expected);
});

describe('refused, in one line', () => {
  test.each([
    ['--kernel 5.10 true', 'unknown kernel 5.10: there are 6.1, 6.12, 7.2'],
    ['--kernel', 'unknown kernel (none given): there are 6.1, 6.12, 7.2'],
    ['--kernel toString', 'unknown kernel toString: there are 6.1, 6.12, 7.2'],
    ['--timeout', '--timeout needs seconds between 0 and 2147483, not nothing'],
    ['--timeout 0', '--timeout needs seconds between 0 and 2147483, not 0'],
    ['--timeout soon', '--timeout needs seconds between 0 and 2147483, not soon'],
    ['--timeout 9999999', '--timeout needs seconds between 0 and 2147483, not 9999999'],
  ])('%j', (line, message) => {
    expect(() => parseArguments(line.split(' '))).toThrow(message);
  });

  test.each(['-x', '--native=yes', '--kernels'])('%s', (word) => {
    expect(() => parseArguments([word])).toThrow(`unknown option ${word}; Usage: npm run lab`);
  });
});
