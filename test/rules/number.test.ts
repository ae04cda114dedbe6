import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from '../../src/rules/number.ts';

const INT_MAX = 2147483647;

describe('parseNumber', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['+0', 0],
    ['5', 5],
    ['+5', 5],
    ['-5', -5],
    ['010', 10],
    ['0000000000000000000000000080', 80],
    [' 5', 5],
    ['\t\n\v\f\r5', 5],
    [' +5', 5],
    ['2147483647', INT_MAX],
  ])('reads %j as %i', (text, value) => {
    expect(parseNumber(text, -10, INT_MAX)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '+',
    '-',
    '--5',
    '+-5',
    '- 5',
    '5 ',
    '5\n',
    '5x',
    'x5',
    '0x10',
    '1e3',
    '5.0',
    '1_000',
    '٣',
    '\u00a05',
    '\u20285',
    'Infinity',
    'NaN',
    '2147483648',
    '99999999999999999999999999',
    '-11',
  ])('does not read %j', (text) => {
    expect(parseNumber(text, -10, INT_MAX)).toBeUndefined();
  });

  it('reads decimal digits, from the least to the most', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.maxSafeInteger(), (value, a, b) => {
        const [least, most] = a < b ? [a, b] : [b, a];
        expect(parseNumber(String(value), least, most)).toBe(value >= least && value <= most ? value : undefined);
      }),
    );
  });
});
