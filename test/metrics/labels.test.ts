import { describe, expect, it } from 'vitest';
import { labelText, serverLabels } from '../../src/metrics/labels.ts';

describe('labelText', () => {
  it('escapes what would end a value or a line, and nothing else', () => {
    expect(labelText({ a: 'x"y\\z\nä{},=' })).toBe('a="x\\"y\\\\z\\nä{},="');
  });

  it('leaves out what is undefined, not what is empty', () => {
    expect(labelText({ a: undefined, b: '', c: 0 })).toBe('b="",c="0"');
  });
});

describe('serverLabels', () => {
  it('has the service, so that a server of two services is two', () => {
    const server = { address: '2001:db8::9', port: 8080 };
    expect(labelText(serverLabels({ protocol: 'udp', address: '2001:db8::1', port: 53 }, server))).toBe(
      'protocol="udp",address="2001:db8::1",port="53",server_address="2001:db8::9",server_port="8080"',
    );
    expect(labelText(serverLabels({ fwmark: 7, family: 'ipv6' }, server))).toBe(
      'fwmark="7",family="ipv6",server_address="2001:db8::9",server_port="8080"',
    );
  });
});
