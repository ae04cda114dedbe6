import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { Destination, Operation, Service, ServiceKey, Stats, Timeouts } from '../../src/ipvs/model.ts';
import { timeFactor } from '../../tools/lab/time-factor.ts';
import { applyOrSkip, codes, idle, ip, largestThreshold, observed, sortedServices, useClients } from './kernel.ts';

const tcp: ServiceKey = { protocol: 'tcp', address: '192.0.2.1', port: 80 };
const tcp6: ServiceKey = { protocol: 'tcp', address: '2001:db8::1', port: 80 };
const server: Destination = {
  address: '10.1.2.3',
  port: 8080,
  forwarding: 'masquerade',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
};

const addService = (service: Service): Operation => ({ type: 'add-service', service });
const addServer = (key: ServiceKey, destination: Destination): Operation => ({
  type: 'add-destination',
  key,
  destination,
});

const clients = useClients();

describe('services', () => {
  // Those of IPv4 with rr are what no kernel with IPVS lacks; the rest is skipped where it is not there.
  it.for<[string, Service]>([
    ['tcp', { key: tcp, scheduler: 'rr' }],
    ['udp', { key: { ...tcp, protocol: 'udp' }, scheduler: 'rr' }],
    ['a mark', { key: { fwmark: 1, family: 'ipv4' }, scheduler: 'rr' }],
    ['the largest mark', { key: { fwmark: 4294967295, family: 'ipv4' }, scheduler: 'rr' }],
    ['port 65535', { key: { ...tcp, port: 65535 }, scheduler: 'rr' }],
    ['port 0 with persistence', { key: { ...tcp, port: 0 }, scheduler: 'rr', persistence: { timeout: 360 } }],
    ['persistence', { key: tcp, scheduler: 'rr', persistence: { timeout: 1 } }],
    ['a netmask', { key: tcp, scheduler: 'rr', persistence: { timeout: 60 }, netmask: '255.255.240.0' }],
    ['one-packet scheduling', { key: { ...tcp, protocol: 'udp' }, scheduler: 'rr', onePacket: true }],
    ['flag 1', { key: tcp, scheduler: 'rr', schedulerFlags: ['flag-1'] }],
    ['flag 2', { key: tcp, scheduler: 'rr', schedulerFlags: ['flag-2'] }],
    ['flag 3', { key: tcp, scheduler: 'rr', schedulerFlags: ['flag-3'] }],
    ['all flags', { key: tcp, scheduler: 'rr', schedulerFlags: ['flag-1', 'flag-2', 'flag-3'] }],
  ])('%s', async ([, service]) => {
    await clients.client.change(addService(service));
    expect(await clients.client.services()).toEqual([observed(service)]);
    expect(await clients.client.service(service.key)).toEqual(observed(service));
  });

  it.for<[string, Service]>([
    ['sctp', { key: { ...tcp, protocol: 'sctp' }, scheduler: 'rr' }],
    ['IPv6', { key: tcp6, scheduler: 'rr' }],
    ['IPv6 udp', { key: { ...tcp6, protocol: 'udp' }, scheduler: 'rr' }],
    ['IPv6 sctp', { key: { ...tcp6, protocol: 'sctp' }, scheduler: 'rr' }],
    ['an IPv6 mark', { key: { fwmark: 1, family: 'ipv6' }, scheduler: 'rr' }],
    ['the largest IPv6 mark', { key: { fwmark: 4294967295, family: 'ipv6' }, scheduler: 'rr' }],
    ['an IPv6 prefix length', { key: tcp6, scheduler: 'rr', persistence: { timeout: 300 }, netmask: '64' }],
    ['the shortest prefix', { key: tcp6, scheduler: 'rr', persistence: { timeout: 300 }, netmask: '1' }],
    ['the longest prefix that is one', { key: tcp6, scheduler: 'rr', persistence: { timeout: 300 }, netmask: '127' }],
    [
      'the engine sip',
      { key: { ...tcp, protocol: 'udp' }, scheduler: 'rr', persistence: { timeout: 9 }, persistenceEngine: 'sip' },
    ],
    ...['wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq', 'fo', 'ovf', 'mh', 'twos'].map(
      (scheduler): [string, Service] => [`scheduler ${scheduler}`, { key: tcp, scheduler }],
    ),
  ])('%s', async ([, service], context) => {
    await applyOrSkip(clients.client, context, addService(service));
    expect(await clients.client.services()).toEqual([observed(service)]);
    expect(await clients.client.service(service.key)).toEqual(observed(service));
  });

  it('with the default netmask are read without one', async () => {
    await clients.client.change(addService({ key: tcp, scheduler: 'rr', netmask: '255.255.255.255' }));
    expect(await clients.client.services()).toEqual([observed({ key: tcp, scheduler: 'rr' })]);
  });

  it('are edited: what is not named is cleared', async () => {
    const full: Service = {
      key: tcp,
      scheduler: 'rr',
      persistence: { timeout: 10 },
      netmask: '255.0.0.0',
      onePacket: true,
      schedulerFlags: ['flag-1', 'flag-3'],
    };
    const bare: Service = { key: tcp, scheduler: 'rr' };
    await clients.client.change(addService(full));
    await clients.client.change({ type: 'edit-service', service: bare });
    expect(await clients.client.services()).toEqual([observed(bare)]);
    await clients.client.change({ type: 'edit-service', service: full });
    expect(await clients.client.services()).toEqual([full]);
  });

  it('that are not there are undefined, and have no real servers', async () => {
    expect(await clients.client.service(tcp)).toBeUndefined();
    expect(await clients.client.destinations(tcp)).toEqual([]);
    expect(await clients.client.services()).toEqual([]);
  });

  it('of the same address, mark or port in other families and protocols are kept apart', async (context) => {
    const keys: ServiceKey[] = [
      tcp,
      { ...tcp, protocol: 'udp' },
      { ...tcp, port: 81 },
      { ...tcp, address: '192.0.2.2' },
      { fwmark: 80, family: 'ipv4' },
      { fwmark: 80, family: 'ipv6' },
      tcp6,
    ];
    await applyOrSkip(clients.client, context, addService({ key: tcp6, scheduler: 'rr' }));
    await clients.client.change({ type: 'flush' });
    const services = keys.map((key): Service => ({ key, scheduler: 'rr' }));
    expect(await clients.client.changeAll(services.map(addService))).toEqual(new Map());
    expect(sortedServices(await clients.client.services())).toEqual(sortedServices(services.map(observed)));
    await clients.client.change({ type: 'delete-service', key: { fwmark: 80, family: 'ipv4' } });
    expect((await clients.client.services()).length).toBe(keys.length - 1);
    expect(await clients.client.service({ fwmark: 80, family: 'ipv6' })).toBeDefined();
  });
});

