import { addressFamily, formatAddress, parseIPv4, parseIPv6 } from '../../ipvs/address.ts';
import type { AddressFamily } from '../../ipvs/model.ts';
import { readOrEmpty } from '../files/read-or-empty.ts';

const HOSTS_FILE = '/etc/hosts';

/** Addresses of one host: the first of each family. */
type HostAddresses = { readonly [family in AddressFamily]?: string };

/** hosts(5), both ways. */
export interface Hosts {
  /** Canonical names by canonical address: the first line of an address counts, and its first name. */
  readonly names: ReadonlyMap<string, string>;
  /** Addresses by name in lower case, aliases included. */
  readonly addresses: ReadonlyMap<string, HostAddresses>;
}

/** Reads the text of hosts(5). Lines without an address that inet_pton(3) reads are left out. */
export function parseHosts(text: string): Hosts {
  const names = new Map<string, string>();
  const addresses = new Map<string, HostAddresses>();
  for (const line of text.split('\n')) {
    const [written, ...spellings] = line.replace(/#.*/, '').trim().split(/\s+/);
    const [canonical] = spellings;
    if (written === undefined || canonical === undefined) continue;
    const [address, ...aliases] = addressesOf(written);
    if (address === undefined) continue;
    if (!names.has(address)) names.set(address, canonical);
    const own = Object.fromEntries([address, ...aliases].map((each) => [addressFamily(each), each]));
    for (const spelling of spellings) {
      const name = spelling.toLowerCase();
      addresses.set(name, { ...own, ...addresses.get(name) });
    }
  }
  return { names, addresses };
}

/** The address of a line, and after an IPv6 one the IPv4 address that the C library reads it as, too. */
function addressesOf(written: string): string[] {
  if (parseIPv4(written) !== undefined) return [written];
  const bytes = parseIPv6(written);
  if (bytes === undefined) return [];
  const address = formatAddress('ipv6', bytes);
  if (address === '::1') return [address, '127.0.0.1'];
  return address.startsWith('::ffff:') && address.includes('.')
    ? [address, formatAddress('ipv4', bytes.subarray(12))]
    : [address];
}

/** Reads the hosts of this machine; there are none when the file cannot be read. */
export const systemHosts = (): Hosts => parseHosts(readOrEmpty(HOSTS_FILE));
