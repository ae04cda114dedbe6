import { parseIPv4Number, requireAddress } from '../address.ts';
import type { AddressFamily } from '../model.ts';
import { AF_INET, AF_INET6 } from './uapi.ts';

/** Size of `union nf_inet_addr`, in which the kernel keeps addresses of either family. */
const WIRE_SIZE = 16;

/** AF_* number of a family. */
export const wireFamily = (family: AddressFamily): number => (family === 'ipv4' ? AF_INET : AF_INET6);

/** Family of an AF_* number. Anything but AF_INET6 is IPv4, as in the kernel. */
export const familyOf = (wire: number): AddressFamily => (wire === AF_INET6 ? 'ipv6' : 'ipv4');

/**
 * An address as the kernel takes it: sixteen bytes, of which IPv4 takes the first four.
 *
 * @throws TypeError when the text is not an address
 */
export function wireAddress(address: string): Uint8Array {
  const quad = parseIPv4Number(address);
  if (quad === undefined) return requireAddress(address);
  const bytes = new Uint8Array(WIRE_SIZE);
  bytes[0] = quad >>> 24;
  bytes[1] = quad >>> 16;
  bytes[2] = quad >>> 8;
  bytes[3] = quad;
  return bytes;
}
