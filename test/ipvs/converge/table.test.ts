import { describe, expect, it } from 'vitest';
import { sameDestination, sameService } from '../../../src/ipvs/converge/same.ts';
import { destinationId, sameKey, serviceId } from '../../../src/ipvs/key.ts';
import type { Destination, Service, ServiceKey } from '../../../src/ipvs/model.ts';

const four: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const six: ServiceKey = { ...four, address: '2001:db8::1' };
const mark6: ServiceKey = { fwmark: 7, family: 'ipv6' };
const persistence = { timeout: 60 };

describe('two configurations of a virtual service', () => {
  it.each<[why: string, same: boolean, a: Partial<Service>, b: Partial<Service>]>([
    ['absent and false are one', true, {}, { onePacket: false, schedulerFlags: [], persistenceEngine: undefined }],
    ['scheduler', false, {}, { scheduler: 'lc' }],
    ['persistence', false, {}, { persistence }],
    ['how long', false, { persistence }, { persistence: { timeout: 61 } }],
    ['the default netmask of IPv4', true, { persistence }, { persistence, netmask: '255.255.255.255' }],
    ['a netmask', false, { persistence }, { persistence, netmask: '255.255.255.0' }],
    ['a netmask without persistence', true, {}, { netmask: '255.255.255.0' }],
    ['the default of IPv6', true, { key: six, persistence }, { key: six, persistence, netmask: '128' }],
    ['that of IPv6 marks', true, { key: mark6, persistence }, { key: mark6, persistence, netmask: '128' }],
    ['leading zeros', true, { key: six, persistence, netmask: '064' }, { key: six, persistence, netmask: '64' }],
    ['a prefix length', false, { key: six, persistence, netmask: '64' }, { key: six, persistence, netmask: '65' }],
    ['one-packet scheduling', false, {}, { onePacket: true }],
    ['order of flags', true, { schedulerFlags: ['flag-1', 'flag-3'] }, { schedulerFlags: ['flag-3', 'flag-1'] }],
    ['a flag twice', true, { schedulerFlags: ['flag-1'] }, { schedulerFlags: ['flag-1', 'flag-1'] }],
    ['flags', false, { schedulerFlags: ['flag-1'] }, { schedulerFlags: ['flag-2'] }],
    ['engine', false, {}, { persistenceEngine: 'sip' }],
    ['no engine', true, {}, { persistenceEngine: '' }],
  ])('%s: the same? %s', (_, same, a, b) => {
    const service: Service = { key: four, scheduler: 'rr' };
    expect(sameService({ ...service, ...a }, { ...service, ...b })).toBe(same);
    expect(sameService({ ...service, ...b }, { ...service, ...a })).toBe(same);
  });
});

const gue = { type: 'gue', port: 6080, checksum: 'none' } as const;
const gre = { type: 'gre', port: 0, checksum: 'none' } as const;
const tunnel = { forwarding: 'tunnel' } as const;

describe('a real server as it is listed, and as it is wanted', () => {
  it.each<[why: string, same: boolean, listed: Partial<Destination>, wanted: Partial<Destination>]>([
    ['nothing', true, {}, {}],
    ['weight', false, {}, { weight: 0 }],
    ['upper threshold', false, {}, { upperThreshold: 1 }],
    ['lower threshold', false, {}, { lowerThreshold: 1 }],
    ['forwarding', false, {}, { forwarding: 'tunnel' }],
    ['own address, direct routing', true, { forwarding: 'local' }, { forwarding: 'direct' }],
    ['own address, tunnel', true, { forwarding: 'local' }, { ...tunnel, tunnel: gue }],
    ['own address, masquerading', false, { forwarding: 'local' }, { forwarding: 'masquerade' }],
    ['own address, weight', false, { forwarding: 'local' }, { forwarding: 'direct', weight: 0 }],
    ['local wanted', false, { forwarding: 'direct' }, { forwarding: 'local' }],
    ['plain IPIP', true, tunnel, { ...tunnel, tunnel: { type: 'ipip', port: 0, checksum: 'none' } }],
    ['a port, which IPIP has not', true, tunnel, { ...tunnel, tunnel: { type: 'ipip', port: 9, checksum: 'none' } }],
    ['a port, which GRE has not', true, { ...tunnel, tunnel: gre }, { ...tunnel, tunnel: { ...gre, port: 9 } }],
    ['type of tunnel', false, tunnel, { ...tunnel, tunnel: gre }],
    ['port of GUE', false, { ...tunnel, tunnel: gue }, { ...tunnel, tunnel: { ...gue, port: 6081 } }],
    ['checksum', false, { ...tunnel, tunnel: gre }, { ...tunnel, tunnel: { ...gre, checksum: 'checksum' } }],
    ['a tunnel without tunnelling', true, { forwarding: 'direct' }, { forwarding: 'direct', tunnel: gue }],
  ])('%s: the same? %s', (_, same, listed, wanted) => {
    const server: Destination = {
      address: '10.0.0.9',
      port: 80,
      forwarding: 'masquerade',
      weight: 1,
      upperThreshold: 0,
      lowerThreshold: 0,
    };
    expect(sameDestination({ ...server, ...listed }, { ...server, ...wanted })).toBe(same);
  });
});

describe('names', () => {
  it('are different for different things', () => {
    const keys: ServiceKey[] = [
      four,
      { ...four, port: 81 },
      { ...four, protocol: 'udp' },
      { ...four, address: '10.0.0.2' },
      { ...four, address: '10.0.0.18', port: 0 },
      six,
      mark6,
      { fwmark: 7, family: 'ipv4' },
      { fwmark: 8, family: 'ipv6' },
    ];
    expect(new Set(keys.map(serviceId)).size).toBe(keys.length);
    const servers = [
      { address: '10.0.0.1', port: 180 },
      { address: '10.0.0.11', port: 80 },
      { address: '10.0.0.1', port: 80 },
    ];
    expect(new Set(servers.map(destinationId)).size).toBe(servers.length);
  });
});

describe('two keys', () => {
  const keys: readonly ServiceKey[] = [
    four,
    { ...four, port: 81 },
    { ...four, address: '10.0.0.2' },
    { ...four, protocol: 'udp' },
    six,
    mark6,
    { ...mark6, fwmark: 8 },
    { ...mark6, family: 'ipv4' },
  ];

  it.each(keys.map((key): [string, ServiceKey] => [serviceId(key), key]))(
    '%s is the same as its copy alone',
    (_name, key) => {
      expect(keys.filter((other) => sameKey(key, { ...other }))).toEqual([key]);
    },
  );
});
