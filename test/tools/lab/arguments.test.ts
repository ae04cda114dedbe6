import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../tools/lab/arguments.ts';

const light = (kernel: string) => ({ place: { type: 'light', kernel }, daemons: false, timeout: 900 });
const stock = (kernel: string) => ({ ...light(kernel), place: { type: 'stock', kernel } });
const shell = { ...light('6.12'), command: [] };

test.each([
  ['', shell],
  ['true', { ...shell, command: ['true'] }],
  ['--kernel 6.12 true', { ...light('6.12'), command: ['true'] }],
  ['--kernel=7.2 true', { ...light('7.2'), command: ['true'] }],
  ['--stock', { ...stock('6.12'), command: [] }],
  ['--stock true', { ...stock('6.12'), command: ['true'] }],
  ['--stock 5.10 true', { ...stock('5.10'), command: ['true'] }],
  ['--stock=7.2 true', { ...stock('7.2'), command: ['true'] }],
  ['--stock -- 6.12', { ...stock('6.12'), command: ['6.12'] }],
  ['--native --timeout 2.5 true', { ...shell, place: { type: 'native' }, timeout: 2.5, command: ['true'] }],
  ['--systemd true', { ...shell, place: { type: 'systemd' }, command: ['true'] }],
  ['--daemons true', { ...shell, daemons: true, command: ['true'] }],
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
    ['--stock 5.9 true', 'unknown kernel 5.9: there are 5.10, 6.1, 6.12, 7.2'],
    ['--stock=true', 'unknown kernel true: there are 5.10, 6.1, 6.12, 7.2'],
    ['--stock --kernel 6.12', '--kernel, --stock, --systemd and --native exclude each other, and themselves'],
    ['--timeout', '--timeout needs seconds between 0 and 2147483, not nothing'],
    ['--timeout 0', '--timeout needs seconds between 0 and 2147483, not 0'],
    ['--timeout soon', '--timeout needs seconds between 0 and 2147483, not soon'],
    ['--timeout 9999999', '--timeout needs seconds between 0 and 2147483, not 9999999'],
  ])('%j', (line, message) => {
    expect(() => parseArguments(line.split(' '))).toThrow(message);
  });

  test.each(['-x', '--native=yes', '--systemd=6.12', '--daemons=keepalived', '--kernels'])('%s', (word) => {
    expect(() => parseArguments([word])).toThrow(`unknown option ${word}; Usage: npm run lab`);
  });
});