describe('real servers', () => {
  it.for<[string, Destination]>([
    ['masquerading', server],
    ['direct routing', { ...server, forwarding: 'direct' }],
    ['tunneling', { ...server, forwarding: 'tunnel' }],
    ['bypass', { ...server, forwarding: 'bypass' }],
    ['local', { ...server, forwarding: 'local' }],
    ['port 65535', { ...server, port: 65535 }],
    ['weight 0', { ...server, weight: 0 }],
    ['weight 65536', { ...server, weight: 65536 }],
    ['the largest weight', { ...server, weight: 2147483647 }],
    ['thresholds', { ...server, upperThreshold: 1000, lowerThreshold: 10 }],
  ])('%s', async ([, destination]) => {
    await clients.client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, destination)]);
    expect(await clients.client.destinations(tcp)).toEqual([{ ...destination, ...idle }]);
  });

  it('the largest thresholds', async () => {
    const most = await largestThreshold(clients.client);
    const destination: Destination = { ...server, upperThreshold: most, lowerThreshold: most };
    await clients.client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, destination)]);
    expect(await clients.client.destinations(tcp)).toEqual([{ ...destination, ...idle }]);
  });

  const tunneled: Destination = { ...server, forwarding: 'tunnel' };
  it.for<[string, Destination]>([
    ['GUE', { ...tunneled, tunnel: { type: 'gue', port: 6080, checksum: 'none' } }],
    ['GUE with checksums', { ...tunneled, tunnel: { type: 'gue', port: 65535, checksum: 'checksum' } }],
    ['GUE with remote checksums', { ...tunneled, tunnel: { type: 'gue', port: 1, checksum: 'remote-checksum' } }],
    ['GRE', { ...tunneled, tunnel: { type: 'gre', port: 0, checksum: 'none' } }],
    ['GRE with checksums', { ...tunneled, tunnel: { type: 'gre', port: 0, checksum: 'checksum' } }],
  ])('by %s', async ([, destination], { skip }) => {
    await clients.client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, destination)]);
    const [read] = await clients.client.destinations(tcp);
    // A kernel before 5.3 does not know the attributes, and listens to none of them.
    if (read !== undefined && read.tunnel === undefined) skip('this kernel knows no tunnel types');
    expect(read).toEqual({ ...destination, ...idle });
  });

  it('by plain IPIP are read without a tunnel', async () => {
    const explicit: Destination = { ...tunneled, tunnel: { type: 'ipip', port: 0, checksum: 'none' } };
    await clients.client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, explicit)]);
    expect(await clients.client.destinations(tcp)).toEqual([{ ...tunneled, ...idle }]);
  });

  it.for<[string, ServiceKey, Destination]>([
    ['IPv6 in IPv6', tcp6, { ...server, address: '2001:db8::99' }],
    ['an IPv6 tunnel in IPv4', tcp, { ...tunneled, address: '2001:db8::99' }],
    ['an IPv4 tunnel in IPv6', tcp6, tunneled],
    ['an IPv6 tunnel for an IPv4 mark', { fwmark: 7, family: 'ipv4' }, { ...tunneled, address: '2001:db8::99' }],
    ['an IPv4 tunnel for an IPv6 mark', { fwmark: 7, family: 'ipv6' }, tunneled],
  ])('%s', async ([, key, destination], context) => {
    await applyOrSkip(clients.client, context, addService({ key, scheduler: 'rr' }));
    await applyOrSkip(clients.client, context, addServer(key, destination));
    expect(await clients.client.destinations(key)).toEqual([{ ...destination, ...idle }]);
    const { address, port } = destination;
    await clients.client.change({ type: 'delete-destination', key, destination: { address, port } });
    expect(await clients.client.destinations(key)).toEqual([]);
  });

  it('are edited, and stay where they were', async () => {
    const second = { ...server, address: '10.1.2.4' };
    await clients.client.changeAll([
      addService({ key: tcp, scheduler: 'rr' }),
      addServer(tcp, server),
      addServer(tcp, second),
    ]);
    const before = await clients.client.destinations(tcp);
    const edited: Destination = { ...server, forwarding: 'direct', weight: 0, upperThreshold: 5, lowerThreshold: 1 };
    await clients.client.change({ type: 'edit-destination', key: tcp, destination: edited });
    const expected = before.map((one) => (one.address === server.address ? { ...edited, ...idle } : one));
    expect(await clients.client.destinations(tcp)).toEqual(expected);
  });
});

