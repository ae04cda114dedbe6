import { formatAddress, parseIPv4, parseIPv4Number, requireAddress } from '../ipvs/address.ts';

/** Addresses that begin with the same bits. */
export interface Prefix {
  readonly address: string;
  readonly prefixLength: number;
}

/** The bits of an address as text, behind one character for its family: what a prefix covers begins as it does. */
function bitsOf(address: string): string {
  const ipv4 = parseIPv4Number(address);
  if (ipv4 !== undefined) return `4${(ipv4 >>> 0).toString(2).padStart(32, '0')}`;
  return `6${Array.from(requireAddress(address), (byte) => byte.toString(2).padStart(8, '0')).join('')}`;
}

/** Items by the prefix that they are for. To find those of an address takes as many steps as there are lengths. */
export class PrefixIndex<T> {
  /** By length, the character for the family counted, and then by bits. */
  readonly #items = new Map<number, Map<string, T[]>>();

  add({ address, prefixLength }: Prefix, item: T): void {
    const length = prefixLength + 1;
    const bits = bitsOf(address).slice(0, length);
    const ofLength = this.#items.get(length) ?? new Map<string, T[]>();
    this.#items.set(length, ofLength);
    const items = ofLength.get(bits);
    if (items === undefined) ofLength.set(bits, [item]);
    else items.push(item);
  }

  /** The items of all prefixes that cover an address. */
  covering(address: string): T[] {
    const bits = bitsOf(address);
    const found: T[] = [];
    for (const [length, items] of this.#items) found.push(...(items.get(bits.slice(0, length)) ?? []));
    return found;
  }
}

/** The prefixes that together cover the addresses from one to another of the same family. */
export function rangePrefixes(first: string, last: string): Prefix[] {
  const [low, high] = [bitsOf(first), bitsOf(last)];
  let same = 0;
  while (same < low.length && low[same] === high[same]) same += 1;
  // All after the common bits: the prefix itself covers no more than the range does.
  if (/^0*$/.test(low.slice(same)) && /^1*$/.test(high.slice(same)))
    return [{ address: first, prefixLength: same - 1 }];
  return [
    ...rangePrefixes(first, addressOf(low.slice(0, same + 1).padEnd(low.length, '1'))),
    ...rangePrefixes(addressOf(high.slice(0, same + 1).padEnd(high.length, '0')), last),
  ];
}

/** The address of such bits. */
function addressOf(bits: string): string {
  const bytes = Uint8Array.from(bits.slice(1).match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  return formatAddress(bits.startsWith('4') ? 'ipv4' : 'ipv6', bytes);
}

/** Whether an address is in 127.0.0.0/8 or is ::1. */
export const isLoopback = (address: string): boolean => parseIPv4(address)?.[0] === 127 || address === '::1';
