import { parseIPv4, requireAddress } from '../ipvs/address.ts';

/** Addresses that begin with the same bits. */
export interface Prefix {
  readonly address: string;
  readonly prefixLength: number;
}

/** Whether an address begins with the bits of a prefix. */
export function covers({ address, prefixLength }: Prefix, other: string): boolean {
  if (address.includes(':') !== other.includes(':')) return false;
  const [a, b] = [requireAddress(address), requireAddress(other)];
  for (let bit = 0; bit < prefixLength; bit += 8) {
    const mask = 0xff << Math.max(0, 8 - (prefixLength - bit));
    if ((((a[bit / 8] ?? 0) ^ (b[bit / 8] ?? 0)) & mask & 0xff) !== 0) return false;
  }
  return true;
}

/** Whether an address is in 127.0.0.0/8 or is ::1. */
export const isLoopback = (address: string): boolean => parseIPv4(address)?.[0] === 127 || address === '::1';
