/** The recorded healthy hosts. Each is the director of a cluster of `test/kernel/diagnose/clusters.ts`. */
import { RecordedHost } from './recorded-host.ts';

export const NAT = RecordedHost.named('nat');
/** The same in IPv6. */
export const NAT6 = RecordedHost.named('nat6');
/** Direct routing. */
export const DR = RecordedHost.named('dr');
/** Tunnels to servers behind a router. */
export const TUN = RecordedHost.named('tun');
/** Masquerading that writes the director's own address into requests. */
export const FULLNAT = RecordedHost.named('fullnat');
/** A firewall mark, whose address is on no interface. */
export const FWMARK = RecordedHost.named('fwmark');
/** Masquerading behind a firewall that drops all but what is needed. */
export const STRICT = RecordedHost.named('strict');
