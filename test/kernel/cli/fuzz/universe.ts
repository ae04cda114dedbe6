/** Virtual services and real servers: so few that they meet, each spelled in several ways. */
import fc from 'fast-check';
import { type Item, option } from './items.ts';

/** Options that stay together, in this order. */
export type Unit = fc.Arbitrary<readonly Item[]>;
/** Units in any order. */
export type Units = fc.Arbitrary<readonly (readonly Item[])[]>;

export const nothing: Unit = fc.constant([]);
export const together = (...units: readonly Unit[]): Unit => fc.tuple(...units).map((items) => items.flat());
export const flag = (long: string): Unit => option(long).map((item) => [item]);
/** An option with one of some values. */
export const valued = (long: string, ...values: readonly string[]): Unit =>
  fc.constantFrom(...values).chain((value) => option(long, value).map((item) => [item]));
/** One of some bare words. */
export const words = (...some: readonly string[]): Unit => fc.constantFrom(...some).map((word) => [{ word }]);
/** Once in `times`. */
export const seldom = (times: number, unit: Unit): Unit =>
  fc.oneof({ weight: times - 1, arbitrary: nothing }, { weight: 1, arbitrary: unit });

export interface ServiceAddress {
  readonly unit: Unit;
  readonly isIPv6?: true;
  /** Of packets that may be scheduled one by one. */
  readonly mayBeOps?: true;
  /** Port 0, which needs persistence. */
  readonly anyPort?: true;
}

const mark6 = (...values: readonly string[]): Unit => together(valued('fwmark-service', ...values), flag('ipv6'));

/**
 * What services are named by, the frequent ones more than once. Left out are two rows of docs/compatibility.md: IPv4 in
 * brackets, which loses its port in 1.31, and names of IPv6 hosts.
 */
export const SERVICES: readonly ServiceAddress[] = [
  { unit: valued('tcp-service', '10.0.0.1:80') },
  { unit: valued('tcp-service', '10.0.0.1:80', '10.1:http', '0x0a.0.0.1:080', '012.0.0.1:+80') },
  { unit: valued('tcp-service', '200.0.0.1:443', 'localhost:443') },
  { unit: valued('tcp-service', '10.0.0.2', '10.0.0.2:0'), anyPort: true },
  { unit: valued('udp-service', '10.0.0.1:53', '10.1:domain'), mayBeOps: true },
  { unit: valued('sctp-service', '10.0.0.1:5060', '10.0.0.1:65535') },
  { unit: valued('tcp-service', '[2001:db8::1]:80', '[2001:DB8:0::1]:http'), isIPv6: true },
  { unit: valued('udp-service', '2001:db8::2', '[2001:db8::2]:0'), isIPv6: true, anyPort: true, mayBeOps: true },
  { unit: valued('fwmark-service', '1', '01', '+1'), mayBeOps: true },
  { unit: mark6('1'), isIPv6: true, mayBeOps: true },
  { unit: valued('fwmark-service', '2147483648', '4294967295'), mayBeOps: true },
  { unit: mark6('2', '4294967295'), isIPv6: true, mayBeOps: true },
];

const SERVERS4 = ['10.0.1.1', '10.0.1.1:80', '10.0.1.1:8080', '10.0.1.2:http', '10.257:0', '127.0.0.1:80', '200.0.1.1'];
const SERVERS6 = ['2001:db8::9', '[2001:db8::9]:80', '[2001:db8::9]:8080', '[2001:DB8::a]:http', '[::1]:80'];
/** The kernel takes none of these. */
const REFUSED4 = ['0.0.0.0', '224.0.0.1', '255.255.255.255:80'];
const REFUSED6 = ['[ff02::1]:80', '[::]:80', '[fe80::1]:80'];

const of = (usual: readonly string[], refused: readonly string[]): Unit =>
  fc.oneof(
    { weight: 9, arbitrary: valued('real-server', ...usual) },
    { weight: 1, arbitrary: valued('real-server', ...refused) },
  );

export const realServer = (isIPv6: boolean): Unit => (isIPv6 ? of(SERVERS6, REFUSED6) : of(SERVERS4, REFUSED4));
