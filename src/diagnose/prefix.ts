import { parseIPv4, parseIPv4Number, requireAddress } from '../ipvs/address.ts';

/** Addresses that begin with the same bits. */
export interface Prefix {
  readonly address: string;
  readonly prefixLength: number;
}

/** Whether an address begins with the bits of a prefix. */
export function covers({ address, prefixLength }: Prefix, other: string): boolean {
  const [a4, b4] = [parseIPv4Number(address), parseIPv4Number(other)];
  if (a4 !== undefined && b4 !== undefined) return prefixLength === 0 || (a4 ^ b4) >>> (32 - prefixLength) === 0;
  if (a4 !== undefined || b4 !== undefined) return false;
  const [a, b] = [requireAddress(address), requireAddress(other)];
  for (let bit = 0; bit < prefixLength; bit += 8) {
    const differing = (a[bit / 8] ?? 0) ^ (b[bit / 8] ?? 0);
    if (differing >>> Math.max(0, 8 - (prefixLength - bit)) !== 0) return false;
  }
  return true;
}

/** Whether an address is in 127.0.0.0/8 or is ::1. */
export const isLoopback = (address: string): boolean => parseIPv4(address)?.[0] === 127 || address === '::1';
