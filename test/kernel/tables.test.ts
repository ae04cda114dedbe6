/**
 * Random tables and random histories on the real kernel. A failure prints its seed; IPVS_TEST_SEED runs it again, and
 * IPVS_TEST_RUNS sets how many are tried.
 */
import process from 'node:process';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IpvsClient } from '../../src/ipvs/client.ts';
import { completeDestination } from '../../src/ipvs/defaults.ts';
import { serviceFamily } from '../../src/ipvs/key.ts';
import type { Destination, Operation, Service, ServiceKey } from '../../src/ipvs/model.ts';
import { destinationAt, serviceKey, serviceOf } from '../ipvs/arbitrary.ts';
import {
  codes,
  feasible,
  idle,
  largestThreshold,
  observed,
  sortedDestinations,
  sortedServices,
  useClients,
} from './kernel.ts';

const { IPVS_TEST_SEED, IPVS_TEST_RUNS } = process.env;
const parameters = {
  numRuns: Number(IPVS_TEST_RUNS ?? 60),
  ...(IPVS_TEST_SEED === undefined ? {} : { seed: Number(IPVS_TEST_SEED) }),
};

/** The kernel keeps persistence in ticks of 32 bits, at most 1,000 a second. */
const MAX_PERSISTENCE = Math.floor(0xffffffff / 1000);

const clients = useClients();
const probe: ServiceKey = { protocol: 'tcp', address: '192.0.2.1', port: 80 };
const probe6: ServiceKey = { protocol: 'tcp', address: '2001:db8::1', port: 80 };
let schedulers: string[] = [];
let engines: (string | undefined)[] = [];
let hasIPv6 = false;
let threshold = 0;

beforeAll(async () => {
  const all = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq', 'fo', 'ovf', 'mh', 'twos'];
  const known = await feasible(
    clients.client,
    all.map((scheduler) => ({ key: probe, scheduler })),
  );
  schedulers = known.map(({ scheduler }) => scheduler);
  const sip: Service = { key: probe, scheduler: 'rr', persistenceEngine: 'sip' };
  engines = (await feasible(clients.client, [{ key: probe, scheduler: 'rr' }, sip])).map(
    (one) => one.persistenceEngine,
  );
  hasIPv6 = (await feasible(clients.client, [{ key: probe6, scheduler: 'rr' }])).length > 0;
  threshold = await largestThreshold(clients.client);
});

const byte = fc.integer({ min: 0, max: 255 });
/** Addresses that are unicast and none of this host's. */
const server4 = fc.tuple(byte, byte, byte).map((rest) => `10.${rest.join('.')}`);
const server6 = fc.integer({ min: 1, max: 0xffff }).map((last) => `2001:db8::${last.toString(16)}`);

const keyArbitrary = (): fc.Arbitrary<ServiceKey> =>
  serviceKey.filter((key) => hasIPv6 || serviceFamily(key) === 'ipv4');

const serviceArbitrary = (key: ServiceKey): fc.Arbitrary<Service> =>
  serviceOf(key, {
    schedulers: fc.constantFrom(...schedulers),
    persistenceEngines: fc.constantFrom(...engines),
    timeout: MAX_PERSISTENCE,
  });

function destinationArbitrary(key: ServiceKey): fc.Arbitrary<Destination> {
  if (!hasIPv6) return destinationAt(server4, { threshold });
  const four = serviceFamily(key) === 'ipv4';
  return fc.oneof(
    destinationAt(four ? server4 : server6, { threshold }),
    destinationAt(four ? server6 : server4, { threshold, across: true }),
  );
}

interface Table {
  readonly service: Service;
  readonly destinations: readonly Destination[];
}

const name = (value: object): string => JSON.stringify(value);
const nameOfServer = ({ address, port }: Destination | { address: string; port: number }): string =>
  `${address} ${port}`;

const tables = (): fc.Arbitrary<Table[]> =>
  fc.uniqueArray(keyArbitrary(), { maxLength: 8, selector: name }).chain((keys) =>
    fc.tuple(
      ...keys.map((key) =>
        fc.record({
          service: serviceArbitrary(key),
          destinations: fc.uniqueArray(destinationArbitrary(key), { maxLength: 6, selector: nameOfServer }),
        }),
      ),
    ),
  );

async function expectTable(client: IpvsClient, table: readonly Table[]): Promise<void> {
  const services = table.map(({ service }) => observed(service));
  expect(sortedServices(await client.services())).toEqual(sortedServices(services));
  for (const { service, destinations } of table) {
    const expected = destinations.map((destination) => ({ ...completeDestination(destination), ...idle }));
    expect(sortedDestinations(await client.destinations(service.key))).toEqual(sortedDestinations(expected));
  }
}

describe('random tables', () => {
  it('are read back as they were applied', async () => {
    await fc.assert(
      fc.asyncProperty(tables(), async (table) => {
        const operations = table.flatMap(({ service, destinations }): Operation[] => [
          { type: 'add-service', service },
          ...destinations.map(
            (destination): Operation => ({
              type: 'add-destination',
              key: service.key,
              destination,
            }),
          ),
        ]);
        expect(codes(await clients.client.changeAll([{ type: 'flush' }, ...operations]))).toEqual([]);
        await expectTable(clients.client, table);
      }),
      parameters,
    );
  });
});

/** What a table ought to be after some operations, and what the kernel ought to answer to each. */
class Model {
  readonly #services = new Map<string, { service: Service; destinations: Map<string, Destination> }>();

