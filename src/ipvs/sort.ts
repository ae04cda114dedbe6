import { parseIPv4Number, parseIPv6 } from './address.ts';
import type { DestinationKey, Protocol, ServiceKey } from './model.ts';

const PROTOCOL_ORDER: Readonly<Record<Protocol, number>> = { tcp: 0, udp: 1, sctp: 2 };

/**
 * Ascending order of virtual services: addresses before firewall marks, IPv4 before IPv6, TCP, UDP, SCTP, then
 * address and port; marks by number, IPv4 before IPv6.
 */
export function compareServices(a: ServiceKey, b: ServiceKey): number {
  if ('fwmark' in a) {
    return 'fwmark' in b ? a.fwmark - b.fwmark || (a.family < b.family ? -1 : Number(a.family > b.family)) : 1;
  }
  if ('fwmark' in b) return -1;
  return (
    compareFamilies(a.address, b.address) ||
    PROTOCOL_ORDER[a.protocol] - PROTOCOL_ORDER[b.protocol] ||
    compareDestinations(a, b)
  );
}

/** Ascending order of real servers: IPv4 before IPv6, then address and port. */
export function compareDestinations(a: DestinationKey, b: DestinationKey): number {
  return compareFamilies(a.address, b.address) || compareAddresses(a.address, b.address) || a.port - b.port;
}

/**
 * Puts real servers in ascending order. The kernel lists the newest first, so that most are in descending order and
 * only have to be turned around.
 */
export function sortDestinations<D extends DestinationKey>(destinations: D[]): D[] {
  for (let at = 1; at < destinations.length; at++) {
    const [before, after] = [destinations[at - 1], destinations[at]];
    if (before && after && compareDestinations(before, after) < 0) return destinations.sort(compareDestinations);
  }
  return destinations.reverse();
}

const compareFamilies = (a: string, b: string): number => Number(a.includes(':')) - Number(b.includes(':'));

/** Order of two addresses of one family. */
function compareAddresses(a: string, b: string): number {
  if (a === b) return 0;
  const quad = parseIPv4Number(a);
  if (quad !== undefined) return quad - (parseIPv4Number(b) ?? 0);
  const left = parseIPv6(a) ?? [];
  const right = parseIPv6(b) ?? [];
  for (const [index, byte] of left.entries()) {
    const difference = byte - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
