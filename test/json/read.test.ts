import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/cli/render/json.ts';
import { canonicalAddress } from '../../src/ipvs/address.ts';
import { Wanted } from '../../src/ipvs/converge/wanted.ts';
import { completeDestination, completeService } from '../../src/ipvs/defaults.ts';
import type { Stats } from '../../src/ipvs/model.ts';
import { JsonError, readJson } from '../../src/json/read.ts';
import { rules } from '../../src/json/schema.ts';
import { operationLine } from '../../src/rules/operation-line.ts';
import { daemon, ipv6 } from '../ipvs/arbitrary.ts';
import { tablePair } from '../ipvs/converge/table-arbitrary.ts';

const server = { address: '192.168.0.1', port: 80, forwarding: 'masquerade', weight: 1 };
const web = { protocol: 'tcp', address: '10.0.0.1', port: 80, scheduler: 'rr', destinations: [server] };
const mark = { fwmark: 7, family: 'ipv6', scheduler: 'lc', destinations: [] };
const master = { state: 'master', interface: 'eth0', syncId: 1 };

const read = (document: unknown) => readJson(JSON.stringify(document));
const linesOf = (document: unknown) => read(document).map(({ place, operation }) => [place, operationLine(operation)]);

describe('a document', () => {
  it('comes to changes, each with its place', () => {
    const timeouts = { tcp: 900, tcpFin: 120, udp: 300 };
    expect(linesOf({ services: [web, mark], timeouts, daemons: [master] })).toEqual([
      ['timeouts', '--set 900 120 300'],
      ['services[0]', '-A -t 10.0.0.1:80 -s rr'],
      ['services[0].destinations[0]', '-a -t 10.0.0.1:80 -r 192.168.0.1:80 -m -w 1'],
      ['services[1]', '-A -f 7 -6 -s lc'],
      ['daemons[0]', '--start-daemon master --mcast-interface eth0 --syncid 1'],
    ]);
  });

  it.each<[what: string, document: unknown, lines: string[]]>([
    ['no services', { services: [] }, []],
    [
      'addresses in any form',
      {
        services: [{ ...web, address: '2001:DB8:0::1', destinations: [{ ...server, address: '2001:db8:0:0::0:9' }] }],
        daemons: [{ ...master, group: 'FF02:0::1' }],
      },
      [
        '-A -t [2001:db8::1]:80 -s rr',
        '-a -t [2001:db8::1]:80 -r [2001:db8::9]:80 -m -w 1',
        '--start-daemon master --mcast-interface eth0 --syncid 1 --mcast-group ff02::1',
      ],
    ],
    [
      'every setting',
      {
        services: [
          {
            ...web,
            protocol: 'udp',
            persistence: { timeout: 60 },
            netmask: '255.255.255.0',
            onePacket: true,
            schedulerFlags: ['flag-2'],
            persistenceEngine: 'sip',
            destinations: [
              {
                ...server,
                forwarding: 'tunnel',
                upperThreshold: 9,
                lowerThreshold: 5,
                tunnel: { type: 'gue', port: 6080, checksum: 'checksum' },
              },
            ],
          },
        ],
      },
      [
        '-A -u 10.0.0.1:80 -s rr -p 60 -M 255.255.255.0 --pe sip -o -b flag-2',
        '-a -u 10.0.0.1:80 -r 192.168.0.1:80 -i -w 1 -x 9 -y 5 --tun-type gue --tun-port 6080 --tun-csum',
      ],
    ],
  ])('of %s', (_, document, lines) => {
    expect(linesOf(document).map(([, line]) => line)).toEqual(lines);
  });
});

it.each(['local', 'bypass'])('a real server that the kernel forwards to as %s is asked for as direct', (forwarding) => {
  const [, change] = read({ services: [{ ...web, destinations: [{ ...server, forwarding }] }] });
  expect(change?.operation).toMatchObject({ destination: { forwarding: 'direct' } });
});

