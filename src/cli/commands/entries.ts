import type { IpvsClient, ListOptions } from '../../ipvs/client.ts';
import type { DestinationKey, ObservedDestination, ObservedService, ServiceKey } from '../../ipvs/model.ts';
import { compareDestinations, compareServices } from '../render/sort.ts';

/** A virtual service with its real servers. */
export interface TableEntry<D = ObservedDestination> {
  readonly service: ObservedService;
  readonly destinations: readonly D[];
}

export interface TableOptions extends ListOptions {
  /** Only this virtual service. */
  readonly key?: ServiceKey | undefined;
  /** Ascending; otherwise in the kernel's order. */
  readonly sorted: boolean;
}

/** Real servers of a virtual service. */
type ReadServers<D> = (key: ServiceKey) => D[] | Promise<D[]>;

/** The virtual services, or one of them; `undefined` when the one asked for is not there. */
export async function readServices(client: IpvsClient, options: TableOptions): Promise<ObservedService[] | undefined> {
  if (options.key !== undefined) {
    const service = await client.service(options.key, options);
    return service && [service];
  }
  const services = await client.services(options);
  return options.sorted ? services.sort((a, b) => compareServices(a.key, b.key)) : services;
}

/** Each service with its real servers, read when its turn comes: of a long table nothing is kept that is not asked for. */
export async function* readEntries<D extends DestinationKey>(
  services: readonly ObservedService[],
  { sorted }: Pick<TableOptions, 'sorted'>,
  readServers: ReadServers<D>,
): AsyncGenerator<TableEntry<D>> {
  for (const service of services) {
    const destinations = await readServers(service.key);
    yield { service, destinations: sorted ? destinations.sort(compareDestinations) : destinations };
  }
}
