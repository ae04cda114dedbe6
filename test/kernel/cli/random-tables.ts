/** Random tables with every feature that this kernel and both programs have. */
import fc from 'fast-check';
import type { IpvsClient } from '../../../src/ipvs/client.ts';
import { serviceFamily } from '../../../src/ipvs/key.ts';
import type { Destination, Operation, Service, ServiceKey } from '../../../src/ipvs/model.ts';
import { destinationAt, serviceOf } from '../../ipvs/arbitrary.ts';
import { feasible } from '../kernel.ts';

const MONTH = 31 * 24 * 60 * 60;
/** The largest weight and mark that ipvsadm 1.31 reads and writes. */
const [WEIGHT, MARK, THRESHOLD] = [0xffff, 0x7fff_ffff, 0x7fff_ffff];

const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq', 'fo', 'ovf', 'mh'];

const byte = fc.integer({ min: 0, max: 255 });
const port = fc.integer({ min: 0, max: 0xffff });
const address4 = fc.tuple(byte, byte).map(([third, last]) => `10.1.${third}.${last}`);
const address6 = fc.integer({ min: 1, max: 0xffff }).map((last) => `2001:db8::1:${last.toString(16)}`);
const server4 = fc.tuple(byte, byte).map(([third, last]) => `10.2.${third}.${last}`);
const server6 = fc.integer({ min: 1, max: 0xffff }).map((last) => `2001:db8::2:${last.toString(16)}`);

const serviceKey: fc.Arbitrary<ServiceKey> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ protocol: fc.constantFrom('tcp', 'udp', 'sctp'), address: address4, port }) },
  { weight: 2, arbitrary: fc.record({ protocol: fc.constantFrom('tcp', 'udp', 'sctp'), address: address6, port }) },
  {
    weight: 1,
    arbitrary: fc.record({ fwmark: fc.integer({ min: 1, max: MARK }), family: fc.constantFrom('ipv4', 'ipv6') }),
  },
);

/** A service that both languages have: 1.31 has no name for the third flag of those schedulers that name the others. */
const serviceWith = (key: ServiceKey, schedulers: readonly string[]): fc.Arbitrary<Service> =>
  serviceOf(key, {
    schedulers: fc.constantFrom(...schedulers),
    persistenceEngines: fc.constantFrom(undefined, undefined, 'sip'),
    timeout: MONTH,
  }).map((one) => {
    const persistence = one.persistence ?? ('port' in key && key.port === 0 ? { timeout: 360 } : undefined);
    const named = one.scheduler === 'sh' || one.scheduler === 'mh';
    return {
      ...one,
      persistence,
      netmask: persistence === undefined ? undefined : one.netmask,
      onePacket: one.onePacket === true && ('fwmark' in key || key.protocol === 'udp'),
      schedulerFlags: one.schedulerFlags?.filter((flag) => !named || flag !== 'flag-3'),
    };
  });

function serverOf(key: ServiceKey): fc.Arbitrary<Destination> {
  const [own, other] = serviceFamily(key) === 'ipv4' ? [server4, server6] : [server6, server4];
  const limits = { threshold: THRESHOLD };
  return fc
    .oneof(
      { weight: 4, arbitrary: destinationAt(own, limits) },
      { weight: 1, arbitrary: destinationAt(other, { ...limits, across: true }) },
    )
    .map((one) => {
      const forwarding = one.forwarding === 'local' || one.forwarding === 'bypass' ? 'direct' : one.forwarding;
      const keepsPort = forwarding === 'masquerade' || 'fwmark' in key;
      return { ...one, forwarding, port: keepsPort ? one.port : key.port, weight: one.weight % (WEIGHT + 1) };
    });
}

/** What makes a table of some services out of an empty one. */
export async function randomTables(client: IpvsClient, services: number): Promise<fc.Arbitrary<Operation[]>> {
  const probe: ServiceKey = { fwmark: 1, family: 'ipv4' };
  const known = await feasible(
    client,
    SCHEDULERS.map((scheduler) => ({ key: probe, scheduler })),
  );
  const schedulers = known.map(({ scheduler }) => scheduler);
  const rows = serviceKey.chain((key) =>
    fc.record({
      service: serviceWith(key, schedulers),
      servers: fc.uniqueArray(serverOf(key), { maxLength: 6, selector: (one) => `${one.address} ${one.port}` }),
    }),
  );
  return fc
    .uniqueArray(rows, {
      minLength: services,
      maxLength: services,
      selector: ({ service }) => JSON.stringify(service.key),
    })
    .map((all) =>
      all.flatMap(({ service, servers }): Operation[] => [
        { type: 'add-service', service },
        ...servers.map((destination): Operation => ({ type: 'add-destination', key: service.key, destination })),
      ]),
    );
}