  apply(operation: Operation): string | undefined {
    switch (operation.type) {
      case 'flush':
        this.#services.clear();
        return undefined;
      case 'add-service':
        if (this.#services.has(name(operation.service.key))) return 'EEXIST';
        this.#services.set(name(operation.service.key), { service: operation.service, destinations: new Map() });
        return undefined;
      case 'edit-service': {
        const entry = this.#services.get(name(operation.service.key));
        if (entry === undefined) return 'ESRCH';
        entry.service = operation.service;
        return undefined;
      }
      case 'delete-service':
        return this.#services.delete(name(operation.key)) ? undefined : 'ESRCH';
      case 'zero':
        return operation.key === undefined || this.#services.has(name(operation.key)) ? undefined : 'ESRCH';
      case 'add-destination':
      case 'edit-destination':
      case 'delete-destination':
        return this.#applyToServer(operation);
      default:
        throw new Error(`${operation.type} is no change of the table`);
    }
  }

  #applyToServer(
    operation: Extract<Operation, { type: 'add-destination' | 'edit-destination' | 'delete-destination' }>,
  ): string | undefined {
    const destinations = this.#services.get(name(operation.key))?.destinations;
    if (destinations === undefined) return 'ESRCH';
    const server = nameOfServer(operation.destination);
    if (operation.type === 'add-destination' && destinations.has(server)) return 'EEXIST';
    if (operation.type !== 'add-destination' && !destinations.has(server)) return 'ENOENT';
    if (operation.type === 'delete-destination') destinations.delete(server);
    else destinations.set(server, operation.destination);
    return undefined;
  }

  table(): Table[] {
    return Array.from(this.#services.values(), ({ service, destinations }) => ({
      service,
      destinations: [...destinations.values()],
    }));
  }
}

/** Operations on few services and few servers, so that they meet. */
function operationArbitrary(): fc.Arbitrary<Operation> {
  const keys: ServiceKey[] = [probe, { ...probe, protocol: 'udp' }, { fwmark: 4294967295, family: 'ipv4' }];
  if (hasIPv6) keys.push(probe6, { fwmark: 4294967295, family: 'ipv6' });
  const key = fc.constantFrom(...keys);
  const service = key.chain(serviceArbitrary);
  const toServer = key.chain((to) =>
    fc.record({
      key: fc.constant(to),
      destination: fc.tuple(destinationArbitrary(to), fc.integer({ min: 1, max: 3 })).map(([destination, last]) => ({
        ...destination,
        address: destination.address.includes(':') ? `2001:db8::${last}` : `10.0.0.${last}`,
        port: 80,
      })),
    }),
  );
  return fc.oneof(
    { weight: 4, arbitrary: service.map((one): Operation => ({ type: 'add-service', service: one })) },
    { weight: 2, arbitrary: service.map((one): Operation => ({ type: 'edit-service', service: one })) },
    { weight: 2, arbitrary: key.map((one): Operation => ({ type: 'delete-service', key: one })) },
    { weight: 6, arbitrary: toServer.map((one): Operation => ({ type: 'add-destination', ...one })) },
    { weight: 3, arbitrary: toServer.map((one): Operation => ({ type: 'edit-destination', ...one })) },
    { weight: 3, arbitrary: toServer.map((one): Operation => ({ type: 'delete-destination', ...one })) },
    { weight: 1, arbitrary: key.map((one): Operation => ({ type: 'zero', key: one })) },
    { weight: 1, arbitrary: fc.constant<Operation>({ type: 'flush' }) },
  );
}

describe('random histories', () => {
  it('by one client are seen by another after every batch, errors and all', async () => {
    const batches = fc.array(fc.array(operationArbitrary(), { minLength: 1, maxLength: 12 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        const model = new Model();
        await clients.client.change({ type: 'flush' });
        for (const operations of history) {
          const expected = operations.flatMap((operation, index): [number, string][] => {
            const code = model.apply(operation);
            return code === undefined ? [] : [[index, code]];
          });
          expect(codes(await clients.client.changeAll(operations))).toEqual(expected);
          await expectTable(clients.other, model.table());
        }
      }),
      parameters,
    );
  });

  it('under way do not disturb a listing by another client, nor its end', async () => {
    const services = Array.from(
      { length: 1500 },
      (_, index): Service => ({
        key: { ...probe, port: index + 1 },
        scheduler: 'rr',
      }),
    );
    let changing = true;
    const changes = clients.client
      .changeAll(services.map((service): Operation => ({ type: 'add-service', service })))
      .finally(() => {
        changing = false;
      });
    let listings = 0;
    for (; changing; listings++) {
      for (const { scheduler, key } of await clients.other.services()) {
        expect(scheduler).toBe('rr');
        expect(key).toMatchObject({ protocol: 'tcp', address: probe.address });
      }
    }
    expect(await changes).toEqual(new Map());
    expect(listings).toBeGreaterThan(0);
    expect((await clients.other.services()).length).toBe(services.length);
  });

  it('by calls of one client at the same time run in the order of the calls', async () => {
    const { client } = clients;
    const results = await Promise.all([
      client.change({ type: 'add-service', service: { key: probe, scheduler: 'rr' } }),
      client.services(),
      client.change({ type: 'delete-service', key: probe }),
      client.services(),
      client.service(probe),
    ]);
    expect(results).toEqual([undefined, [observed({ key: probe, scheduler: 'rr' })], undefined, [], undefined]);
  });
});
