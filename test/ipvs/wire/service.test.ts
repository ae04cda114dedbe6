import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompleteService } from '../../../src/ipvs/defaults.ts';
import { serviceFamily } from '../../../src/ipvs/key.ts';
import type { Service, ServiceKey } from '../../../src/ipvs/model.ts';
import { service, serviceKey } from '../../../src/ipvs/wire/service.ts';
import { ProtocolError } from '../../../src/netlink/errors.ts';
import { attribute, u16le, u32le } from '../../netlink/fake-kernel.ts';
import * as arbitrary from '../arbitrary.ts';
import { dissect, overTheWire, payloadOf, readPayload } from './wire.ts';

const http: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const minimal: CompleteService = { key: http, scheduler: 'rr' };

/** Reads the minimal service with other attributes; later ones override earlier ones. */
const readWith = (...attributes: readonly Buffer[]): Service =>
  readPayload(service, Buffer.concat([payloadOf(service, minimal), ...attributes]));

describe('A service', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(arbitrary.service, (value) => {
        expect(overTheWire(service, value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('is named by the key alone as by the whole service', () => {
    fc.assert(
      fc.property(arbitrary.service, (value) => {
        expect(dissect(payloadOf(service, value))).toMatchObject(dissect(payloadOf(serviceKey, value)));
      }),
    );
  });

  it.each<[string, ServiceKey, string]>([
    ['an IPv4 address', http, 'ffffffff'],
    ['an IPv6 mark', { fwmark: 1, family: 'ipv6' }, '80000000'],
  ])('at %s without options has the kernel’s defaults', (_name, key, netmask) => {
    const attributes = dissect(payloadOf(service, { key, scheduler: 'rr' }));
    expect(attributes).toMatchObject({ 7: '00000000ffffffff', 8: '00000000', 9: netmask });
    expect(attributes).not.toHaveProperty('11');
  });

  it.each<[string, Partial<CompleteService>, string]>([
    ['persistence', { persistence: { timeout: 1 } }, '01'],
    ['one-packet', { onePacket: true }, '04'],
    ['flag-1', { schedulerFlags: ['flag-1'] }, '08'],
    ['flag-2', { schedulerFlags: ['flag-2'] }, '10'],
    ['flag-3', { schedulerFlags: ['flag-3'] }, '20'],
    ['all', { persistence: { timeout: 1 }, onePacket: true, schedulerFlags: ['flag-3', 'flag-2', 'flag-1'] }, '3d'],
  ])('with %s has its flag', (_name, options, flags) => {
    expect(dissect(payloadOf(service, { ...minimal, ...options }))).toMatchObject({ 7: `${flags}000000ffffffff` });
  });

  it('is read without flags of the kernel’s own', () => {
    expect(readWith(attribute(7, u32le(0xffffffc2), u32le(0xffffffff)))).toMatchObject({
      persistence: undefined,
      onePacket: false,
      schedulerFlags: [],
    });
  });

  it('is read with a mark above 2^31 unsigned', () => {
    const marked: Service = { key: { fwmark: 0xffffffff, family: 'ipv4' }, scheduler: 'rr' };
    expect(overTheWire(service, marked).key).toEqual({ fwmark: 4294967295, family: 'ipv4' });
  });

  it('is read without the default netmask, and without an empty engine', () => {
    expect(readWith(attribute(11, Buffer.from('\0')))).toMatchObject({
      netmask: undefined,
      persistenceEngine: undefined,
    });
  });

  it('tells the family of its address', () => {
    fc.assert(
      fc.property(arbitrary.serviceKey, (key) => {
        const expected = 'fwmark' in key ? key.family : key.address.includes(':') ? 'ipv6' : 'ipv4';
        expect(serviceFamily(key)).toBe(expected);
        expect(dissect(payloadOf(serviceKey, { key }))).toMatchObject({ 1: expected === 'ipv4' ? '0200' : '0a00' });
      }),
    );
  });

  it.each([
    ['10.0.0.1', '255.255.256.0'],
    ['10.0.0.1', '24'],
    ['10.0.0.1', ''],
    ['2001:db8::1', '255.255.255.0'],
    ['2001:db8::1', 'ffff::'],
    ['2001:db8::1', ''],
    ['2001:db8::1', '-1'],
    ['2001:db8::1', '0x40'],
    ['2001:db8::1', '6.4'],
    ['2001:db8::1', '4294967296'],
  ])('at %s refuses the netmask %j', (address, netmask) => {
    expect(() => payloadOf(service, { key: { ...http, address }, scheduler: 'rr', netmask })).toThrow(TypeError);
  });

  it('refuses an address that is not one', () => {
    expect(() => payloadOf(serviceKey, { key: { ...http, address: 'example.org' } })).toThrow(TypeError);
  });

  it.each<[string, Service]>([
    ['fwmark is 0: not a whole number from 1 to 4294967295', { key: { fwmark: 0, family: 'ipv4' }, scheduler: 'rr' }],
    ['port is 65536: not a whole number from 0 to 65535', { ...minimal, key: { ...http, port: 65536 } }],
    ['timeout is 1.5: not a whole number from 0 to 4294967295', { ...minimal, persistence: { timeout: 1.5 } }],
  ])('refuses a number that does not fit: %s', (message, value) => {
    expect(() => payloadOf(service, value)).toThrow(new RangeError(message));
  });

  it.each([
    ['protocol', 2],
    ['address', 3],
    ['port', 4],
  ])('without a %s is not read', (_name, missing) => {
    const attributes = Object.entries(dissect(payloadOf(service, minimal))).filter(([type]) => type !== `${missing}`);
    const run = attributes.map(([type, payload]) => attribute(Number(type), Buffer.from(payload, 'hex')));
    expect(() => readPayload(service, Buffer.concat(run))).toThrow(
      new ProtocolError('virtual service: neither a firewall mark nor protocol, address and port'),
    );
  });

  it('of a protocol that IPVS does not balance is not read', () => {
    expect(() => readWith(attribute(2, u16le(1)))).toThrow(new ProtocolError('protocol 1 is not known'));
  });

  it('read from changed bytes is a service or a ProtocolError', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(arbitrary.service, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        const payload = payloadOf(service, value);
        for (const [at, byte] of changes) payload[at % payload.length] = byte;
        try {
          readPayload(service, payload);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
