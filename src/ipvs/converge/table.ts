import { destinationId } from '../key.ts';
import type { Destination, Service } from '../model.ts';
import { sameDestination, sameService } from './same.ts';

/** A virtual service with its real servers, by `destinationId`. */
export interface TableRow {
  readonly service: Service;
  readonly destinations: Map<string, Destination>;
}

/** Virtual services by `serviceId`, in the order in which they came. */
export type Table = Map<string, TableRow>;

/** A row as it is made of what the kernel lists. */
export const tableRow = (service: Service, destinations: readonly Destination[]): TableRow => ({
  service,
  destinations: new Map(destinations.map((one) => [destinationId(one), one])),
});

/** Whether the kernel lists exactly what is wanted. */
export function isListed(wanted: TableRow, service: Service, destinations: readonly Destination[]): boolean {
  return (
    sameService(service, wanted.service) &&
    destinations.length === wanted.destinations.size &&
    destinations.every((listed) => {
      const one = wanted.destinations.get(destinationId(listed));
      return one !== undefined && sameDestination(listed, one);
    })
  );
}
