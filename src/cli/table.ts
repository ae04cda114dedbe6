import type { IpvsClient, ListOptions } from '../ipvs/client.ts';
import type { ObservedDestination, ObservedService, ServiceKey } from '../ipvs/model.ts';
import { compareDestinations, compareServices } from './sort.ts';

/** A virtual service with its real servers. */
export interface TableEntry {
  readonly service: ObservedService;
  readonly destinations: readonly ObservedDestination[];
}

export interface TableOptions extends ListOptions {
  /** Only this virtual service. */
  readonly key?: ServiceKey | undefined;
  /** Ascending; otherwise in the kernel's order. */
  readonly sorted: boolean;
}

/** Reads the table, or one service of it; `undefined` when the one asked for is not there. */
export async function readTable(client: IpvsClient, options: TableOptions): Promise<TableEntry[] | undefined> {
  const services = await readServices(client, options);
  if (services === undefined) return undefined;
  if (options.sorted) services.sort((a, b) => compareServices(a.key, b.key));
  return Promise.all(
    services.map(async (service) => {
      const destinations = await client.destinations(service.key, options);
      if (options.sorted) destinations.sort(compareDestinations);
      return { service, destinations };
    }),
  );
}

async function readServices(client: IpvsClient, options: TableOptions): Promise<ObservedService[] | undefined> {
  if (options.key === undefined) return client.services(options);
  const service = await client.service(options.key, options);
  return service && [service];
}
