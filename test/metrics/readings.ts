/** What was read of a small table. */
import type { ObservedDestination, ObservedService, Stats } from '../../src/ipvs/model.ts';
import { entryOf, type Ipvs, type Readings } from '../../src/metrics/readings.ts';
import { entries } from '../cli/render/entries.ts';

/** The largest number of 64 bits. A float holds no number near it but 2^64. */
export const LARGEST = 0xffff_ffff_ffff_ffffn;

export const stats: Stats = {
  connections: LARGEST,
  inPackets: LARGEST - 1n,
  outPackets: LARGEST - 2n,
  inBytes: LARGEST - 3n,
  outBytes: LARGEST - 4n,
  connectionRate: 0n,
  inPacketRate: 0n,
  outPacketRate: 0n,
  inByteRate: 0n,
  outByteRate: 0n,
};

export const service: ObservedService = {
  key: { protocol: 'tcp', address: '10.0.0.1', port: 80 },
  scheduler: 'rr',
  stats,
};

export const server: ObservedDestination = {
  address: '192.168.0.1',
  port: 8080,
  forwarding: 'masquerade',
  weight: 5,
  upperThreshold: 0,
  lowerThreshold: 0,
  activeConnections: 0,
  inactiveConnections: 0,
  persistentConnections: 0,
  stats,
};

/** A kernel with the table that the tests of listings have, or with another. */
export const readings = (ipvs: Partial<Ipvs> = {}, more: Partial<Readings> = {}): Readings => ({
  ipvs: {
    info: { version: '1.2.1', connectionTableSize: 4096 },
    totals: stats,
    entries: entries.map(({ service, destinations }) => entryOf(service, destinations)),
    timeouts: { tcp: 900, tcpFin: 120, udp: 300 },
    daemons: [],
    ...ipvs,
  },
  seconds: 0.012,
  ...more,
});