describe('errors', () => {
  const missing: ServiceKey = { ...tcp, port: 9 };
  const stranger: Destination = { ...server, address: '10.9.9.9' };
  it.for<[string, Operation, string]>([
    ['a service that is there already', addService({ key: tcp, scheduler: 'rr' }), 'EEXIST'],
    ['an unknown scheduler', addService({ key: missing, scheduler: 'no-such' }), 'ENOENT'],
    ['an unknown engine', addService({ key: missing, scheduler: 'rr', persistenceEngine: 'no-such' }), 'ENOENT'],
    ['editing a missing service', { type: 'edit-service', service: { key: missing, scheduler: 'rr' } }, 'ESRCH'],
    ['deleting a missing service', { type: 'delete-service', key: missing }, 'ESRCH'],
    ['zeroing a missing service', { type: 'zero', key: missing }, 'ESRCH'],
    ['a server for a missing service', addServer(missing, server), 'ESRCH'],
    ['a server that is there already', addServer(tcp, server), 'EEXIST'],
    ['editing a missing server', { type: 'edit-destination', key: tcp, destination: stranger }, 'ENOENT'],
    ['deleting a missing server', { type: 'delete-destination', key: tcp, destination: stranger }, 'ENOENT'],
    ['a multicast server', addServer(tcp, { ...server, address: '224.0.0.1' }), 'EINVAL'],
    [
      'a lower threshold above the upper',
      addServer(tcp, { ...stranger, lowerThreshold: 2, upperThreshold: 1 }),
      'ERANGE',
    ],
    ['a masqueraded server of the other family', addServer(tcp, { ...stranger, address: '2001:db8::9' }), 'EINVAL'],
    ['an IPv6 prefix of 0', addService({ key: tcp6, scheduler: 'rr', netmask: '0' }), 'EINVAL'],
    ['stopping a daemon that does not run', { type: 'stop-daemon', state: 'master' }, 'ESRCH'],
    [
      'a daemon on a missing interface',
      { type: 'start-daemon', daemon: { state: 'backup', interface: 'no-such', syncId: 0 } },
      'ENODEV',
    ],
  ])('%s', async ([, operation, code]) => {
    const { client } = clients;
    expect(await client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, server)])).toEqual(
      new Map(),
    );
    const before = [await client.services(), await client.destinations(tcp)];
    await expect(client.change(operation)).rejects.toMatchObject({ name: 'OperationError', operation, code });
    expect([await client.services(), await client.destinations(tcp)]).toEqual(before);
  });
});

