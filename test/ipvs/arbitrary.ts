/** Random values of the model, in the form in which they are read back: addresses canonical, nothing that is a default. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { formatAddress } from '../../src/ipvs/address.ts';
import type { CompleteDestination, CompleteService } from '../../src/ipvs/defaults.ts';
import type { AddressFamily, Daemon, SchedulerFlag, ServiceKey, Tunnel } from '../../src/ipvs/model.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const port = fc.integer({ min: 1, max: 0xffff });
const schedulerFlags: readonly SchedulerFlag[] = ['flag-1', 'flag-2', 'flag-3'];

export const ipv4: fc.Arbitrary<string> = fc
  .uint8Array({ minLength: 4, maxLength: 4 })
  .map((bytes) => formatAddress('ipv4', bytes));

/** Sixteen bytes with more zero groups than chance would give, for `::` to stand for. */
export const ipv6Bytes: fc.Arbitrary<Buffer> = fc
  .array(fc.oneof(fc.constant(0), fc.constant(0xffff), u16), { minLength: 8, maxLength: 8 })
  .map((groups) => Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff])));

export const ipv6: fc.Arbitrary<string> = ipv6Bytes.map((bytes) => formatAddress('ipv6', bytes));

export const serviceKey: fc.Arbitrary<ServiceKey> = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
    address: fc.oneof(ipv4, ipv6),
    port: u16,
  }),
  fc.record({
    fwmark: fc.integer({ min: 1, max: 0xffffffff }),
    family: fc.constantFrom<AddressFamily>('ipv4', 'ipv6'),
  }),
);

/** A netmask that is not the default: any four bytes for IPv4, a prefix length for IPv6. */
function netmask(family: AddressFamily): fc.Arbitrary<string> {
  if (family === 'ipv6') return fc.integer({ min: 1, max: 127 }).map(String);
  return ipv4.filter((mask) => mask !== '255.255.255.255');
}

export interface ServiceLimits {
  readonly schedulers?: fc.Arbitrary<string>;
  readonly persistenceEngines?: fc.Arbitrary<string | undefined>;
  /** The largest persistence timeout: the kernel keeps it in ticks of 32 bits. */
  readonly timeout?: number;
}

const moduleName = fc.stringMatching(/^[a-z][a-z0-9_-]{0,14}$/);

/** Everything of a service but its key. */
export function serviceOf(key: ServiceKey, limits: ServiceLimits = {}): fc.Arbitrary<CompleteService> {
  const { schedulers = moduleName, persistenceEngines = fc.option(moduleName, { nil: undefined }) } = limits;
  const family = 'fwmark' in key ? key.family : key.address.includes(':') ? 'ipv6' : 'ipv4';
  const timeout = fc.integer({ min: 1, max: limits.timeout ?? 0xffffffff });
  return fc.record({
    key: fc.constant(key),
    scheduler: schedulers,
    persistence: fc.option(fc.record({ timeout }), { nil: undefined }),
    netmask: fc.option(netmask(family), { nil: undefined }),
    onePacket: fc.boolean(),
    schedulerFlags: fc.subarray([...schedulerFlags]),
    persistenceEngine: persistenceEngines,
  });
}

export const service: fc.Arbitrary<CompleteService> = serviceKey.chain((key) => serviceOf(key));

/** An encapsulation that is not plain IPIP, which is read as none. */
export const tunnel: fc.Arbitrary<Tunnel> = fc.oneof(
  fc.record({
    type: fc.constant('gue'),
    port,
    checksum: fc.constantFrom('none', 'checksum', 'remote-checksum'),
  }),
  fc.record({ type: fc.constant('gre'), port: fc.constant(0), checksum: fc.constantFrom('none', 'checksum') }),
);

const int32 = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const thresholds = (max: number) =>
  fc
    .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }))
    .map(([a, b]) => ({ upperThreshold: Math.max(a, b), lowerThreshold: Math.min(a, b) }));

const plain = fc.record({
  forwarding: fc.constantFrom('masquerade', 'direct', 'tunnel', 'bypass', 'local'),
  weight: int32,
});
const tunneled = fc.record({ forwarding: fc.constant('tunnel'), weight: int32, tunnel });

export interface DestinationLimits {
  /** Its family is not the service's, which only tunnels can. */
  readonly across?: boolean;
  /** The largest threshold. */
  readonly threshold?: number;
}

/** A real server at one of these addresses. */
export function destinationAt(
  addresses: fc.Arbitrary<string>,
  { across = false, threshold = 0xffffffff }: DestinationLimits = {},
): fc.Arbitrary<CompleteDestination> {
  return fc
    .tuple(addresses, port, across ? tunneled : fc.oneof(plain, tunneled), thresholds(threshold))
    .map(([address, at, how, limits]) => ({ address, port: at, ...how, ...limits }));
}

export const destination: fc.Arbitrary<CompleteDestination> = destinationAt(fc.oneof(ipv4, ipv6));

export const daemon: fc.Arbitrary<Daemon> = fc.record(
  {
    state: fc.constantFrom('master', 'backup'),
    interface: fc.stringMatching(/^[a-z][a-z0-9.]{0,14}$/),
    syncId: fc.integer({ min: 0, max: 255 }),
    syncMaxLength: u16,
    group: fc.oneof(ipv4, ipv6),
    port: u16,
    ttl: fc.integer({ min: 0, max: 255 }),
  },
  { requiredKeys: ['state', 'interface', 'syncId'] },
);
