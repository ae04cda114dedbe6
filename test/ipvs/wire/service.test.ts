import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceFamily } from '../../../src/ipvs/key.ts';
import type { Service, ServiceKey } from '../../../src/ipvs/model.ts';
import * as attributes from '../../../src/ipvs/wire/attributes.ts';
import { readService, writeService, writeServiceKey } from '../../../src/ipvs/wire/service.ts';
import { ProtocolError } from '../../../src/netlink/errors.ts';
import { Writer } from '../../../src/netlink/writer.ts';
import { service, serviceKey } from '../arbitrary.ts';
import { overTheWire } from './wire.ts';

const http: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const minimal: Service = { key: http, scheduler: 'rr' };
const wire = writeService(minimal);

describe('services', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(service, (value) => {
        expect(readService(overTheWire(attributes.service, writeService(value)))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('are named by the key alone as by the whole service', () => {
    fc.assert(
      fc.property(service, (value) => {
        expect(writeService(value)).toMatchObject(writeServiceKey(value.key));
      }),
    );
  });

  it('without options have the kernel’s defaults', () => {
    expect(wire).toMatchObject({ flags: { value: 0, mask: 0xffffffff }, timeout: 0, persistenceEngine: undefined });
    expect(Buffer.from(wire.netmask).toString('hex')).toBe('ffffffff');
    const six = writeService({ key: { fwmark: 1, family: 'ipv6' }, scheduler: 'rr' });
    expect(Buffer.from(six.netmask).toString('hex')).toBe('80000000');
  });

  it.each<[string, Partial<Service>, number]>([
    ['persistence', { persistence: { timeout: 1 } }, 0x01],
    ['one-packet', { onePacket: true }, 0x04],
    ['flag-1', { schedulerFlags: ['flag-1'] }, 0x08],
    ['flag-2', { schedulerFlags: ['flag-2'] }, 0x10],
    ['flag-3', { schedulerFlags: ['flag-3'] }, 0x20],
    ['all', { persistence: { timeout: 1 }, onePacket: true, schedulerFlags: ['flag-3', 'flag-2', 'flag-1'] }, 0x3d],
  ])('%s has its flag', (_name, options, flags) => {
    expect(writeService({ ...minimal, ...options }).flags).toEqual({ value: flags, mask: 0xffffffff });
  });

  it('read flags of the kernel’s own as nothing', () => {
    expect(readService({ ...wire, flags: { value: 0xffffffc2, mask: 0xffffffff } })).toMatchObject({
      persistence: undefined,
      onePacket: false,
      schedulerFlags: [],
    });
  });

  it('read a mark above 2^31 unsigned', () => {
    const marked = writeService({ key: { fwmark: 0xffffffff, family: 'ipv4' }, scheduler: 'rr' });
    expect(readService(overTheWire(attributes.service, marked)).key).toEqual({ fwmark: 4294967295, family: 'ipv4' });
  });

  it('read the default netmask, and an empty engine, as absent', () => {
    expect(readService({ ...wire, persistenceEngine: '' })).toMatchObject({
      netmask: undefined,
      persistenceEngine: undefined,
    });
  });

  it('know the family of their address', () => {
    fc.assert(
      fc.property(serviceKey, (key) => {
        const expected = 'fwmark' in key ? key.family : key.address.includes(':') ? 'ipv6' : 'ipv4';
        expect(serviceFamily(key)).toBe(expected);
        expect(writeServiceKey(key).family).toBe(expected === 'ipv4' ? 2 : 10);
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
  ])('of %s refuse the netmask %j', (address, netmask) => {
    expect(() => writeService({ key: { ...http, address }, scheduler: 'rr', netmask })).toThrow(TypeError);
  });

  it('refuse an address that is none', () => {
    expect(() => writeServiceKey({ ...http, address: 'example.org' })).toThrow(TypeError);
  });

  it.each<[string, Partial<attributes.WireService>]>([
    ['no protocol', { protocol: undefined }],
    ['no address', { address: undefined }],
    ['no port', { port: undefined }],
    ['a protocol IPVS does not balance', { protocol: 1 }],
  ])('read with %s throw ProtocolError', (_name, change) => {
    expect(() => readService({ ...wire, ...change })).toThrow(ProtocolError);
  });

  it('read from changed bytes are services or a ProtocolError', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(service, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        const writer = new Writer();
        attributes.service.encode(writer, writeService(value));
        const payload = writer.bytes();
        for (const [at, byte] of changes) payload[at % payload.length] = byte;
        try {
          readService(attributes.service.decode(payload, 0, payload.length));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
