import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Destination, ForwardingMethod, Tunnel } from '../../../src/ipvs/model.ts';
import * as attributes from '../../../src/ipvs/wire/attributes.ts';
import { readDestination, writeDestination, writeDestinationKey } from '../../../src/ipvs/wire/destination.ts';
import { ProtocolError } from '../../../src/netlink/errors.ts';
import { destination } from '../arbitrary.ts';
import { overTheWire } from './wire.ts';

const server: Destination = {
  address: '10.0.0.2',
  port: 80,
  forwarding: 'masquerade',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
};
const counters = { activeConnections: 1, inactiveConnections: 0xffffffff, persistentConnections: 3 };
const observed = (value: Destination): attributes.WireObservedDestination => ({
  ...writeDestination(value),
  ...counters,
});

describe('real servers', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(destination, (value) => {
        const wire = overTheWire(attributes.destination, writeDestination(value));
        expect(readDestination({ ...wire, ...counters }, 'ipv4')).toEqual({ ...value, ...counters });
      }),
      { numRuns: 300 },
    );
  });

  it('are named by the key alone as by the whole', () => {
    fc.assert(
      fc.property(destination, (value) => {
        expect(writeDestination(value)).toMatchObject(writeDestinationKey(value));
      }),
    );
  });

  it.each<[ForwardingMethod, number]>([
    ['masquerade', 0],
    ['local', 1],
    ['tunnel', 2],
    ['direct', 3],
    ['bypass', 4],
  ])('forwarded by %s have the number %i, whatever flags the kernel adds', (forwarding, number) => {
    const wire = observed({ ...server, forwarding });
    expect(wire.forwarding).toBe(number);
    expect(readDestination({ ...wire, forwarding: number | 0xfffffff8 }, 'ipv4').forwarding).toBe(forwarding);
  });

  it.each<[Tunnel, number, number, number]>([
    [{ type: 'gue', port: 6080, checksum: 'none' }, 1, 6080, 0],
    [{ type: 'gue', port: 6080, checksum: 'checksum' }, 1, 6080, 1],
    [{ type: 'gue', port: 6080, checksum: 'remote-checksum' }, 1, 6080, 2],
    [{ type: 'gre', port: 0, checksum: 'checksum' }, 2, 0, 1],
    [{ type: 'ipip', port: 0, checksum: 'none' }, 0, 0, 0],
  ])('with the tunnel %j', (tunnel, tunnelType, tunnelPort, tunnelFlags) => {
    const wire = writeDestination({ ...server, forwarding: 'tunnel', tunnel });
    expect(wire).toMatchObject({ tunnelType, tunnelPort, tunnelFlags });
  });

  it('without a tunnel name no attribute of one, so that old kernels take them', () => {
    const wire = overTheWire(attributes.destination, writeDestination(server));
    expect(Object.keys(wire).filter((key) => key.startsWith('tunnel'))).toEqual([]);
  });

  it.each<[string, Partial<attributes.WireObservedDestination>, Tunnel | undefined]>([
    ['plain IPIP', { tunnelType: 0, tunnelPort: 0, tunnelFlags: 0 }, undefined],
    ['nothing, as of a kernel before 5.3', {}, undefined],
    [
      'both checksum bits',
      { tunnelType: 1, tunnelPort: 9, tunnelFlags: 3 },
      { type: 'gue', port: 9, checksum: 'remote-checksum' },
    ],
    [
      'IPIP with checksums, which is not plain',
      { tunnelType: 0, tunnelPort: 0, tunnelFlags: 1 },
      { type: 'ipip', port: 0, checksum: 'checksum' },
    ],
    ['no port and no flags', { tunnelType: 2 }, { type: 'gre', port: 0, checksum: 'none' }],
  ])('read the tunnel of %s', (_name, wire, tunnel) => {
    expect(readDestination({ ...observed({ ...server, forwarding: 'tunnel' }), ...wire }, 'ipv4').tunnel).toEqual(
      tunnel,
    );
  });

  it.each([-1, 2 ** 31, 1.5, Number.NaN])('refuse the weight %d before anything is sent', (weight) => {
    expect(() => writeDestination({ ...server, weight })).toThrow(RangeError);
  });

  it('read no tunnel where forwarding is not by tunnel', () => {
    const wire = { ...observed(server), tunnelType: 1, tunnelPort: 6080, tunnelFlags: 1 };
    expect(readDestination(wire, 'ipv4').tunnel).toBeUndefined();
  });

  it.each([
    ['ipv4', '32.1.13.184'],
    ['ipv6', '2001:db8::1'],
  ] as const)('without a family have the service’s: %s', (family, address) => {
    const wire = { ...observed({ ...server, address: '2001:db8::1' }), family: undefined };
    expect(readDestination(wire, family).address).toBe(address);
  });

  it('with a family have their own, whatever the service’s', () => {
    expect(readDestination(observed({ ...server, address: '2001:db8::1' }), 'ipv4').address).toBe('2001:db8::1');
  });

  it.each<[string, Partial<attributes.WireObservedDestination>]>([
    ['forwarding method', { forwarding: 5 }],
    ['tunnel type', { forwarding: 2, tunnelType: 9 }],
  ])('read with an unknown %s throw ProtocolError', (what, change) => {
    const read = () => readDestination({ ...observed(server), ...change }, 'ipv4');
    expect(read).toThrow(ProtocolError);
    expect(read).toThrow(`${what}`);
  });
});
