import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DestinationKey, ServiceKey } from '../../src/ipvs/model.ts';
import { compareDestinations, compareServices, sortDestinations } from '../../src/ipvs/sort.ts';
import { formatServiceKey } from '../../src/rules/write-rules.ts';
import { ipv4, ipv6, serviceKey } from './arbitrary.ts';

const port = fc.constantFrom(0, 80, 443, 8080, 65535);
const address = fc.oneof(
  ipv4,
  ipv6,
  fc.constantFrom('10.0.0.1', '9.0.0.1', '200.0.0.1', '::1', '2001:db8::1', 'fe80::1'),
);
const destination: fc.Arbitrary<DestinationKey> = fc.record({ address, port });
/** Few enough values for equal ones to meet. */
const service: fc.Arbitrary<ServiceKey> = fc.oneof(
  serviceKey,
  fc.record({ protocol: fc.constantFrom('tcp', 'udp', 'sctp'), address, port }),
  fc.record({ fwmark: fc.constantFrom(1, 2, 2147483648, 4294967295), family: fc.constantFrom('ipv4', 'ipv6') }),
);

/** Antisymmetric, transitive, and equal only for the same. */
function expectTotalOrder<T>(values: fc.Arbitrary<T>, compare: (a: T, b: T) => number): void {
  const order = (a: T, b: T): number => Math.sign(compare(a, b));
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      expect(order(a, b) + order(b, a)).toBe(0);
      expect(order(a, a)).toBe(0);
      expect(order(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
}

describe('virtual services', () => {
  it('have a total order', () => expectTotalOrder(service, compareServices));

  it('ascend: addresses before marks, IPv4 before IPv6, TCP, UDP, SCTP, address, port', () => {
    const ascending: ServiceKey[] = [
      { protocol: 'tcp', address: '9.255.255.255', port: 443 },
      { protocol: 'tcp', address: '10.0.0.1', port: 80 },
      { protocol: 'tcp', address: '10.0.0.1', port: 443 },
      { protocol: 'tcp', address: '10.0.0.2', port: 1 },
      { protocol: 'tcp', address: '127.255.255.255', port: 1 },
      { protocol: 'tcp', address: '128.0.0.0', port: 1 },
      { protocol: 'tcp', address: '255.255.255.255', port: 1 },
      { protocol: 'udp', address: '1.0.0.1', port: 80 },
      { protocol: 'sctp', address: '0.0.0.0', port: 80 },
      { protocol: 'tcp', address: '::1', port: 65535 },
      { protocol: 'tcp', address: '2001:db8::1', port: 80 },
      { protocol: 'tcp', address: '2001:db8::1:0', port: 80 },
      { protocol: 'tcp', address: '2001:db8::2:0', port: 79 },
      { protocol: 'tcp', address: 'fe80::1', port: 80 },
      { protocol: 'udp', address: '::', port: 0 },
      { fwmark: 1, family: 'ipv4' },
      { fwmark: 1, family: 'ipv6' },
      { fwmark: 2, family: 'ipv4' },
      { fwmark: 10, family: 'ipv4' },
      { fwmark: 2147483648, family: 'ipv4' },
      { fwmark: 4294967295, family: 'ipv6' },
    ];
    const shuffled = fc.shuffledSubarray(ascending, { minLength: ascending.length });
    fc.assert(
      fc.property(shuffled, (some) => {
        expect(some.toSorted(compareServices).map((key) => formatServiceKey(key))).toEqual(
          ascending.map((key) => formatServiceKey(key)),
        );
      }),
    );
  });
});

describe('real servers', () => {
  it('have a total order', () => expectTotalOrder(destination, compareDestinations));

  it('ascend as numbers do', () => {
    const quads = fc.array(fc.tuple(fc.nat(0xffffffff), port), { minLength: 2 });
    fc.assert(
      fc.property(quads, (some) => {
        const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
        const sorted = some.map(([value, at]) => ({ address: dotted(value), port: at })).sort(compareDestinations);
        const numbers = some.toSorted(([a, p], [b, q]) => a - b || p - q);
        expect(sorted).toEqual(numbers.map(([value, at]) => ({ address: dotted(value), port: at })));
      }),
    );
  });

  it('are sorted from any order, descending and nearly descending ones too', () => {
    const order = fc.constantFrom<(some: DestinationKey[]) => DestinationKey[]>(
      (some) => some,
      (some) => some.toSorted(compareDestinations).reverse(),
      (some) => [...some.toSorted(compareDestinations).reverse(), ...some.slice(0, 1)],
    );
    fc.assert(
      fc.property(fc.array(destination), order, (some, ordered) => {
        expect(sortDestinations(ordered(some))).toEqual(ordered(some).toSorted(compareDestinations));
      }),
    );
  });
});
