import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEndpoint, parseEndpoint } from '../../src/rules/endpoint.ts';
import { ipv4, ipv6 } from '../ipvs/arbitrary.ts';
import { names, notingNames } from './names.ts';

describe('parseEndpoint', () => {
  it.each<[string, string, number | undefined]>([
    ['10.0.0.1:80', '10.0.0.1', 80],
    ['10.0.0.1', '10.0.0.1', undefined],
    ['10.0.0.1:0', '10.0.0.1', 0],
    ['10.0.0.1:65535', '10.0.0.1', 65535],
    ['10.0.0.1:+80', '10.0.0.1', 80],
    ['10.0.0.1: 80', '10.0.0.1', 80],
    ['10.0.0.1:080', '10.0.0.1', 80],
    ['10.0.0.1 :80', '10.0.0.1', 80],
    ['10.1:80', '10.0.0.1', 80],
    ['0x0a000001:80', '10.0.0.1', 80],
    ['10:80', '0.0.0.10', 80],
    ['0x0a000001', '10.0.0.1', undefined],
    ['10.0.0.1:http', '10.0.0.1', 80],
    ['[2001:db8::1]:80', '2001:db8::1', 80],
    ['[2001:DB8:0::1]:80', '2001:db8::1', 80],
    ['[::ffff:10.0.0.1]:80', '::ffff:10.0.0.1', 80],
    ['2001:db8::1', '2001:db8::1', undefined],
    ['2001:db8::1:80', '2001:db8::1:80', undefined],
    ['::', '::', undefined],
    ['localhost:80', '127.0.0.1', 80],
    ['localhost', '127.0.0.1', undefined],
    ['web-1.example:http', '192.0.2.1', 80],
    ['six.example:80', '2001:db8::6', 80],
    ['both.example:80', '192.0.2.7', 80],
    ['[both.example]:80', '2001:db8::7', 80],
    // ipvsadm 1.31 reads these too, and loses the port.
    ['[10.0.0.1]:80', '10.0.0.1', 80],
    ['[localhost]:80', '127.0.0.1', 80],
  ])('reads %j as %s and %s', (text, address, port) => {
    expect(parseEndpoint(text, 'tcp', names)).toEqual({ address, port });
  });

  it.each([
    '',
    ':',
    ':80',
    ' 10.0.0.1:80',
    '10.0.0.1:',
    '10.0.0.1:80:80',
    '10.0.0.1:80 ',
    '10.0.0.1:0x50',
    '10.0.0.1:65536',
    '10.0.0.1:-1',
    '10.0.0.1:HTTP',
    '10.0.0.1:sip',
    '256.0.0.1:80',
    '10.0.0.1.1:80',
    '[2001:db8::1]',
    '[2001:db8::1]80',
    '[2001:db8::1] :80',
    '[2001:db8::1]:',
    '[2001:db8::1%lo]:80',
    '[]:80',
    '[',
    '[:80',
    ']:80',
    '[[::1]]:80',
    '[::1]:80:80',
    'fe80::1%lo',
    '1::2::3',
    'nowhere.example:80',
    'localhost:http:80',
    '-host:80',
    'a b:80',
    '10.0.0.1/24:80',
    '80',
    '167772161',
    '00',
  ])('does not read %j', (text) => {
    expect(parseEndpoint(text, 'tcp', names)).toBeUndefined();
  });

  it('reads the names of ports by protocol', () => {
    expect(parseEndpoint('10.0.0.1:sip', 'sctp', names)?.port).toBe(5060);
    expect(parseEndpoint('10.0.0.1:domain', 'udp', names)?.port).toBe(53);
    expect(parseEndpoint('10.0.0.1:http', 'udp', names)).toBeUndefined();
  });

  it('asks for a host that was not looked up', () => {
    const noting = notingNames();
    parseEndpoint('new.example:80', 'tcp', noting);
    parseEndpoint('[new.example]:80', 'tcp', noting);
    expect([...noting.unknown]).toEqual(['new.example', '[new.example]']);
  });

  it('reads what formatEndpoint writes', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.integer({ min: 0, max: 65535 }), (address, port) => {
        expect(parseEndpoint(formatEndpoint(address, port), 'tcp', names)).toEqual({ address, port });
      }),
    );
  });
});
