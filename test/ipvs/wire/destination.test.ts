import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompleteDestination } from '../../../src/ipvs/defaults.ts';
import type { AddressFamily, Destination, ForwardingMethod, Tunnel } from '../../../src/ipvs/model.ts';
import { destination, destinationKey, observedDestination } from '../../../src/ipvs/wire/destination.ts';
import { ProtocolError } from '../../../src/netlink/errors.ts';
import { attribute, u16be, u16le, u32le } from '../../netlink/fake-kernel.ts';
import * as arbitrary from '../arbitrary.ts';
import { dissect, payloadOf, readPayload } from './wire.ts';

const server: CompleteDestination = {
  address: '10.0.0.2',
  port: 80,
  forwarding: 'masquerade',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
};
const counters = { activeConnections: 1, inactiveConnections: 0xffffffff, persistentConnections: 3 };
const counterAttributes = [attribute(7, u32le(1)), attribute(8, u32le(0xffffffff)), attribute(9, u32le(3))];

/** Attributes of a tunnel: type, port and flags. */
const tunnelAttributes = (type: number, port?: number, flags?: number): Buffer[] => [
  attribute(13, Uint8Array.of(type)),
  ...(port === undefined ? [] : [attribute(14, u16be(port))]),
  ...(flags === undefined ? [] : [attribute(15, u16le(flags))]),
];

/** Reads a server that was written, with the kernel's counters; later attributes override earlier ones. */
const readBack = (value: Destination, more: readonly Buffer[] = [], family: AddressFamily = 'ipv4') =>
  readPayload(
    observedDestination(family),
    Buffer.concat([payloadOf(destination, value), ...counterAttributes, ...more]),
  );

describe('A real server', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(arbitrary.destination, (value) => {
        expect(readBack(value)).toEqual({ ...value, ...counters });
      }),
      { numRuns: 300 },
    );
  });

  it('is named by its key alone as by the whole', () => {
    fc.assert(
      fc.property(arbitrary.destination, (value) => {
        expect(dissect(payloadOf(destination, value))).toMatchObject(dissect(payloadOf(destinationKey, value)));
      }),
    );
  });

  it.each<[ForwardingMethod, number]>([
    ['masquerade', 0],
    ['local', 1],
    ['tunnel', 2],
    ['direct', 3],
    ['bypass', 4],
  ])('forwarded by %s has the number %i, under any flags that the kernel adds', (forwarding, number) => {
    const value = { ...server, forwarding };
    expect(dissect(payloadOf(destination, value))).toMatchObject({ 3: u32le(number).toString('hex') });
    expect(readBack(server, [attribute(3, u32le((number | 0xfffffff8) >>> 0))]).forwarding).toBe(forwarding);
  });

  it.each<[Tunnel, string, string, string]>([
    [{ type: 'gue', port: 6080, checksum: 'none' }, '01', '17c0', '0000'],
    [{ type: 'gue', port: 6080, checksum: 'checksum' }, '01', '17c0', '0100'],
    [{ type: 'gue', port: 6080, checksum: 'remote-checksum' }, '01', '17c0', '0200'],
    [{ type: 'gre', port: 0, checksum: 'checksum' }, '02', '0000', '0100'],
    [{ type: 'ipip', port: 0, checksum: 'none' }, '00', '0000', '0000'],
  ])('writes the tunnel %j', (tunnel, type, port, flags) => {
    const value: Destination = { ...server, forwarding: 'tunnel', tunnel };
    expect(dissect(payloadOf(destination, value))).toMatchObject({ 13: type, 14: port, 15: flags });
  });

  it('without a tunnel writes no attribute of one, so that old kernels take it', () => {
    expect(Object.keys(dissect(payloadOf(destination, server)))).toEqual(['1', '2', '3', '4', '5', '6', '11']);
  });

  it.each<[string, readonly Buffer[], Tunnel | undefined]>([
    ['plain IPIP', tunnelAttributes(0, 0, 0), undefined],
    ['nothing, as of a kernel before 5.3', [], undefined],
    ['both checksum bits', tunnelAttributes(1, 9, 3), { type: 'gue', port: 9, checksum: 'remote-checksum' }],
    [
      'IPIP with checksums, which is not plain',
      tunnelAttributes(0, 0, 1),
      { type: 'ipip', port: 0, checksum: 'checksum' },
    ],
    ['no port and no flags', tunnelAttributes(2), { type: 'gre', port: 0, checksum: 'none' }],
  ])('has the tunnel that the kernel tells by %s', (_name, attributes, tunnel) => {
    expect(readBack({ ...server, forwarding: 'tunnel' }, attributes).tunnel).toEqual(tunnel);
  });

  it.each([-1, 2 ** 31, 1.5, Number.NaN])('refuses the weight %d and names the field', (weight) => {
    expect(() => payloadOf(destination, { ...server, weight })).toThrow(
      new RangeError(`weight is ${weight}: not a whole number from 0 to 2147483647`),
    );
  });

  it('refuses the port of a tunnel that does not fit', () => {
    const tunnel = { type: 'gue', port: 65536, checksum: 'none' } as const;
    expect(() => payloadOf(destination, { ...server, forwarding: 'tunnel', tunnel })).toThrow(
      new RangeError('tunnelPort is 65536: not a whole number from 0 to 65535'),
    );
  });

  it('has no tunnel where forwarding is not by tunnel', () => {
    expect(readBack(server, tunnelAttributes(1, 6080, 1)).tunnel).toBeUndefined();
  });

  it.each([
    ['ipv4', '32.1.13.184'],
    ['ipv6', '2001:db8::1'],
  ] as const)('without a family of its own has the service’s: %s', (family, address) => {
    const [own, ...others] = [11, 1, 2, 3, 4, 5, 6].map((type) => {
      const payload = dissect(payloadOf(destination, { ...server, address: '2001:db8::1' }))[type];
      return attribute(type, Buffer.from(payload ?? '', 'hex'));
    });
    expect(own?.readUInt16LE(2)).toBe(11);
    const old = Buffer.concat([...others, ...counterAttributes]);
    expect(readPayload(observedDestination(family), old).address).toBe(address);
  });

  it('with a family of its own does not have the service’s', () => {
    expect(readBack({ ...server, address: '2001:db8::1' }, [], 'ipv4').address).toBe('2001:db8::1');
  });

  it.each<[string, readonly Buffer[]]>([
    ['forwarding 5', [attribute(3, u32le(5))]],
    ['tunnelType 9', tunnelAttributes(9)],
  ])('with an unknown %s is not read', (what, attributes) => {
    const read = () => readBack({ ...server, forwarding: 'tunnel' }, attributes);
    expect(read).toThrow(new ProtocolError(`${what} is not known`));
  });
});
