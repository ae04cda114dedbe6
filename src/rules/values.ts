import { Buffer } from 'node:buffer';
import { canonicalAddress, parseIPv4, parseIPv6 } from '../ipvs/address.ts';
import type { ServiceKey, TunnelType } from '../ipvs/model.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import { ipv6Hint, UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { parseNumber } from './number.ts';

/** 31 days in seconds, the most that ipvsadm 1.31 takes for any time. */
export const LONGEST_TIMEOUT = 31 * 24 * 60 * 60;
/** IP_VS_IFNAME_MAXLEN without its NUL. */
const LONGEST_INTERFACE = 15;

/**
 * A whole number in a range.
 *
 * @throws UsageError with the message when it is none
 */
export function number(text: string, least: number, most: number, message: string): number {
  const value = parseNumber(text, least, most);
  if (value === undefined) throw new UsageError(message);
  return value;
}

/** A time in seconds. */
export function parseTimeout(value: string, least: number): number {
  return number(value, least, LONGEST_TIMEOUT, `invalid timeout value \`${value}' specified`);
}

/**
 * Reads the value of `-r`: service names are those of the virtual service's protocol, of TCP with a firewall mark. It is asked for
 * twice, in its turn and when all options are known, and read twice only where they make it another.
 */
export function realServer(value: string, key: ServiceKey | undefined, names: Names): Endpoint {
  const protocol = key !== undefined && 'protocol' in key ? key.protocol : 'tcp';
  const endpoint = parseEndpoint(value, protocol, names);
  if (endpoint === undefined) {
    throw new UsageError('illegal real server address[:port] specified', { hint: ipv6Hint(value) });
  }
  return endpoint;
}

/** The value of `--mcast-group`: an address of a multicast group, IPv6 without brackets. */
export function multicastGroup(value: string): string {
  const [family, first] = value.includes(':')
    ? (['IPv6', parseIPv6(value)?.[0] === 0xff] as const)
    : (['IPv4', ((parseIPv4(value)?.[0] ?? 0) & 0xf0) === 0xe0] as const);
  if (!first) throw new UsageError(`invalid ${family} mcast-group \`${value}'`);
  return canonicalAddress(value);
}

/** The value of `--mcast-interface`. A longer name would be cut, and be another interface or none. */
export function interfaceName(value: string): string {
  if (Buffer.byteLength(value) > LONGEST_INTERFACE) throw new UsageError('illegal mcast-interface specified');
  return value;
}

/** The value of `--tun-type`. */
export function tunnelType(value: string): TunnelType {
  if (value !== 'ipip' && value !== 'gue' && value !== 'gre') throw new UsageError('illegal tunnel type specified');
  return value;
}

/** The name of a file; an empty one, as an unset variable of a script gives, is none. */
export function fileName(value: string): string {
  if (value === '') throw new UsageError('empty file name specified');
  return value;
}
