import { addressFamily } from './address.ts';
import type { AddressFamily, DestinationKey, Protocol, ServerFilter, ServiceKey } from './model.ts';

/** Family of a virtual service's own address: a mark has to say its own. */
export function serviceFamily(key: ServiceKey): AddressFamily {
  return 'fwmark' in key ? key.family : addressFamily(key.address);
}

/** Protocol of a virtual service; a firewall mark is of packets of any. */
export function serviceProtocol(key: ServiceKey): Protocol | undefined {
  return 'fwmark' in key ? undefined : key.protocol;
}

/** Text that is the same for the same virtual service, and for no other. */
export function serviceId(key: ServiceKey): string {
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
export const destinationId = ({ address, port }: DestinationKey): string => `${address} ${port}`;

/** Whether a real server is one of those that are meant; both addresses are written in the same way. */
export const isMeant = (meant: ServerFilter, { address, port }: DestinationKey): boolean =>
  meant.address === address && (meant.port ?? port) === port;
