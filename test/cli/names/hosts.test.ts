import { describe, expect, it } from 'vitest';
import { parseHosts } from '../../../src/cli/names/hosts.ts';

const { names, addresses } = parseHosts(
  [
    '127.0.0.1\tlocalhost alias # comment',
    '#10.0.0.9 no',
    '  10.0.0.1 One.example one  ',
    '10.0.0.1 two.example',
    '10.0.0.3 One.example',
    '::1 ip6-localhost',
    '2001:DB8:0::1 six.example one',
    'fe80::1%eth0 zone',
    '::ffff:10.0.0.7 mapped',
    '2001:db8::a00:8 plain',
    'bad name',
    '10.1 short',
    '010.0.0.5 octal',
    '10.0.0.2',
    '10.0.0.6 last#',
  ].join('\n'),
);

describe('hosts(5)', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['10.0.0.1', 'One.example'],
    ['::1', 'ip6-localhost'],
    ['2001:db8::1', 'six.example'],
    ['::ffff:10.0.0.7', 'mapped'],
    ['10.0.0.6', 'last'],
    ['10.0.0.2', undefined],
    ['10.0.0.7', undefined],
    ['10.0.0.9', undefined],
  ])('%s is %s', (address, name) => {
    expect(names.get(address)).toBe(name);
  });

  it.each([
    ['localhost', { ipv4: '127.0.0.1' }],
    ['alias', { ipv4: '127.0.0.1' }],
    ['one.example', { ipv4: '10.0.0.1' }],
    ['one', { ipv4: '10.0.0.1', ipv6: '2001:db8::1' }],
    ['two.example', { ipv4: '10.0.0.1' }],
    ['six.example', { ipv6: '2001:db8::1' }],
    ['plain', { ipv6: '2001:db8::a00:8' }],
    // What the C library reads for IPv4 too.
    ['ip6-localhost', { ipv6: '::1', ipv4: '127.0.0.1' }],
    ['mapped', { ipv6: '::ffff:10.0.0.7', ipv4: '10.0.0.7' }],
    ['comment', undefined],
    ['no', undefined],
    ['name', undefined],
    ['short', undefined],
    ['octal', undefined],
    ['zone', undefined],
  ])('%s is %j', (name, own) => {
    expect(addresses.get(name)).toEqual(own);
  });

  it('keeps nothing else', () => {
    expect([names.size, addresses.size]).toEqual([8, 10]);
  });
});
