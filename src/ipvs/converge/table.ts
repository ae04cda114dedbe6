import type { Destination, DestinationKey, Service, ServiceKey, Tunnel } from '../model.ts';
import { serviceFamily } from '../wire/service.ts';

/** A virtual service with its real servers, by `destinationName`. */
export interface TableRow {
  readonly service: Service;
  readonly destinations: Map<string, Destination>;
}

/** Virtual services by `serviceName`, in the order in which they came. */
export type Table = Map<string, TableRow>;

/** A row as it is made of what the kernel lists. */
export const tableRow = (service: Service, destinations: readonly Destination[]): TableRow => ({
  service,
  destinations: new Map(destinations.map((one) => [destinationName(one), one])),
});

/** Whether the kernel lists exactly what is wanted. */
export function isListed(wanted: TableRow, service: Service, destinations: readonly Destination[]): boolean {
  return (
    sameService(service, wanted.service) &&
    destinations.length === wanted.destinations.size &&
    destinations.every((listed) => {
      const one = wanted.destinations.get(destinationName(listed));
      return one !== undefined && sameDestination(listed, one);
    })
  );
}

const PLAIN_TUNNEL: Tunnel = { type: 'ipip', port: 0, checksum: 'none' };

/** Text that is the same for the same virtual service, and for no other. */
export function serviceName(key: ServiceKey): string {
  return 'fwmark' in key ? `${key.fwmark} ${key.family}` : `${key.protocol} ${key.address} ${key.port}`;
}

/** Whether two keys name the same virtual service, written in the same way. */
export function sameKey(a: ServiceKey, b: ServiceKey): boolean {
  if ('fwmark' in a || 'fwmark' in b) {
    return 'fwmark' in a && 'fwmark' in b && a.fwmark === b.fwmark && a.family === b.family;
  }
  return a.address === b.address && a.port === b.port && a.protocol === b.protocol;
}

/** Text that is the same for the same real server of a service, and for no other. */
export const destinationName = ({ address, port }: DestinationKey): string => `${address} ${port}`;

/** Whether two configurations of a virtual service are the same to the kernel. */
export function sameService(a: Service, b: Service): boolean {
  return (
    a.scheduler === b.scheduler &&
    a.persistence?.timeout === b.persistence?.timeout &&
    netmaskOf(a) === netmaskOf(b) &&
    (a.onePacket ?? false) === (b.onePacket ?? false) &&
    flagsOf(a) === flagsOf(b) &&
    (a.persistenceEngine || undefined) === (b.persistenceEngine || undefined)
  );
}

/** A netmask groups the clients of persistence, and says nothing without. */
function netmaskOf({ key, persistence, netmask }: Service): string | undefined {
  if (persistence === undefined || netmask === undefined) return undefined;
  // A prefix length may have leading zeros.
  const written = serviceFamily(key) === 'ipv4' ? netmask : String(Number(netmask));
  return written === '255.255.255.255' || written === '128' ? undefined : written;
}

const flagsOf = ({ schedulerFlags = [] }: Service): string => [...new Set(schedulerFlags)].sort().join();

/**
 * Whether a real server as the kernel lists it is as it was asked for. One on an address of this host is forwarded to as
 * `local`, whatever was asked for but masquerading.
 */
export function sameDestination(listed: Destination, wanted: Destination): boolean {
  const local = listed.forwarding === 'local' && wanted.forwarding !== 'masquerade';
  return (
    (local || (listed.forwarding === wanted.forwarding && tunnelOf(listed) === tunnelOf(wanted))) &&
    listed.weight === wanted.weight &&
    listed.upperThreshold === wanted.upperThreshold &&
    listed.lowerThreshold === wanted.lowerThreshold
  );
}

/** An encapsulation says nothing unless there is a tunnel, and its port nothing unless that is of GUE. */
function tunnelOf({ forwarding, tunnel = PLAIN_TUNNEL }: Destination): string {
  const { type, port, checksum } = forwarding === 'tunnel' ? tunnel : PLAIN_TUNNEL;
  return `${type} ${type === 'gue' ? port : 0} ${checksum}`;
}
