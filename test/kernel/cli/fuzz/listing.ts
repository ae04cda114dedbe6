/** Listings, saved rules and states as text, put into ascending order. */

import type { DestinationKey, Protocol, ServiceKey } from '../../../../src/ipvs/model.ts';
import { compareDestinations, compareServices } from '../../../../src/ipvs/sort.ts';

const SERVICE = /^(?:-A )?(TCP|UDP|SCTP|FWM|-t|-u|--sctp-service|-f) +(\S+)( IPv6| -6)?/;
const SERVER = /^(?: {2}->|-a .* -r) (\S+)/;

interface Entry {
  readonly key: ServiceKey;
  readonly lines: string[];
}

/** One listing, or saved rules, in ascending order. */
export function ascending(text: string): string {
  const heading: string[] = [];
  const entries: Entry[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const [, kind, name = '', six] = SERVICE.exec(line) ?? [];
    if (kind !== undefined) entries.push({ key: serviceKey(kind, name, six !== undefined), lines: [line] });
    else (entries.at(-1)?.lines ?? heading).push(line);
  }
  entries.sort((a, b) => compareServices(a.key, b.key));
  for (const { lines } of entries) lines.sort((a, b) => compareDestinations(serverKey(a), serverKey(b)));
  return [...heading, ...entries.flatMap(({ lines }) => lines)].join('');
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  TCP: 'tcp',
  UDP: 'udp',
  SCTP: 'sctp',
  '-t': 'tcp',
  '-u': 'udp',
  '--sctp-service': 'sctp',
};

function serviceKey(kind: string, name: string, isIPv6: boolean): ServiceKey {
  const protocol = PROTOCOLS[kind];
  if (protocol === undefined) return { fwmark: Number(name), family: isIPv6 ? 'ipv6' : 'ipv4' };
  return { protocol, ...endpoint(name) };
}

/** The service's own line comes first. */
const serverKey = (line: string): DestinationKey => endpoint(SERVER.exec(line)?.[1] ?? '0.0.0.0:-1');

function endpoint(text: string): DestinationKey {
  const at = text.lastIndexOf(':');
  return { address: text.slice(0, at).replace(/[[\]]/g, ''), port: Number(text.slice(at + 1)) };
}

/** The kernel's state as 1.31 lists it: its order is not the same from run to run. */
export const orderly = (state: string): string =>
  state
    .split(/^(?=IP Virtual Server|Timeout)/m)
    .map(ascending)
    .join('');