describe('batches', () => {
  it('report each of 1,000 operations that fail', async () => {
    const operations = Array.from(
      { length: 1000 },
      (_, port): Operation => ({
        type: 'delete-service',
        key: { ...tcp, port },
      }),
    );
    const failures = await clients.client.changeAll(operations);
    expect(codes(failures)).toEqual(operations.map((_, index) => [index, 'ESRCH']));
  });

  it('go on after what fails, and say which', async () => {
    const operations = Array.from({ length: 1000 }, (_, index) =>
      addService({ key: { ...tcp, port: 1 + Math.floor(index / 2) }, scheduler: 'rr' }),
    );
    const failures = await clients.client.changeAll(operations);
    expect(codes(failures)).toEqual(operations.flatMap((_, index) => (index % 2 ? [[index, 'EEXIST']] : [])));
    const ports = (await clients.client.services()).map(({ key }) => ('port' in key ? key.port : 0));
    expect(ports.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  it('of one service’s 1,000 real servers are listed whole, over many datagrams', async () => {
    const servers = Array.from({ length: 1000 }, (_, port) => ({ ...server, port: port + 1 }));
    const failures = await clients.client.changeAll([
      addService({ key: tcp, scheduler: 'rr' }),
      ...servers.map((one) => addServer(tcp, one)),
    ]);
    expect(failures).toEqual(new Map());
    const listed = await clients.client.destinations(tcp, { stats: true });
    expect(listed.map(({ port }) => port).toSorted((a, b) => a - b)).toEqual(servers.map(({ port }) => port));
  });
});

describe('the whole', () => {
  it('tells version and table size', async () => {
    const { version, connectionTableSize } = await clients.client.info();
    expect(version).toMatch(/^1\.\d+\.\d+$/);
    expect(Math.log2(connectionTableSize) % 1).toBe(0);
  });

  it('keeps the timeouts that it is given, and with 0 those that it has', async () => {
    const before = await clients.client.timeouts();
    const given: Timeouts = { tcp: 7200, tcpFin: 60, udp: 17 };
    try {
      await clients.client.change({ type: 'set-timeouts', timeouts: given });
      expect(await clients.client.timeouts()).toEqual(given);
      await clients.client.change({ type: 'set-timeouts', timeouts: { tcp: 0, tcpFin: 61, udp: 0 } });
      expect(await clients.client.timeouts()).toEqual({ ...given, tcpFin: 61 });
      await clients.client.change({ type: 'set-timeouts', timeouts: { tcp: 0, tcpFin: 0, udp: 0 } });
      expect(await clients.client.timeouts()).toEqual({ ...given, tcpFin: 61 });
    } finally {
      await clients.client.change({ type: 'set-timeouts', timeouts: before });
    }
    expect(await clients.client.timeouts()).toEqual(before);
  });

  it('is empty after a flush', async () => {
    await clients.client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, server)]);
    await clients.client.change({ type: 'flush' });
    expect(await clients.client.services()).toEqual([]);
    expect(await clients.client.destinations(tcp)).toEqual([]);
  });

  it('has statistics of all ten kinds on request, and none otherwise', async () => {
    const zero = Object.fromEntries(
      [
        'connections',
        'inPackets',
        'outPackets',
        'inBytes',
        'outBytes',
        'connectionRate',
        'inPacketRate',
        'outPacketRate',
        'inByteRate',
        'outByteRate',
      ].map((name) => [name, 0n]),
    );
    await clients.client.changeAll([addService({ key: tcp, scheduler: 'rr' }), addServer(tcp, server)]);
    expect((await clients.client.services({ stats: true }))[0]?.stats).toEqual(zero);
    expect((await clients.client.service(tcp, { stats: true }))?.stats).toEqual(zero);
    expect((await clients.client.destinations(tcp, { stats: true }))[0]?.stats).toEqual(zero);
    expect((await clients.client.services())[0]?.stats).toBeUndefined();
    expect((await clients.client.destinations(tcp))[0]?.stats).toBeUndefined();
  });

  it('counts a packet and its answer, and zeroes the counters of the service that is named', async ({ skip }) => {
    if (!(await ip('link', 'set', 'lo', 'up'))) skip('cannot set lo up');
    const { client } = clients;
    const key: ServiceKey = { protocol: 'udp', address: '127.0.0.9', port: 5353 };
    await client.changeAll([
      addService({ key, scheduler: 'rr' }),
      addServer(key, { ...server, address: '127.0.0.1', port: 5354 }),
    ]);
    const [director, realServer] = [createSocket('udp4'), createSocket('udp4')];
    realServer.on('message', (_message, from) => realServer.send('answer', from.port, from.address));
    await new Promise<void>((resolve) => realServer.bind(5354, '127.0.0.1', resolve));
    const answer = once(director, 'message');
    director.send('four', key.port, key.address);
    expect(String((await answer)[0])).toBe('answer');
    director.close();
    realServer.close();
    const read = async (): Promise<(Stats | undefined)[]> => [
      (await client.service(key, { stats: true }))?.stats,
      (await client.destinations(key, { stats: true }))[0]?.stats,
    ];
    // The kernel adds its counters up every two seconds. 20 bytes are IP’s and 8 UDP’s.
    const counted = { connections: 1n, inPackets: 1n, inBytes: 32n, outPackets: 1n, outBytes: 34n };
    await vi.waitFor(async () => expect(await read()).toMatchObject([counted, counted]), {
      timeout: timeFactor * 10_000,
      interval: 200,
    });
    await client.change({ type: 'zero', key });
    const zeroed = { connections: 0n, inPackets: 0n, inBytes: 0n, outPackets: 0n, outBytes: 0n };
    expect(await read()).toMatchObject([zeroed, zeroed]);
  });
});
