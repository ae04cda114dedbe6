import { Buffer } from 'node:buffer';
import { formatAddress } from '../address.ts';

/** An address as the files under `/proc/net` write it, in hexadecimal digits: `C0A86401`, or all eight groups of IPv6. */
export function readProcAddress(digits: string): string {
  if (digits.length > 8) return formatAddress('ipv6', Buffer.from(digits.replace(/[[\]:]/g, ''), 'hex'));
  const value = Number.parseInt(digits, 16);
  return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
}

/** A port as those files write it: `0050` is 80. */
export const readProcPort = (digits: string): number => Number.parseInt(digits, 16);
