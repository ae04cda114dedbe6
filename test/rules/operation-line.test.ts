import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceFamily } from '../../src/ipvs/key.ts';
import type { Daemon, DaemonState, Destination, Operation, Service, ServiceKey } from '../../src/ipvs/model.ts';
import { operationLine } from '../../src/rules/operation-line.ts';
import { daemon, destinationAt, ipv4, ipv6, serviceKey, serviceOf } from '../ipvs/arbitrary.ts';
import { operationOf } from './operations.ts';

const MONTH = 31 * 24 * 60 * 60;
const INT_MAX = 0x7fff_ffff;
const seconds = fc.integer({ min: 0, max: MONTH });

/** Services that the language has: it knows no netmask without persistence, and refuses what no kernel could use. */
const service: fc.Arbitrary<Service> = serviceKey
  .chain((key) => serviceOf(key, { timeout: MONTH }))
  .filter(({ key, persistence }) => 'fwmark' in key || key.port !== 0 || persistence !== undefined)
  .map((one) => ({
    ...one,
    netmask: one.persistence === undefined ? undefined : one.netmask,
    onePacket: one.onePacket === true && ('fwmark' in one.key || one.key.protocol === 'udp'),
  }));

/**
 * A real server that the language can add: of its service's family but in tunnels, with its port but when
 * masquerading.
 */
function serverOf(key: ServiceKey): fc.Arbitrary<Destination> {
  const [own, other] = serviceFamily(key) === 'ipv4' ? [ipv4, ipv6] : [ipv6, ipv4];
  return fc
    .oneof(destinationAt(own, { threshold: INT_MAX }), destinationAt(other, { across: true, threshold: INT_MAX }))
    .map((one) => {
      const forwarding = one.forwarding === 'local' || one.forwarding === 'bypass' ? 'direct' : one.forwarding;
      const port = forwarding === 'masquerade' || 'fwmark' in key ? one.port : key.port;
      return { ...one, forwarding, port };
    });
}

const server = serviceKey.chain((key) => fc.record({ key: fc.constant(key), destination: serverOf(key) }));

const between = (min: number, max: number) => fc.integer({ min, max });

/** What the kernel cannot have, the language has not. */
const startable: fc.Arbitrary<Daemon> = fc
  .tuple(daemon, between(1, 65507), fc.constantFrom('224.1.2.3', 'ff02::99'), between(1, 0xffff), between(1, 255))
  .map(([one, syncMaxLength, group, port, ttl]) => {
    const given = { syncMaxLength, group, port, ttl } as const;
    const asked = Object.entries(given).filter(([name]) => name in one);
    return { state: one.state, interface: one.interface, syncId: one.syncId, ...Object.fromEntries(asked) };
  });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  service.map((one): Operation => ({ type: 'add-service', service: one })),
  service.map((one): Operation => ({ type: 'edit-service', service: one })),
  serviceKey.map((key): Operation => ({ type: 'delete-service', key })),
  server.map((one): Operation => ({ type: 'add-destination', ...one })),
  server.map((one): Operation => ({ type: 'edit-destination', ...one })),
  server.map(({ key, destination: { address, port } }): Operation => {
    return { type: 'delete-destination', key, destination: { address, port } };
  }),
  fc.constant<Operation>({ type: 'flush' }),
  fc.constant<Operation>({ type: 'zero' }),
  serviceKey.map((key): Operation => ({ type: 'zero', key })),
  fc
    .record({ tcp: seconds, tcpFin: seconds, udp: seconds })
    .map((timeouts): Operation => ({ type: 'set-timeouts', timeouts })),
  startable.map((one): Operation => ({ type: 'start-daemon', daemon: one })),
  fc.constantFrom<DaemonState>('master', 'backup').map((state): Operation => ({ type: 'stop-daemon', state })),
);

describe('operationLine', () => {
  it('writes a line that is read as the same change', () => {
    fc.assert(
      fc.property(operation, (one) => {
        expect(operationOf(operationLine(one))).toEqual(one);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '-A -t 10.0.0.1:80 -s rr -p 60 -M 255.255.255.0',
    '-E -u [2001:db8::1]:53 -s sh -o -b sh-port',
    '-D -f 7 -6',
    '-a -t 10.0.0.1:80 -r 192.168.0.1:8080 -m -w 5 -x 9 -y 5',
    '-e -f 7 -r 192.168.0.1:0 -i -w 0 --tun-type gue --tun-port 6080 --tun-csum',
    '-d -t [2001:db8::1]:80 -r [2001:db8::9]:80',
    '-C',
    '-Z',
    '-Z -t 10.0.0.1:80',
    '--set 900 0 300',
    '--start-daemon master --mcast-interface eth0 --syncid 0',
    '--start-daemon backup --mcast-interface eth0 --syncid 7 --sync-maxlen 1400 --mcast-group ff02::99 --mcast-port 9000 --mcast-ttl 3',
    '--stop-daemon backup',
  ])('writes %s', (line) => {
    expect(operationLine(operationOf(line))).toBe(line);
  });

  it('names a multicast group in the one way in which the kernel lists it', () => {
    const line = '--start-daemon master --mcast-interface eth0 --syncid 0 --mcast-group';
    expect(operationLine(operationOf(`${line} FF02:0::99`))).toBe(`${line} ff02::99`);
  });
});