describe('an error names its path', () => {
  const services = (...some: unknown[]) => ({ services: some });
  const destinations = (...some: unknown[]) => services({ ...web, destinations: some });

  it.each<[document: unknown, ...messages: string[]]>([
    [[], 'the document: Invalid input: expected object, received array'],
    [{}, 'services: Invalid input: expected array, received undefined'],
    [{ services: [], servers: [] }, 'the document: Unrecognized key: "servers"'],
    [services(1), 'services[0]: Invalid input: expected object, received number'],
    [services({ ...web, address: '10.0.0.300' }), 'services[0].address: Invalid IP address'],
    [services({ ...web, address: 'example.net' }), 'services[0].address: Invalid IP address'],
    [services({ ...web, port: '80' }), 'services[0].port: Invalid input: expected number, received string'],
    [services({ ...web, port: 65536 }), 'services[0].port: Too big: expected number to be <=65535'],
    [services(web, { ...mark, fwmark: 0 }), 'services[1].fwmark: Too small: expected number to be >=1'],
    [services({ ...mark, address: '10.0.0.1' }), 'services[0]: Unrecognized key: "address"'],
    [services({ ...web, weight: 1 }), 'services[0]: Unrecognized key: "weight"'],
    [services({ ...web, netmask: '24' }), 'services[0]: not a netmask: 24'],
    [services({ ...mark, netmask: '255.0.0.0' }), 'services[0]: not a prefix length: 255.0.0.0'],
    [
      services({ ...web, persistence: { timeout: 2 ** 32 } }),
      'services[0]: timeout is 4294967296: not a whole number from 0 to 4294967295',
    ],
    [
      destinations(server, { ...server, weight: 2 ** 31 }),
      'services[0].destinations[1]: weight is 2147483648: not a whole number from 0 to 2147483647',
    ],
    [
      destinations({ ...server, weight: -1 }),
      'services[0].destinations[0].weight: Too small: expected number to be >=0',
    ],
    [destinations({ ...server, address: '1' }), 'services[0].destinations[0].address: Invalid IP address'],
    [
      destinations({ ...server, tunnel: { type: 'gre', port: 0, checksum: 'none' } }),
      'services[0].destinations[0].tunnel: not with forwarding masquerade',
    ],
    [{ services: [], daemons: [{ ...master, group: 'x' }] }, 'daemons[0].group: Invalid IP address'],
    [
      { services: [], daemons: [{ ...master, syncId: 256 }] },
      'daemons[0]: syncId is 256: not a whole number from 0 to 255',
    ],
    [
      services({ ...web, port: -1, destinations: [{ ...server, port: -1 }] }, { ...mark, family: 'ipx' }),
      'services[0].port: Too small: expected number to be >=0',
      'services[0].destinations[0].port: Too small: expected number to be >=0',
      'services[1].family: Invalid option: expected one of "ipv4"|"ipv6"',
    ],
    [
      services({ ...web, netmask: 'x' }, { ...mark, netmask: 'y' }),
      'services[0]: not a netmask: x',
      'services[1]: not a prefix length: y',
    ],
  ])('%j', (document, ...messages) => {
    expect(() => read(document)).toThrow(new JsonError(messages.join('\n')));
  });

  it.each(['', '{', '{"services": []} x', '{"services": [],}', '\ufeff{}'])('%j is no JSON', (text) => {
    expect(() => readJson(text)).toThrow(/^no JSON: /);
  });

  it('whatever passes for an address is one', () => {
    const almost = fc
      .tuple(ipv6, fc.nat(), fc.constantFrom('', ':', '::', '.', '0', '1.2.3.4', 'f', ']', '%1', ' '))
      .map(([text, at, more]) => text.slice(0, at % (text.length + 1)) + more + text.slice(at % (text.length + 1)));
    fc.assert(
      fc.property(fc.oneof(almost, fc.string(), fc.ipV4Extended(), fc.ipV6()), (address) => {
        const document = { services: [{ ...web, address, destinations: [] }] };
        const isRead = rules.safeParse(document).success;
        if (isRead)
          expect(read(document)[0]?.operation).toMatchObject({
            service: { key: { address: canonicalAddress(address) } },
          });
        else expect(() => read(document)).toThrow('services[0].address: Invalid IP address');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a listing is read back', () => {
  const none = 0n;
  const stats: Stats = {
    connections: 2n ** 64n - 1n,
    inPackets: none,
    outPackets: none,
    inBytes: none,
    outBytes: none,
    connectionRate: none,
    inPacketRate: none,
    outPacketRate: none,
    inByteRate: none,
    outByteRate: none,
  };
  const observed = { activeConnections: 1, inactiveConnections: 2, persistentConnections: 3, stats };

  it('as the table that it lists', () => {
    fc.assert(
      fc.property(tablePair, ({ current: table }) => {
        const services = Array.from(table.values(), ({ service, destinations }) => ({
          service: { ...completeService(service), stats },
          destinations: Array.from(destinations.values(), (one) => ({ ...completeDestination(one), ...observed })),
        }));
        const text = renderJson({ ipvs: { version: '1.2.1', connectionTableSize: 4096 }, services });
        const wanted = new Wanted();
        for (const { operation } of readJson(text)) expect(wanted.add(operation)).toBeUndefined();
        expect(wanted.table).toEqual(table);
      }),
    );
  });

  it('as its timeouts and daemons, place they stand beside services', () => {
    fc.assert(
      fc.property(daemon, (one) => {
        const timeouts = { tcp: 900, tcpFin: 120, udp: 300 };
        const text = renderJson({ services: [], timeouts, daemons: [one] });
        expect(readJson(text).map(({ operation }) => operation)).toEqual([
          { type: 'set-timeouts', timeouts },
          { type: 'start-daemon', daemon: one },
        ]);
      }),
    );
  });
});
