import { Buffer } from 'node:buffer';
import { formatAddress, formatIPv4, requireAddress } from '../address.ts';

/**
 * An address as the files under `/proc/net` write it, in hexadecimal digits: `C0A86401`, or all eight groups of IPv6.
 */
export function readProcAddress(digits: string): string {
  if (digits.length > 8) return formatAddress('ipv6', Buffer.from(digits.replace(/[[\]:]/g, ''), 'hex'));
  return formatIPv4(Number.parseInt(digits, 16));
}

/**
 * The other way round, without the brackets of some files.
 *
 * @throws TypeError when the text is not an address
 */
export function writeProcAddress(address: string): string {
  const bytes = requireAddress(address);
  const digits = Buffer.from(bytes).toString('hex');
  return bytes.length === 4 ? digits.toUpperCase() : digits.replace(/.{4}(?!$)/g, '$&:');
}

/** A port as those files write it: `0050` is 80. */
export const readProcPort = (digits: string): number => Number.parseInt(digits, 16);

/** The other way round. */
export const writeProcPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
