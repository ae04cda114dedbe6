import { z } from 'zod';
import { readProcAddress, readProcPort } from '../../ipvs/proc/hex.ts';
import { codeOf } from '../../netlink/errors.ts';
import type { Host } from './host.ts';
import { ipvs } from './ipvs.ts';
import { addresses } from './network.ts';
import type { RecordedSource } from './source.ts';

const schema = z.array(
  z.strictObject({
    protocol: z.enum(['tcp', 'udp']),
    /** `0.0.0.0` and `::` for all addresses. */
    address: z.string(),
    port: z.int(),
  }),
);

/** A socket that waits for clients. */
export type Listener = z.infer<typeof schema>[number];

/** Addresses of sockets that wait on all addresses. Those of IPv6 mostly take IPv4 too. */
export const ALL_ADDRESSES: readonly string[] = ['0.0.0.0', '::'];

/** Sockets by file. A line: number, own end, other end, state, in hexadecimal: proc(5). */
const FILES = [
  { protocol: 'tcp', path: '/proc/net/tcp' },
  { protocol: 'tcp', path: '/proc/net/tcp6' },
  { protocol: 'udp', path: '/proc/net/udp' },
  { protocol: 'udp', path: '/proc/net/udp6' },
] as const;

/** The state of a TCP socket that listens, and of a UDP socket without another end. */
const WAITS = { tcp: '0A', udp: '07' };

const LINE = /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2})/gm;

/** Which programs wait for clients. Nobody looks on a director whose real servers are all other machines. */
export const listeners: RecordedSource<Listener[]> = {
  name: 'listeners',
  title: 'the sockets of this machine',
  schema,
  read: async (host, get) => {
    const own = new Set((await get(addresses)).map(({ address }) => address));
    const { entries } = await get(ipvs);
    const isServer =
      entries.length === 0 || entries.some(({ servers }) => servers.some(({ address }) => own.has(address)));
    return isServer ? FILES.flatMap(({ path, protocol }) => parseSockets(textOf(host, path), protocol)) : [];
  },
};

/** The sockets of one file that wait for clients. */
export function parseSockets(text: string, protocol: Listener['protocol']): Listener[] {
  return Array.from(text.matchAll(LINE)).flatMap(([, address = '', port = '', state]) =>
    state === WAITS[protocol]
      ? [{ protocol, address: readProcAddress(inOrder(address)), port: readProcPort(port) }]
      : [],
  );
}

/** Each four bytes of an address are written as a number of this machine: the lowest byte first on all we run on. */
const inOrder = (digits: string): string =>
  digits.replace(/(..)(..)(..)(..)/g, (_, a: string, b: string, c: string, d: string) => d + c + b + a);

/** Without IPv6, its files are not there. */
function textOf(host: Host, path: string): string {
  try {
    return host.readText(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
