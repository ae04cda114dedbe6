import { describe, expect, it } from 'vitest';
import type { ObservedDestination, ObservedService } from '../../src/ipvs/model.ts';
import { keepServer, keepService, type NamedServerSettings, type NamedServiceSettings } from '../../src/rules/keep.ts';
import { destinationLine, serviceLine } from '../../src/rules/write-rules.ts';

const key = { protocol: 'udp', address: '10.0.0.1', port: 5060 } as const;
const service: ObservedService = {
  key,
  scheduler: 'sh',
  persistence: { timeout: 60 },
  netmask: '255.255.255.0',
  onePacket: true,
  schedulerFlags: ['flag-2'],
  persistenceEngine: 'sip',
};

describe('keepService', () => {
  it.each<[settings: NamedServiceSettings, words: string]>([
    [{}, '-s sh -p 60 -M 255.255.255.0 --pe sip -o -b sh-port'],
    [{ persistence: { timeout: 90 } }, '-s sh -p 90 -M 255.255.255.0 --pe sip -o -b sh-port'],
    [{ onePacket: false, netmask: undefined }, '-s sh -p 60 --pe sip -b sh-port'],
    // Flags belong to their scheduler.
    [{ scheduler: 'sh' }, '-s sh -p 60 -M 255.255.255.0 --pe sip -o -b sh-port'],
    [{ scheduler: 'mh' }, '-s mh -p 60 -M 255.255.255.0 --pe sip -o'],
    [{ scheduler: 'mh', flagNames: 'mh-fallback' }, '-s mh -p 60 -M 255.255.255.0 --pe sip -o -b mh-fallback'],
    [{ flagNames: 'sh-fallback' }, '-s sh -p 60 -M 255.255.255.0 --pe sip -o -b sh-fallback'],
    [{ flagNames: '' }, '-s sh -p 60 -M 255.255.255.0 --pe sip -o'],
    // So do netmask and engine to persistence.
    [{ persistence: undefined }, '-s sh -o -b sh-port'],
  ])('with %j is %s', (settings, words) => {
    const kept = keepService(service, settings);
    expect(serviceLine(kept)).toBe(`-A -u 10.0.0.1:5060 ${words}`);
    if (kept.persistence === undefined) expect(kept.netmask).toBeUndefined();
  });

  it("refuses another scheduler's flag", () => {
    expect(() => keepService(service, { flagNames: 'mh-port' })).toThrow("incompatible scheduler flag `mh-port'");
  });
});

describe('keepServer', () => {
  const server: ObservedDestination = {
    address: '10.0.0.9',
    port: 5060,
    forwarding: 'tunnel',
    weight: 3,
    upperThreshold: 9,
    lowerThreshold: 5,
    tunnel: { type: 'gue', port: 6080, checksum: 'checksum' },
    activeConnections: 1,
    inactiveConnections: 2,
    persistentConnections: 3,
  };
  const gue = '--tun-type gue --tun-port 6080 --tun-csum';
  it.each<[settings: NamedServerSettings, words: string]>([
    [{}, `-i -w 3 -x 9 -y 5 ${gue}`],
    [{ weight: 0 }, `-i -w 0 -x 9 -y 5 ${gue}`],
    [{ upperThreshold: 0, lowerThreshold: 0 }, `-i -w 3 ${gue}`],
    [{ forwarding: 'tunnel' }, `-i -w 3 -x 9 -y 5 ${gue}`],
    [{ tunnel: undefined }, '-i -w 3 -x 9 -y 5 --tun-type ipip'],
    [{ forwarding: 'masquerade' }, '-m -w 3 -x 9 -y 5'],
  ])('with %j is %s', (settings, words) => {
    const kept = keepServer(server, settings);
    expect(destinationLine(key, kept)).toBe(`-a -u 10.0.0.1:5060 -r 10.0.0.9:5060 ${words}`);
    if (kept.forwarding !== 'tunnel') expect(kept.tunnel).toBeUndefined();
  });

  it('refuses a tunnel of a server that has none', () => {
    const direct: ObservedDestination = { ...server, forwarding: 'direct', tunnel: undefined };
    const tunnel = { type: 'gre', port: 0, checksum: 'none' } as const;
    expect(() => keepServer(direct, { tunnel })).toThrow('Tunnel options conflict with forward method');
    expect(keepServer(direct, { tunnel, forwarding: 'tunnel' })).toMatchObject({ tunnel });
  });
});
