import type { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Daemon, Destination, Operation, ServiceKey } from '../../../src/ipvs/model.ts';
import { checkOperation, encodeOperation } from '../../../src/ipvs/wire/encode.ts';
import { KeyCache } from '../../../src/ipvs/wire/key-cache.ts';
import { Writer } from '../../../src/netlink/writer.ts';
import { dissect } from './wire.ts';

function encoded(operation: Operation, keys = new KeyCache()): { command: number; body: Buffer } {
  const { command, body } = encodeOperation(operation, keys);
  const writer = new Writer(4);
  body(writer);
  return { command, body: writer.bytes() };
}

const http: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const dns: ServiceKey = { protocol: 'udp', address: '2001:db8::1', port: 53 };
const mark: ServiceKey = { fwmark: 4294967295, family: 'ipv6' };
const masqueraded: Destination = {
  address: '10.0.0.2',
  port: 8080,
  forwarding: 'masquerade',
  weight: 5,
  upperThreshold: 9,
  lowerThreshold: 3,
};
const tunneled: Destination = {
  address: '2001:db8::3',
  port: 80,
  forwarding: 'tunnel',
  weight: 2147483647,
  upperThreshold: 0,
  lowerThreshold: 0,
  tunnel: { type: 'gue', port: 6080, checksum: 'checksum' },
};
const backup: Daemon = { state: 'backup', interface: 'lo', syncId: 7, group: 'ff02::1', port: 8849, ttl: 2 };

/** `union nf_inet_addr` of 10.0.0.n. */
const ten = (last: number): string => `0a0000${last.toString(16).padStart(2, '0')}${'00'.repeat(12)}`;
const httpKey = { '1/1': '0200', '1/2': '0600', '1/3': ten(1), '1/4': '0050' };

