import { z } from 'zod';
import { addressFamily } from '../../ipvs/address.ts';
import { KernelError } from '../../netlink/errors.ts';
import type { RouteQuestion } from '../../route/model.ts';
import { type ConnectionSum, connections } from './connections.ts';
import type { Host } from './host.ts';
import { type Ipvs, ipvs } from './ipvs.ts';
import type { Get, RecordedSource } from './source.ts';

const schema = z.array(
  z.strictObject({
    to: z.string(),
    mark: z.int().optional(),
    /** Absent where the kernel refuses. */
    route: z
      .strictObject({
        type: z.enum([
          'unicast',
          'local',
          'broadcast',
          'anycast',
          'multicast',
          'blackhole',
          'unreachable',
          'prohibit',
          'other',
        ]),
        output: z.int().optional(),
        gateway: z.string().optional(),
        source: z.string().optional(),
        mtu: z.int().optional(),
      })
      .optional(),
    /** Name of the errno by which the kernel refuses: `ENETUNREACH`. */
    refusal: z.string().optional(),
  }),
);

/** What the kernel says of the way to an address: a route, or the errno by which it refuses. */
export type Way = z.infer<typeof schema>[number];

/** An address that is used where any would do: a firewall mark leads it, whatever it is. TEST-NET-3 of RFC 5737. */
export const ANY_ADDRESS = { ipv4: '203.0.113.1', ipv6: '2001:db8::cafe' } as const;

/**
 * The ways to virtual addresses, real servers and some clients, and those of packets with a mark that a service has.
 * Nothing is sent: the kernel looks them up.
 */
export const routes: RecordedSource<Way[]> = {
  name: 'routes',
  title: 'the routes',
  schema,
  read: async (host, get) => {
    const ways: Way[] = [];
    for (const question of await questionsOf(get)) ways.push(await ask(host, question));
    return ways;
  },
};

async function questionsOf(get: Get): Promise<RouteQuestion[]> {
  const { entries } = await get(ipvs);
  const sums = await get(connections).catch((): ConnectionSum[] => []);
  const to = new Set([...addressesOf(entries), ...sums.flatMap(({ clients }) => clients)]);
  const marked = entries.flatMap(({ service: { key } }) =>
    'fwmark' in key ? [{ to: ANY_ADDRESS[key.family], mark: key.fwmark }] : [],
  );
  return [...Array.from(to, (one) => ({ to: one })), ...marked];
}

/** Virtual addresses and those of real servers. */
const addressesOf = (entries: Ipvs['entries']): string[] =>
  entries.flatMap(({ service: { key }, servers }) => [
    ...('address' in key ? [key.address] : []),
    ...servers.map(({ address }) => address),
  ]);

async function ask({ route: client }: Host, question: RouteQuestion): Promise<Way> {
  try {
    return { ...question, route: await client.route(question) };
  } catch (error) {
    if (error instanceof KernelError) return { ...question, refusal: error.code };
    throw error;
  }
}

/** How ip-route(8) is asked for the same. */
export const questionLine = ({ to, mark }: Way): string =>
  `ip${addressFamily(to) === 'ipv6' ? ' -6' : ''} route get ${to}${mark === undefined ? '' : ` mark ${mark}`}`;
