/** A small table to be listed. */
import type { ObservedDestination, Stats, TableEntry } from '../../../src/ipvs/model.ts';

const stats = (least: bigint): Stats => ({
  connections: least,
  inPackets: least + 1n,
  outPackets: 0n,
  inBytes: 123456789n,
  outBytes: 99999999n,
  connectionRate: least + 4n,
  inPacketRate: 0n,
  outPacketRate: 1n,
  inByteRate: 2000000000n,
  outByteRate: 3n,
});

const server: ObservedDestination = {
  address: '192.168.0.1',
  port: 8080,
  forwarding: 'masquerade',
  weight: 5,
  upperThreshold: 0,
  lowerThreshold: 0,
  activeConnections: 0,
  inactiveConnections: 0,
  persistentConnections: 0,
  stats: stats(1n),
};

const long = '2001:db8:1111:2222:3333:4444:5555:7777';

export const entries: readonly TableEntry[] = [
  {
    service: { key: { protocol: 'tcp', address: '10.0.0.1', port: 80 }, scheduler: 'rr', stats: stats(10n) },
    destinations: [
      { ...server, upperThreshold: 4294967295, lowerThreshold: 7, activeConnections: 12, inactiveConnections: 345 },
      { ...server, address: long, port: 80, forwarding: 'tunnel', weight: 1, persistentConnections: 9 },
      { ...server, address: '10.0.0.1', port: 80, forwarding: 'local', weight: 2147483647 },
    ],
  },
  {
    service: {
      key: { protocol: 'udp', address: '10.0.0.2', port: 5060 },
      scheduler: 'mh',
      schedulerFlags: ['flag-2'],
      persistence: { timeout: 60 },
      netmask: '255.255.0.0',
      persistenceEngine: 'sip',
      onePacket: true,
      stats: stats(0n),
    },
    destinations: [
      { ...server, forwarding: 'tunnel', tunnel: { type: 'gue', port: 65535, checksum: 'remote-checksum' } },
      { ...server, forwarding: 'tunnel', tunnel: { type: 'gre', port: 0, checksum: 'none' } },
    ],
  },
  {
    service: {
      key: { protocol: 'tcp', address: '2001:db8::1', port: 80 },
      scheduler: 'wlc',
      persistence: { timeout: 100 },
      netmask: '64',
      stats: stats(2n),
    },
    destinations: [],
  },
  {
    service: {
      key: { protocol: 'sctp', address: '10.0.0.1', port: 0 },
      scheduler: 'wlc',
      persistence: { timeout: 360 },
    },
    destinations: [],
  },
  {
    service: {
      key: { fwmark: 1, family: 'ipv6' },
      scheduler: 'sh',
      schedulerFlags: ['flag-1', 'flag-3'],
      stats: stats(3n),
    },
    destinations: [{ ...server, address: '2001:db8::9', port: 0, forwarding: 'direct', weight: 0 }],
  },
  { service: { key: { fwmark: 4294967295, family: 'ipv4' }, scheduler: 'rr', stats: stats(4n) }, destinations: [] },
];
