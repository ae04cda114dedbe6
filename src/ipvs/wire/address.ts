import { joined, optional, required } from '../../netlink/attributes.ts';
import { bytes, type Codec, u16 } from '../../netlink/codec.ts';
import { mapped } from '../../netlink/mapped.ts';
import { addressFamily, formatAddress, parseIPv4Number, requireAddress } from '../address.ts';
import type { AddressFamily } from '../model.ts';
import { AF_INET, AF_INET6 } from './uapi.ts';

/** Size of `union nf_inet_addr`, in which the kernel keeps addresses of either family. */
const WIRE_SIZE = 16;

/** An address as the kernel holds it: sixteen bytes, of which IPv4 takes the first four. */
export const addressBytes = bytes(WIRE_SIZE);

/** An AF_* number. Anything but AF_INET6 is IPv4, as in the kernel. */
export const family: Codec<AddressFamily> = mapped(
  u16,
  (name: AddressFamily) => (name === 'ipv4' ? AF_INET : AF_INET6),
  (number) => (number === AF_INET6 ? 'ipv6' : 'ipv4'),
);

/**
 * The bytes of an address for the kernel.
 *
 * @throws TypeError when the text is not an address
 */
export function wireAddress(address: string): Uint8Array {
  const quad = parseIPv4Number(address);
  if (quad === undefined) return requireAddress(address);
  const wire = new Uint8Array(WIRE_SIZE);
  wire[0] = quad >>> 24;
  wire[1] = quad >>> 16;
  wire[2] = quad >>> 8;
  wire[3] = quad;
  return wire;
}

/**
 * An address that tells its family in an attribute of its own.
 *
 * @param otherwise the family where that attribute is absent
 */
export const addressWithFamily = (familyType: number, addressType: number, otherwise: AddressFamily) =>
  joined(
    { family: optional(familyType, family), address: required(addressType, addressBytes) },
    (address: string) => ({ family: addressFamily(address), address: wireAddress(address) }),
    ({ family = otherwise, address }) => formatAddress(family, address),
  );
