import type { LiveServer, LiveService, Reading } from '../../../src/cli/live/reading.ts';
import { serviceId } from '../../../src/ipvs/key.ts';
import type { ServiceKey, Stats } from '../../../src/ipvs/model.ts';

/** Counters that are 0 but for some. */
export const counters = (some: Partial<Stats> = {}): Stats => ({
  connections: 0n,
  inPackets: 0n,
  outPackets: 0n,
  inBytes: 0n,
  outBytes: 0n,
  connectionRate: 0n,
  inPacketRate: 0n,
  outPacketRate: 0n,
  inByteRate: 0n,
  outByteRate: 0n,
  ...some,
});

export const server = (address: string, some: Partial<LiveServer> = {}): LiveServer => ({
  address,
  port: 80,
  forwarding: 'masquerade',
  weight: 1,
  activeConnections: 0,
  inactiveConnections: 0,
  stats: counters(),
  ...some,
});

export const tcp = (address: string): ServiceKey => ({ protocol: 'tcp', address, port: 80 });

export const service = (address: string, servers: readonly LiveServer[], some: Partial<Stats> = {}): LiveService => ({
  id: serviceId(tcp(address)),
  service: { key: tcp(address), scheduler: 'rr', stats: counters(some) },
  servers,
});

/** A reading, some seconds after the clock began. */
export const reading = (seconds: number, ...services: readonly LiveService[]): Reading => ({
  at: seconds * 1000,
  services,
});
