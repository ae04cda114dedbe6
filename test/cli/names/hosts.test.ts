import { describe, expect, it } from 'vitest';
import { addressKey, parseHosts } from '../../../src/cli/names/hosts.ts';

const names = parseHosts(
  '127.0.0.1\tlocalhost alias # comment\n#10.0.0.9 no\n10.0.0.1 one.example one\n10.0.0.1 two.example\n' +
    '::1 ip6-localhost\n2001:DB8:0::1 six.example\nfe80::1%eth0 zone\nbad name\n10.0.0.2\n',
);

describe('hosts(5)', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['10.0.0.1', 'one.example'],
    ['::1', 'ip6-localhost'],
    ['2001:db8::1', 'six.example'],
    ['10.0.0.2', undefined],
    ['10.0.0.9', undefined],
  ])('%s is %s', (address, name) => {
    expect(names.get(addressKey(address))).toBe(name);
  });

  it('keeps nothing else', () => {
    expect(names.size).toBe(4);
  });
});
