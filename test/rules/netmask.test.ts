import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/rules/errors.ts';
import { requireNetmask } from '../../src/rules/netmask.ts';
import { names, notingNames } from './names.ts';

const bad4 = new UsageError('illegal virtual server persistent mask specified');
const bad6 = new UsageError('illegal ipv6 netmask specified');

describe('requireNetmask', () => {
  it.each([
    ['255.255.255.0', '255.255.255.0'],
    ['255.0.255.0', '255.0.255.0'],
    ['0.0.0.0', '0.0.0.0'],
    ['64', '0.0.0.64'],
    ['0xffffff00', '255.255.255.0'],
    ['4294967295', '255.255.255.255'],
    ['localhost', '127.0.0.1'],
  ])('reads %s for IPv4 as %s', (text, mask) => {
    expect(requireNetmask(text, 'ipv4', names)).toBe(mask);
  });

  it.each([
    '',
    '-1',
    '4294967296',
    '255.255.255.256',
    '255.255.255.0.0',
    '64/',
    '::',
    'nowhere.example',
    'six.example',
  ])('refuses %j for IPv4', (text) => {
    expect(() => requireNetmask(text, 'ipv4', names)).toThrow(bad4);
  });

  it.each([
    ['1', '1'],
    ['64', '64'],
    ['128', '128'],
    ['064', '64'],
    ['+64', '64'],
  ])('reads %s for IPv6 as %s', (text, mask) => {
    expect(requireNetmask(text, 'ipv6', names)).toBe(mask);
  });

  it.each(['', '0', '129', '-64', '64 ', '0x40', 'ffff::', '255.255.255.0', 'localhost'])(
    'refuses %j for IPv6',
    (text) => {
      expect(() => requireNetmask(text, 'ipv6', names)).toThrow(bad6);
    },
  );

  it('asks for a host that was not looked up', () => {
    const noting = notingNames();
    requireNetmask('new.example', 'ipv4', noting);
    expect([...noting.unknown]).toEqual(['new.example']);
  });
});
