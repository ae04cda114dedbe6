import { parseIPv6, wireAddress } from '../../ipvs/address.ts';
import { parseInetAton } from '../../rules/address.ts';

/** Text by which two spellings of one address are the same. */
export const addressKey = (address: string): string => Buffer.from(wireAddress(address)).toString('hex');

/** Canonical names by address, from a hosts(5) file: the first line of an address counts, and its first name. */
export function parseHosts(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address === undefined || name === undefined) continue;
    const readable = parseIPv6(address) === undefined ? parseInetAton(address) : address;
    if (readable === undefined) continue;
    const key = addressKey(readable);
    if (!names.has(key)) names.set(key, name);
  }
  return names;
}
