/** Random pairs of tables that meet: much of the one is in the other, as it is or changed. */
import fc from 'fast-check';
import type { Table } from '../../../src/ipvs/converge/table.ts';
import { destinationId, serviceId } from '../../../src/ipvs/key.ts';
import type { Destination, Service, ServiceKey } from '../../../src/ipvs/model.ts';
import { destinationAt, ipv4, ipv6, serviceKey, serviceOf } from '../arbitrary.ts';

/** What is at one place in the one table and in the other. */
interface Versions<T> {
  readonly current: T | undefined;
  readonly wanted: T | undefined;
}

const versions = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<Versions<T>> =>
  fc.oneof(
    { weight: 3, arbitrary: one.map((both) => ({ current: both, wanted: both })) },
    { weight: 3, arbitrary: fc.record({ current: one, wanted: one }) },
    { weight: 1, arbitrary: one.map((current) => ({ current, wanted: undefined })) },
    { weight: 1, arbitrary: one.map((wanted) => ({ current: undefined, wanted })) },
  );

/** A netmask says nothing without persistence, and the kernel's own ways of forwarding cannot be asked for. */
const plainService = (key: ServiceKey): fc.Arbitrary<Service> =>
  serviceOf(key).map((service) => (service.persistence === undefined ? { ...service, netmask: undefined } : service));

const configuration: fc.Arbitrary<Destination> = fc
  .tuple(destinationAt(fc.oneof(ipv4, ipv6)), fc.constantFrom(0, 1, 7))
  .map(([one, weight]) => {
    const own = one.forwarding === 'local' || one.forwarding === 'bypass';
    return { ...one, weight, forwarding: own ? 'direct' : one.forwarding };
  });

const place = fc.record({
  address: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '2001:db8::1'),
  port: fc.constantFrom(80, 81),
});

const servers = fc.uniqueArray(fc.record({ place, at: versions(configuration) }), {
  maxLength: 5,
  selector: ({ place: { address, port } }) => `${address} ${port}`,
});

const row = serviceKey.chain((key) => fc.record({ service: versions(plainService(key)), servers }));

export const tablePair: fc.Arbitrary<{ current: Table; wanted: Table }> = fc
  .array(row, { maxLength: 5 })
  .map((rows) => {
    const pair = { current: new Map() as Table, wanted: new Map() as Table };
    for (const { service: versionsOfService, servers: places } of rows) {
      for (const side of ['current', 'wanted'] as const) {
        const service = versionsOfService[side];
        if (service === undefined) continue;
        const destinations = new Map<string, Destination>();
        for (const { place: at, at: versionsOfServer } of places) {
          const destination = versionsOfServer[side];
          if (destination !== undefined) destinations.set(destinationId(at), { ...destination, ...at });
        }
        pair[side].set(serviceId(service.key), { service, destinations });
      }
    }
    return pair;
  });
