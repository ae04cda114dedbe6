import type { Ipvs } from '../facts/ipvs.ts';
import { isLoopback } from '../prefix.ts';
import type { Network } from './network.ts';

/** Kinds of interfaces that hold the virtual addresses of a real server: nobody is asked about them there. */
const HIDING = ['dummy', 'ipip', 'gre'];

/**
 * The addresses that look like the virtual ones of a director elsewhere: this machine balances nothing, and has them
 * alone on lo or on a device without a network. IPv4 only, as IPv6 has no such trouble.
 */
export function virtualAddresses({ entries }: Pick<Ipvs, 'entries'>, network: Network): string[] {
  if (entries.length > 0) return [];
  return network.addresses
    .filter(({ address, prefixLength, index }) => {
      const link = network.link(index);
      const hides = link?.loopback || HIDING.includes(link?.kind ?? '');
      return hides && prefixLength === 32 && !address.includes(':') && !isLoopback(address);
    })
    .map(({ address }) => address);
}
