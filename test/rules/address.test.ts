import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInetAton } from '../../src/rules/address.ts';
import { ipv4 } from '../ipvs/arbitrary.ts';

describe('parseInetAton', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.1', '10.0.0.1'],
    ['10.0.1', '10.0.0.1'],
    ['10.1.258', '10.1.1.2'],
    ['10.65536', '10.1.0.0'],
    ['10', '0.0.0.10'],
    ['0', '0.0.0.0'],
    ['010.0.0.1', '8.0.0.1'],
    ['010', '0.0.0.8'],
    ['0x0a000001', '10.0.0.1'],
    ['0X0A.0x0.0.01', '10.0.0.1'],
    ['00.00.00.00', '0.0.0.0'],
    ['4294967295', '255.255.255.255'],
    ['1.16777215', '1.255.255.255'],
    ['1.2.65535', '1.2.255.255'],
    ['0xffffff00', '255.255.255.0'],
    ['10.0.0.1 ', '10.0.0.1'],
    ['10.0.0.1\t80', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
  ])('reads %j as %s', (text, address) => {
    expect(parseInetAton(text)).toBe(address);
  });

  it.each([
    '',
    ' ',
    ' 10.0.0.1',
    '.',
    '10.',
    '10.0.0.',
    '.0.0.1',
    '10..1',
    '1.2.3.4.5',
    '256.0.0.1',
    '1.256.1',
    '1.2.3.256',
    '1.2.65536',
    '1.16777216',
    '4294967296',
    '08',
    '10.0.0.09',
    '0x',
    '0xg',
    '-1',
    '+1',
    '1e2',
    '10.0.0.1x',
    'localhost',
    '::1',
  ])('does not read %j', (text) => {
    expect(parseInetAton(text)).toBeUndefined();
  });

  const spell = fc.constantFrom<(value: number) => string>(
    (value) => String(value),
    (value) => `0${value.toString(8)}`,
    (value) => `0x${value.toString(16)}`,
  );

  it('reads the same address in every number of parts and every base', () => {
    fc.assert(
      fc.property(
        ipv4,
        fc.integer({ min: 1, max: 4 }),
        fc.array(spell, { minLength: 4, maxLength: 4 }),
        (address, count, spellings) => {
          const bytes = address.split('.').map(Number);
          const head = bytes.slice(0, count - 1);
          const last = bytes.slice(count - 1).reduce((sum, byte) => sum * 256 + byte, 0);
          const text = [...head, last].map((value, index) => spellings[index]?.(value)).join('.');
          expect(parseInetAton(text)).toBe(address);
        },
      ),
    );
  });
});
