import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceFamily } from '../../src/ipvs/key.ts';
import type { Destination, Service, ServiceKey } from '../../src/ipvs/model.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { destinationLine, entryLines, formatServiceKey, serviceLine } from '../../src/rules/write-rules.ts';
import { entries } from '../cli/render/entries.ts';
import { destinationAt, ipv4, ipv6, serviceKey, serviceOf } from '../ipvs/arbitrary.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

const tcp: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const service: Service = { key: tcp, scheduler: 'rr' };
const server: Destination = {
  address: '192.168.0.1',
  port: 8080,
  forwarding: 'masquerade',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
};

describe('serviceLine writes', () => {
  it.each<[string, Service]>([
    ['-A -t 10.0.0.1:80 -s rr', service],
    ['-A -u [2001:db8::1]:0 -s rr', { ...service, key: { protocol: 'udp', address: '2001:db8::1', port: 0 } }],
    ['-A --sctp-service 10.0.0.1:80 -s rr', { ...service, key: { ...tcp, protocol: 'sctp' } }],
    ['-A -f 4294967295 -s rr', { ...service, key: { fwmark: 4294967295, family: 'ipv4' } }],
    ['-A -f 1 -6 -s rr', { ...service, key: { fwmark: 1, family: 'ipv6' } }],
    ['-A -t 10.0.0.1:80 -s rr -p 360', { ...service, persistence: { timeout: 360 } }],
    ['-A -t 10.0.0.1:80 -s rr -p 5 -M 255.0.0.0', { ...service, persistence: { timeout: 5 }, netmask: '255.0.0.0' }],
    // A netmask means nothing without persistence.
    ['-A -t 10.0.0.1:80 -s rr', { ...service, netmask: '255.0.0.0' }],
    ['-A -t 10.0.0.1:80 -s rr --pe sip', { ...service, persistenceEngine: 'sip' }],
    ['-A -t 10.0.0.1:80 -s rr -o', { ...service, onePacket: true }],
    ['-A -t 10.0.0.1:80 -s rr -b flag-1,flag-3', { ...service, schedulerFlags: ['flag-1', 'flag-3'] }],
    [
      '-A -t 10.0.0.1:80 -s sh -b sh-fallback,sh-port,flag-3',
      { ...service, scheduler: 'sh', schedulerFlags: ['flag-1', 'flag-2', 'flag-3'] },
    ],
    [
      '-A -u 10.0.0.1:80 -s mh -p 9 -M 255.255.0.0 --pe sip -o -b mh-port',
      {
        key: { ...tcp, protocol: 'udp' },
        scheduler: 'mh',
        persistence: { timeout: 9 },
        netmask: '255.255.0.0',
        persistenceEngine: 'sip',
        onePacket: true,
        schedulerFlags: ['flag-2'],
      },
    ],
  ])('%s', (line, some) => {
    expect(serviceLine(some)).toBe(line);
  });
});

describe('destinationLine writes', () => {
  it.each<[string, Partial<Destination>]>([
    ['-r 192.168.0.1:8080 -m -w 1', {}],
    ['-r 192.168.0.1:8080 -g -w 0', { forwarding: 'direct', weight: 0 }],
    ['-r 192.168.0.1:8080 -g -w 1', { forwarding: 'local' }],
    ['-r 192.168.0.1:8080 -g -w 1', { forwarding: 'bypass' }],
    ['-r [2001:db8::9]:0 -m -w 2147483647', { address: '2001:db8::9', port: 0, weight: 2147483647 }],
    ['-r 192.168.0.1:8080 -m -w 1 -x 9 -y 5', { upperThreshold: 9, lowerThreshold: 5 }],
    ['-r 192.168.0.1:8080 -m -w 1 -x 1', { upperThreshold: 1 }],
    ['-r 192.168.0.1:8080 -m -w 1 -y 1', { lowerThreshold: 1 }],
    ['-r 192.168.0.1:8080 -i -w 1 --tun-type ipip', { forwarding: 'tunnel' }],
    ['-r 192.168.0.1:8080 -i -w 1 -x 9 --tun-type ipip', { forwarding: 'tunnel', upperThreshold: 9 }],
    [
      '-r 192.168.0.1:8080 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum',
      { forwarding: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'none' } },
    ],
    [
      '-r 192.168.0.1:8080 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum',
      { forwarding: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'remote-checksum' } },
    ],
    [
      '-r 192.168.0.1:8080 -i -w 1 --tun-type gre --tun-csum',
      { forwarding: 'tunnel', tunnel: { type: 'gre', port: 0, checksum: 'checksum' } },
    ],
  ])('%s', (rest, some) => {
    expect(destinationLine(tcp, { ...server, ...some })).toBe(`-a -t 10.0.0.1:80 ${rest}`);
  });
});

