import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { family, wireAddress } from '../../../src/ipvs/wire/address.ts';
import { u16le } from '../../netlink/fake-kernel.ts';
import { payloadOf, readPayload } from './wire.ts';

describe('An address for the kernel', () => {
  it.each([
    ['10.0.0.1', '0a000001000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
  ])('%s is %s', (address, bytes) => {
    expect(Buffer.from(wireAddress(address)).toString('hex')).toBe(bytes);
  });

  it.each(['', 'localhost', '10.0.0', '10.0.0.1:80', '[::1]', 'fe80::1%lo'])('is not made of %j', (address) => {
    expect(() => wireAddress(address)).toThrow(new TypeError(`not an IP address: ${address}`));
  });
});

describe('An address family', () => {
  it.each([
    ['ipv4', 2],
    ['ipv6', 10],
  ] as const)('%s has the number %i of linux/socket.h', (name, number) => {
    expect(payloadOf(family, name)).toEqual(u16le(number));
    expect(readPayload(family, u16le(number))).toBe(name);
  });

  it('is IPv4 under any other number, as in the kernel', () => {
    expect(readPayload(family, u16le(0))).toBe('ipv4');
  });
});
