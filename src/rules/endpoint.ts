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
 * Reads `host[:port]`: IPv4 in all forms of inet_aton(3), IPv6 bare without a port or in brackets with one, a host name;
 * the port as a number or as a service name of the protocol.
 *
 * @returns `undefined` when it is none of these
 */
export function parseEndpoint(text: string, protocol: Protocol, names: Names): Endpoint | undefined {
  const bare = parseIPv6(text);
  if (bare !== undefined) return { address: formatAddress('ipv6', bare), port: undefined };
  const { host, port: portText } = split(text) ?? {};
  if (host === undefined) return undefined;
  const address = text.startsWith('[') ? (parseBracketed(host) ?? parseHost(host, names)) : parseHost(host, names);
  if (address === undefined) return undefined;
  if (portText === undefined) return { address, port: undefined };
  const port = parseNumber(portText, 0, 0xffff) ?? names.service(portText, protocol);
  return port === undefined ? undefined : { address, port };
}

/** Brackets must be followed by a port; without them there is at most one colon. */
function split(text: string): { host: string; port?: string } | undefined {
  const bracketed = text.startsWith('[');
  const colon = bracketed ? text.lastIndexOf(']:') + 1 : text.indexOf(':');
  if (colon === -1) return text === '' || text.includes(']') ? undefined : { host: text };
  const host = bracketed ? text.slice(1, colon - 1) : text.slice(0, colon);
  const port = text.slice(colon + 1);
  if (colon === 0 || host === '' || port.includes(':')) return undefined;
  return { host, port };
}

function parseBracketed(host: string): string | undefined {
  const bytes = parseIPv6(host);
  return bytes && formatAddress('ipv6', bytes);
}

function parseHost(host: string, names: Names): string | undefined {
  return parseInetAton(host) ?? (couldBeName(host) ? names.host(host) : undefined);
}

/** What no resolver needs to be asked: names are letters, digits, hyphens, underscores and dots, not all digits and dots. */
const couldBeName = (host: string): boolean =>
  /^[\w.-]+$/.test(host) && !/^[\d.]*$/.test(host) && !host.startsWith('-');

/** An endpoint as ipvsadm writes it: `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function formatEndpoint(address: string, port: number | string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