describe('entryLines', () => {
  const rules = entries.map((entry) => entryLines(entry)).join('');

  it('writes each service, then its servers', () => {
    expect(rules.split('\n')).toEqual([
      '-A -t 10.0.0.1:80 -s rr',
      '-a -t 10.0.0.1:80 -r 192.168.0.1:8080 -m -w 5 -x 4294967295 -y 7',
      '-a -t 10.0.0.1:80 -r [2001:db8:1111:2222:3333:4444:5555:7777]:80 -i -w 1 --tun-type ipip',
      '-a -t 10.0.0.1:80 -r 10.0.0.1:80 -g -w 2147483647',
      '-A -u 10.0.0.2:5060 -s mh -p 60 -M 255.255.0.0 --pe sip -o -b mh-port',
      '-a -u 10.0.0.2:5060 -r 192.168.0.1:8080 -i -w 5 --tun-type gue --tun-port 65535 --tun-remcsum',
      '-a -u 10.0.0.2:5060 -r 192.168.0.1:8080 -i -w 5 --tun-type gre --tun-nocsum',
      '-A -t [2001:db8::1]:80 -s wlc -p 100 -M 64',
      '-A --sctp-service 10.0.0.1:0 -s wlc -p 360',
      '-A -f 1 -6 -s sh -b sh-fallback,flag-3',
      '-a -f 1 -6 -r [2001:db8::9]:0 -g -w 0',
      '-A -f 4294967295 -s rr',
      '',
    ]);
  });

  it('writes the substrings that Salt looks for', () => {
    expect(rules).toContain(' -t 10.0.0.1:80 -s rr');
    expect(rules).toContain(' -t 10.0.0.1:80 -r 192.168.0.1:8080 -m -w 5');
    expect(rules).toContain(' -t 10.0.0.1:80 ');
  });
});

describe('parseCommand reads what was written', () => {
  const limits = { timeout: 31 * 24 * 60 * 60 };

  /** Services that the language has: it knows no netmask without persistence, and refuses what no kernel could use. */
  const services = serviceKey
    .chain((key) => serviceOf(key, limits))
    .filter(({ key, persistence }) => 'fwmark' in key || key.port !== 0 || persistence !== undefined)
    .map(({ netmask, ...some }) => (some.persistence === undefined ? some : { ...some, netmask }))
    .map((some) => ({
      ...some,
      onePacket: some.onePacket === true && ('fwmark' in some.key || some.key.protocol === 'udp'),
    }));

  it('as the same virtual service', () => {
    fc.assert(
      fc.property(services, (some) => {
        const operation = { type: 'add-service', service: some };
        expect(parseCommand(wordsOf(serviceLine(some)), names)).toEqual({ type: 'change', operation, exist: false });
      }),
      { numRuns: 1000 },
    );
  });

  /** A real server and its service: of one family but in tunnels, with the service's port but when masquerading. */
  const pairs = serviceKey.chain((key) => {
    const own = serviceFamily(key) === 'ipv4' ? ipv4 : ipv6;
    const other = serviceFamily(key) === 'ipv4' ? ipv6 : ipv4;
    return fc.oneof(destinationAt(own), destinationAt(other, { across: true })).map((some) => {
      const keepsPort = some.forwarding === 'masquerade' || 'fwmark' in key;
      const forwarding = some.forwarding === 'local' || some.forwarding === 'bypass' ? 'direct' : some.forwarding;
      const cut = (limit: number) => Math.min(limit, 2147483647);
      const destination: Destination = {
        ...some,
        forwarding,
        port: keepsPort ? some.port : key.port,
        upperThreshold: cut(some.upperThreshold),
        lowerThreshold: cut(some.lowerThreshold),
      };
      return { key, destination };
    });
  });

  it('as the same real server', () => {
    fc.assert(
      fc.property(pairs, ({ key, destination }) => {
        const operation = { type: 'add-destination', key, destination };
        expect(parseCommand(wordsOf(destinationLine(key, destination)), names)).toEqual({
          type: 'change',
          operation,
          exist: false,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('as the same key', () => {
    fc.assert(
      fc.property(serviceKey, (key) => {
        const operation = { type: 'delete-service', key };
        expect(parseCommand(wordsOf(`-D ${formatServiceKey(key)}`), names)).toEqual({
          type: 'change',
          operation,
          exist: false,
        });
      }),
    );
  });
});
