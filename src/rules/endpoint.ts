import { formatAddress, parseIPv6 } from '../ipvs/address.ts';
import type { Protocol } from '../ipvs/model.ts';
import { parseInetAton } from './address.ts';
import type { Names } from './names.ts';
import { parseNumber } from './number.ts';

/** `host[:port]`, read: the port is `undefined` where none was given. */
export interface Endpoint {
  readonly address: string;
  readonly port: number | undefined;
}

/**
 * Reads `host[:port]`: IPv4 in all forms of inet_aton(3), IPv6 bare without a port or in brackets with one, a host
 * name; the port as a number or as a service name of the protocol.
 *
 * @returns `undefined` for anything else
 */
export function parseEndpoint(text: string, protocol: Protocol, names: Names): Endpoint | undefined {
  const bare = parseIPv6(text);
  if (bare !== undefined) return { address: formatAddress('ipv6', bare), port: undefined };
  const { host, port: portText } = split(text) ?? {};
  if (host === undefined) return undefined;
  const address = parseHost(host, text.startsWith('['), names);
  if (address === undefined) return undefined;
  if (portText === undefined) return { address, port: undefined };
  const port = parseNumber(portText, 0, 0xffff) ?? names.service(portText, protocol);
  return port === undefined ? undefined : { address, port };
}

/** Brackets must be followed by a port; without them there is at most one colon. */
function split(text: string): { host: string; port?: string } | undefined {
  const bracketed = text.startsWith('[');
  const colon = bracketed ? text.lastIndexOf(']:') + 1 : text.indexOf(':');
  // A number alone is more likely a port than what inet_aton(3) makes of it: `80` is not 0.0.0.80.
  if (colon === -1) return /^\d*$|\]/.test(text) ? undefined : { host: text };
  const host = bracketed ? text.slice(1, colon - 1) : text.slice(0, colon);
  const port = text.slice(colon + 1);
  if (colon === 0 || host === '' || port.includes(':')) return undefined;
  return { host, port };
}

function parseHost(host: string, bracketed: boolean, names: Names): string | undefined {
  const bytes = bracketed ? parseIPv6(host) : undefined;
  if (bytes !== undefined) return formatAddress('ipv6', bytes);
  const address = parseInetAton(host);
  if (address !== undefined || !couldBeName(host)) return address;
  return names.host(bracketed ? `[${host}]` : host);
}

/**
 * What no resolver needs to be asked: names are letters, digits, hyphens, underscores and dots, not all digits and
 * dots.
 */
export const couldBeName = (host: string): boolean =>
  /^[\w.-]+$/.test(host) && !/^[\d.]*$/.test(host) && !host.startsWith('-');

/** An endpoint as ipvsadm writes it: `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function formatEndpoint(address: string, port: number | string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
