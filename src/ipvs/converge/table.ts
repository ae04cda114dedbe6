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

/** A row of what the kernel lists. */
export const tableRow = (service: Service, destinations: readonly Destination[]): TableRow => ({
  service,
  destinations: new Map(destinations.map((one) => [destinationId(one), one])),
});

/** Whether the kernel lists exactly what a row says. */
export function isListed(row: TableRow, service: Service, destinations: readonly Destination[]): boolean {
  return (
    sameService(service, row.service) &&
    destinations.length === row.destinations.size &&
    destinations.every((listed) => {
      const wanted = row.destinations.get(destinationId(listed));
      return wanted !== undefined && sameDestination(listed, wanted);
    })
  );
}
