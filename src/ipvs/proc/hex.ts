import { Buffer } from 'node:buffer';
import { formatAddress, formatIPv4 } from '../address.ts';

/** An address as the files under `/proc/net` write it, in hexadecimal digits: `C0A86401`, or all eight groups of IPv6. */
export function readProcAddress(digits: string): string {
  if (digits.length > 8) return formatAddress('ipv6', Buffer.from(digits.replace(/[[\]:]/g, ''), 'hex'));
  return formatIPv4(Number.parseInt(digits, 16));
}

/** A port as those files write it: `0050` is 80. */
export const readProcPort = (digits: string): number => Number.parseInt(digits, 16);
