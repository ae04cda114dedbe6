import type { AddressFamily } from '../ipvs/model.ts';
import { parseInetAton } from './address.ts';
import { couldBeName } from './endpoint.ts';
import { UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { parseNumber } from './number.ts';

/**
 * The value of `-M`: for IPv4 an address in any form of inet_aton(3), so that `64` is 0.0.0.64 as in ipvsadm 1.31, or a
 * host name; for IPv6 a prefix length.
 */
export function requireNetmask(text: string, family: AddressFamily, names: Names): string {
  if (family === 'ipv6') {
    const length = parseNumber(text, 1, 128);
    if (length === undefined) throw new UsageError('illegal ipv6 netmask specified');
    return String(length);
  }
  const mask = parseInetAton(text) ?? (couldBeName(text) ? names.host(text) : undefined);
  if (mask === undefined || mask.includes(':'))
    throw new UsageError('illegal virtual server persistent mask specified');
  return mask;
}