describe('encodeOperation', () => {
  // What ipvsadm 1.31 sends for the same change, as strace -xx shows it.
  it.each<[string, Operation, number, readonly string[]]>([
    [
      '-A -t 10.0.0.1:80 -s rr',
      { type: 'add-service', service: { key: http, scheduler: 'rr' } },
      1,
      [
        '54000180', // IPVS_CMD_ATTR_SERVICE, nested
        '0600010002000000', // AF
        '0600020006000000', // PROTOCOL
        '140003000a000001000000000000000000000000', // ADDR
        '0600040000500000', // PORT, big-endian
        '0700060072720000', // SCHED_NAME
        '0c00070000000000ffffffff', // FLAGS with mask
        '0800080000000000', // TIMEOUT
        '08000900ffffffff', // NETMASK
      ],
    ],
    [
      '-A -u [2001:db8::1]:53 -s sh -p 300 -M 64 -o -b sh-port',
      {
        type: 'add-service',
        service: {
          key: dns,
          scheduler: 'sh',
          persistence: { timeout: 300 },
          netmask: '64',
          onePacket: true,
          schedulerFlags: ['flag-2'],
        },
      },
      1,
      [
        '54000180',
        '060001000a000000',
        '0600020011000000',
        '1400030020010db8000000000000000000000001',
        '0600040000350000',
        '0700060073680000',
        '0c00070015000000ffffffff',
        '080008002c010000',
        '0800090040000000',
      ],
    ],
    [
      '--set 900 0 300',
      { type: 'set-timeouts', timeouts: { tcp: 900, tcpFin: 0, udp: 300 } },
      12,
      ['0800040084030000', '0800050000000000', '080006002c010000'],
    ],
    ['-Z', { type: 'zero' }, 16, []],
    ['-C', { type: 'flush' }, 17, []],
  ])('writes the bytes of ipvsadm %s', (_words, operation, command, parts) => {
    const { command: number, body } = encoded(operation);
    expect(number).toBe(command);
    expect(body.toString('hex')).toBe(parts.join(''));
  });

  // Where ipvsadm 1.31 sends more of a service than names it, or another order, by number of attribute.
  it.each<[Operation['type'], Operation, number, Record<string, string>]>([
    ['delete-service', { type: 'delete-service', key: http }, 3, httpKey],
    ['delete-service', { type: 'delete-service', key: mark }, 3, { '1/1': '0a00', '1/5': 'ffffffff' }],
    ['zero', { type: 'zero', key: http }, 16, httpKey],
    [
      'edit-service',
      { type: 'edit-service', service: { key: mark, scheduler: 'wlc', persistenceEngine: 'sip' } },
      2,
      {
        '1/1': '0a00',
        '1/5': 'ffffffff',
        '1/6': '776c6300',
        '1/7': '00000000ffffffff',
        '1/8': '00000000',
        '1/9': '80000000',
        '1/11': '73697000',
      },
    ],
    [
      'add-destination',
      { type: 'add-destination', key: http, destination: masqueraded },
      5,
      {
        ...httpKey,
        '2/11': '0200',
        '2/1': ten(2),
        '2/2': '1f90',
        '2/3': '00000000',
        '2/4': '05000000',
        '2/5': '09000000',
        '2/6': '03000000',
      },
    ],
    [
      'edit-destination',
      { type: 'edit-destination', key: http, destination: tunneled },
      6,
      {
        ...httpKey,
        '2/11': '0a00',
        '2/1': '20010db8000000000000000000000003',
        '2/2': '0050',
        '2/3': '02000000',
        '2/4': 'ffffff7f',
        '2/5': '00000000',
        '2/6': '00000000',
        '2/13': '01',
        '2/14': '17c0',
        '2/15': '0100',
      },
    ],
    [
      'delete-destination',
      { type: 'delete-destination', key: http, destination: { address: '10.0.0.2', port: 8080 } },
      7,
      { ...httpKey, '2/11': '0200', '2/1': ten(2), '2/2': '1f90' },
    ],
    [
      'start-daemon',
      { type: 'start-daemon', daemon: backup },
      9,
      {
        '3/1': '02000000',
        '3/2': '6c6f00',
        '3/3': '07000000',
        '3/6': 'ff020000000000000000000000000001',
        // Host order, unlike every other port.
        '3/7': '9122',
        '3/8': '02',
      },
    ],
    ['stop-daemon', { type: 'stop-daemon', state: 'master' }, 10, { '3/1': '01000000' }],
  ])('writes %s', (_type, operation, command, attributes) => {
    const { command: number, body } = encoded(operation);
    expect(number).toBe(command);
    expect(dissect(body)).toEqual(attributes);
  });

  it.each<[string, Operation]>([
    ['a service', { type: 'delete-service', key: { ...http, address: 'example.org' } }],
    ['a real server', { type: 'add-destination', key: http, destination: { ...masqueraded, address: '10.0.0' } }],
    ['a netmask', { type: 'add-service', service: { key: http, scheduler: 'rr', netmask: '24' } }],
    ['a multicast group', { type: 'start-daemon', daemon: { ...backup, group: 'all' } }],
  ])('refuses %s that is not an address', (_name, operation) => {
    expect(() => checkOperation(operation)).toThrow(TypeError);
  });

  it('refuses a number that does not fit', () => {
    const timeouts = { tcp: 1, tcpFin: 2 ** 32, udp: 0 };
    expect(() => checkOperation({ type: 'set-timeouts', timeouts })).toThrow(
      new RangeError('tcpFin is 4294967296: not a whole number from 0 to 4294967295'),
    );
  });

  it.each<[string, ServiceKey]>([
    ['another port', { ...http, port: 81 }],
    ['another protocol', { ...http, protocol: 'udp' }],
    ['another address', { ...http, address: '10.0.0.9' }],
    ['a mark', mark],
  ])('encodes a key again that the caller has given %s since', (_name, other) => {
    const keys = new KeyCache();
    const key = { ...http };
    const operation = { type: 'delete-destination', key, destination: masqueraded } as const;
    encoded(operation, keys);
    expect(encoded({ ...operation, key: Object.assign(key, other) }, keys)).toEqual(
      encoded({ ...operation, key: { ...http, ...other } }),
    );
    expect(dissect(encoded(operation, keys).body)).not.toMatchObject(httpKey);
  });
});
