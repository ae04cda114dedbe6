import type { IpvsClient } from '../../ipvs/client.ts';
import { serviceId } from '../../ipvs/key.ts';
import type { DestinationSummary, ObservedDestination, ObservedService, ServiceKey } from '../../ipvs/model.ts';
import { readProcTable } from '../../ipvs/proc/table.ts';
import { compareServices, sortDestinations } from '../../ipvs/sort.ts';

/** A real server as it was read: in brief, or with all that the kernel tells. */
export type LiveServer = DestinationSummary & Partial<ObservedDestination>;

/** A virtual service with its real servers at one moment. */
export interface LiveService {
  readonly id: string;
  readonly service: ObservedService;
  /** In ascending order. */
  readonly servers: readonly LiveServer[];
}

/** The table at one moment. */
export interface Reading {
  /** Milliseconds of a clock that nobody sets. */
  readonly at: number;
  /** In ascending order. */
  readonly services: readonly LiveService[];
}

/**
 * Reads the table again and again. Counters of servers cost a dump for each service, so they are read only for services
 * that are looked at. Of the others, one file tells what is not a counter.
 */
export class Reader {
  readonly #client: IpvsClient;
  readonly #key: ServiceKey | undefined;
  /** Place of each service in ascending order. To compare addresses every time would cost more than to read them. */
  #places = new Map<string, number>();

  /** @param key the one service to read; absent for all */
  constructor(client: IpvsClient, key: ServiceKey | undefined) {
    this.#client = client;
    this.#key = key;
  }

  /** @param isLookedAt whether to read the counters of a service's servers, by its id and its place in the listing */
  async read(isLookedAt: (id: string, place: number) => boolean): Promise<Reading> {
    const services = await this.#services();
    const brief = readProcTable();
    const at = performance.now();
    const read: LiveService[] = [];
    for (const [place, service] of services.entries()) {
      const id = serviceId(service.key);
      const summary = isLookedAt(id, place) ? undefined : brief?.serversOf(service.key);
      const servers: LiveServer[] = summary ?? (await this.#client.destinations(service.key, { stats: true }));
      read.push({ id, service, servers: sortDestinations(servers) });
    }
    return { at, services: this.#inOrder(read) };
  }

  async #services(): Promise<ObservedService[]> {
    if (this.#key === undefined) return this.#client.services({ stats: true });
    const service = await this.#client.service(this.#key, { stats: true });
    return service === undefined ? [] : [service];
  }

  #inOrder(services: LiveService[]): LiveService[] {
    if (services.length !== this.#places.size || !services.every(({ id }) => this.#places.has(id))) {
      services.sort((a, b) => compareServices(a.service.key, b.service.key));
      this.#places = new Map(services.map(({ id }, place) => [id, place]));
      return services;
    }
    const placeOf = ({ id }: LiveService): number => this.#places.get(id) ?? 0;
    return services.sort((a, b) => placeOf(a) - placeOf(b));
  }
}
