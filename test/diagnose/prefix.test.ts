import { describe, expect, it } from 'vitest';
import { isLoopback, type Prefix, PrefixIndex, rangePrefixes } from '../../src/diagnose/prefix.ts';

const covers = (prefix: Prefix, address: string): boolean => {
  const index = new PrefixIndex<boolean>();
  index.add(prefix, true);
  return index.covering(address).length > 0;
};

describe('PrefixIndex', () => {
  it('gives the items of all prefixes that cover an address', () => {
    const index = new PrefixIndex<string>();
    for (const [address, prefixLength, item] of [
      ['192.0.2.0', 24, 'network'],
      ['192.0.2.1', 32, 'host'],
      ['192.0.2.1', 32, 'again'],
      ['192.0.3.0', 24, 'other'],
    ] as const) {
      index.add({ address, prefixLength }, item);
    }
    expect(index.covering('192.0.2.1').sort()).toEqual(['again', 'host', 'network']);
    expect(index.covering('192.0.4.1')).toEqual([]);
  });

  it.each([
    ['192.0.2.0', 24, '192.0.2.255'],
    ['0.0.0.0', 0, '192.0.2.1'],
    ['192.0.2.1', 32, '192.0.2.1'],
    ['128.0.0.0', 1, '255.0.0.0'],
    ['2001:db8::', 32, '2001:db8:ffff::1'],
    ['2001:db8::1', 128, '2001:db8::1'],
    ['2001:db8::10', 124, '2001:db8::1f'],
    ['::', 0, '2001:db8::1'],
  ])('%s/%d covers %s', (address, prefixLength, other) => {
    expect(covers({ address, prefixLength }, other)).toBe(true);
  });

  it.each([
    ['192.0.2.0', 24, '192.0.3.0'],
    ['192.0.2.1', 32, '192.0.2.2'],
    ['0.0.0.0', 1, '128.0.0.0'],
    ['2001:db8::10', 124, '2001:db8::20'],
    ['0.0.0.0', 0, '2001:db8::1'],
    ['::', 0, '192.0.2.1'],
  ])('%s/%d does not cover %s', (address, prefixLength, other) => {
    expect(covers({ address, prefixLength }, other)).toBe(false);
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1', ['192.0.2.1/32']],
  ['192.0.2.0', '192.0.2.255', ['192.0.2.0/24']],
  ['192.0.2.1', '192.0.2.4', ['192.0.2.1/32', '192.0.2.2/31', '192.0.2.4/32']],
  ['0.0.0.0', '255.255.255.255', ['0.0.0.0/0']],
  ['2001:db8::f', '2001:db8::10', ['2001:db8::f/128', '2001:db8::10/128']],
])('the prefixes from %s to %s are %j', (first, last, expected) => {
  expect(rangePrefixes(first, last).map(({ address, prefixLength }) => `${address}/${prefixLength}`)).toEqual(expected);
});

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['::2', false],
])('%s is of the loopback: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
