import type { Destination, DestinationKey, Service, ServiceKey, Tunnel } from './model.ts';
import { serviceFamily } from './service.ts';

/** A virtual service with its real servers, by `destinationName`. */
export interface TableRow {
  readonly service: Service;
  readonly destinations: Map<string, Destination>;
}

/** Virtual services by `serviceName`, in the order in which they came. */
export type Table = Map<string, TableRow>;

/** Text that is the same for the same virtual service, and for no other. */
export function serviceName(key: ServiceKey): string {
  return 'fwmark' in key ? `${key.fwmark} ${key.family}` : `${key.protocol} ${key.address} ${key.port}`;
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
    a.persistenceEngine === b.persistenceEngine
  );
}

/** A netmask groups the clients of persistence, and says nothing without. */
function netmaskOf({ key, persistence, netmask }: Service): string | undefined {
  if (persistence === undefined) return undefined;
  return netmask === (serviceFamily(key) === 'ipv4' ? '255.255.255.255' : '128') ? undefined : netmask;
}

const flagsOf = ({ schedulerFlags = [] }: Service): string => [...schedulerFlags].sort().join();

/**
 * Whether a real server as the kernel lists it is as it was asked for. One on an address of this host is forwarded to as
 * `local`, whatever was asked for but masquerading.
 */
export function sameDestination(listed: Destination, wanted: Destination): boolean {
  const local = listed.forwarding === 'local' && wanted.forwarding !== 'masquerade';
  return (
    (local || (listed.forwarding === wanted.forwarding && sameTunnel(listed.tunnel, wanted.tunnel))) &&
    listed.weight === wanted.weight &&
    listed.upperThreshold === wanted.upperThreshold &&
    listed.lowerThreshold === wanted.lowerThreshold
  );
}

const sameTunnel = (a: Tunnel | undefined, b: Tunnel | undefined): boolean =>
  (a?.type ?? 'ipip') === (b?.type ?? 'ipip') &&
  (a?.port ?? 0) === (b?.port ?? 0) &&
  (a?.checksum ?? 'none') === (b?.checksum ?? 'none');
