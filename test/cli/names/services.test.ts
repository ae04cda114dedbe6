import { describe, expect, it } from 'vitest';
import { parseServices } from '../../../src/cli/names/services.ts';

const { ports, names } = parseServices(
  [
    '# services(5)',
    '',
    'http\t\t80/tcp\t\twww www-http\t# WorldWideWeb',
    'domain 53/tcp',
    'domain 53/udp nameserver',
    'first 99/tcp',
    'second 99/tcp first',
    'first 100/tcp',
    '#hidden 7/tcp',
    'sip 5060/sctp # comment alias',
    'broken',
    'broken2 12',
    '  indented   13/tcp  ',
  ].join('\n'),
);

describe('services(5)', () => {
  it.each([
    ['http/tcp', 80],
    ['www/tcp', 80],
    ['www-http/tcp', 80],
    ['domain/udp', 53],
    ['nameserver/udp', 53],
    ['sip/sctp', 5060],
    ['indented/tcp', 13],
    ['first/tcp', 99],
    ['http/udp', undefined],
    ['nameserver/tcp', undefined],
    ['HTTP/tcp', undefined],
    ['hidden/tcp', undefined],
    ['alias/sctp', undefined],
    ['broken/undefined', undefined],
    ['broken2/undefined', undefined],
  ])('%s is %s', (name, port) => {
    expect(ports.get(name)).toBe(port);
  });

  it.each([
    ['80/tcp', 'http'],
    ['53/udp', 'domain'],
    ['99/tcp', 'first'],
    ['80/udp', undefined],
  ])('%s is %s', (port, name) => {
    expect(names.get(port)).toBe(name);
  });

  it('has no entry in an empty file', () => {
    expect(parseServices('').ports.size).toBe(0);
  });
});
