import { canonicalAddress, parseIPv4, parseIPv6 } from './address.ts';

/** Addresses that begin with the same bits. */
export interface Network {
  /** Any address of it, in canonical text. */
  readonly address: string;
  /** Number of bits that they have in common: 0 to 32, or to 128 for IPv6. */
  readonly prefixLength: number;
}

/** Reads `ADDRESS` or `ADDRESS/LENGTH` of either family; `undefined` for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', length] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const bytes = parseIPv4(address) ?? parseIPv6(address);
  if (bytes === undefined) return undefined;
  const longest = bytes.length * 8;
  const prefixLength = length === undefined ? longest : Number(length);
  return prefixLength > longest ? undefined : { address: canonicalAddress(address), prefixLength };
}
