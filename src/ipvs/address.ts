import type { AddressFamily } from './model.ts';

/** Bytes of an IPv6 address. */
const IPV6_SIZE = 16;

/** Family of an address in text form, valid or not: only IPv6 has colons. */
export const addressFamily = (address: string): AddressFamily => (address.includes(':') ? 'ipv6' : 'ipv4');

const DOT = 0x2e;
const ZERO = 0x30;

/**
 * A dotted quad as a number, `undefined` for anything else: decimal, no leading zeros (inet_pton(3)). Reads character by
 * character and makes no object, because a restore of many rules spends much of its time here.
 */
export function parseIPv4Number(text: string): number | undefined {
  let address = 0;
  let dots = 0;
  let value = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (value < 0 || dots === 3) return undefined;
      address = address * 256 + value;
      dots += 1;
      value = -1;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || value === 0) return undefined;
    value = value < 0 ? digit : value * 10 + digit;
    if (value > 255) return undefined;
  }
  return value < 0 || dots !== 3 ? undefined : address * 256 + value;
}

/** Four bytes of a dotted quad, `undefined` for anything else. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const address = parseIPv4Number(text);
  return address === undefined ? undefined : Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}

/**
 * Sixteen bytes of an IPv6 address, `undefined` for anything that inet_pton(3) would not read. This and `formatAddress` are
 * not left to a package: ipaddr.js 2.5 reads zones and leading zeros, and writes `::ffff:10.0.0.1` as `::ffff:a00:1`.
 */
export function parseIPv6(text: string): Uint8Array | undefined {
  const colon = text.indexOf(':');
  // First the quick answer for `10.0.0.1:80`, which is met more often than any IPv6 address.
  if (colon === -1 || text.indexOf(':', colon + 1) === -1) return undefined;
  const [left, right, ...more] = text.split('::');
  if (left === undefined || more.length > 0) return undefined;
  const head = parseGroups(left, right === undefined);
  const tail = right === undefined ? [] : parseGroups(right, true);
  if (head === undefined || tail === undefined) return undefined;
  const gap = IPV6_SIZE - head.length - tail.length;
  // Without `::` nothing may be missing; with it, at least one group is.
  if (right === undefined ? gap !== 0 : gap < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

/** Bytes of colon-separated groups; only the last of an address may be a dotted quad. */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (last && index === groups.length - 1 && group.includes('.')) {
      const quad = parseIPv4(group);
      if (quad === undefined) return undefined;
      bytes.push(...quad);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}

/** Canonical text of an address, as inet_ntop(3) writes it. */
export function formatAddress(family: AddressFamily, bytes: Uint8Array): string {
  return family === 'ipv4' ? formatIPv4(quadAt(bytes, 0)) : formatIPv6(bytes);
}

/** A number of 32 bits as a dotted quad: 0x0a000001 is `10.0.0.1`. */
export const formatIPv4 = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`;

/** The number that four bytes in network order hold. */
const quadAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;

function formatIPv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const { start, length } = longestZeros(groups);
  const mapped = start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff));
  const hex = (from: number, to: number) => groups.slice(from, to).map((group) => group.toString(16));
  const tail = mapped ? [...hex(length, 6), formatIPv4(quadAt(bytes, 12))] : hex(start + length, 8);
  return length === 0 ? tail.join(':') : `${hex(0, start).join(':')}::${tail.join(':')}`;
}

/** The longest run of two or more zero groups, the first of equals: what `::` stands for. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > Math.max(best.length, 1)) best = { start, length: index + 1 - start };
  }
  return best;
}

/**
 * The one way in which this program and the kernel write an address: `2001:DB8:0::1` is `2001:db8::1`.
 *
 * @throws TypeError when the text is not an address
 */
export const canonicalAddress = (address: string): string =>
  formatAddress(addressFamily(address), requireAddress(address));

/**
 * The bytes of an address: four or sixteen, in network order.
 *
 * @throws TypeError when the text is not an address
 */
export function requireAddress(address: string): Uint8Array {
  const bytes = parseIPv4(address) ?? parseIPv6(address);
  if (bytes === undefined) throw new TypeError(`not an IP address: ${address}`);
  return bytes;
}
