import { describe, expect, it } from 'vitest';
import { covers, isLoopback } from '../../src/diagnose/prefix.ts';

describe('covers', () => {
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
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['::2', false],
])('%s is of the loopback: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
