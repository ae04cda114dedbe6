import { z } from 'zod';
import { addressFamily } from '../../ipvs/address.ts';
import type { FwmarkServiceKey } from '../../ipvs/model.ts';
import { KernelError } from '../../netlink/errors.ts';
import { type InterfaceAddress, ROUTE_TYPES, type RouteQuestion } from '../../route/model.ts';
import { rulesThatMark } from '../firewall/marks.ts';
import type { Chain } from '../firewall/model.ts';
import { covers } from '../prefix.ts';
import { firewall } from '../views/firewall.ts';
import { connections } from './connections.ts';
import type { Host } from './host.ts';
import { type Ipvs, ipvs } from './ipvs.ts';
import { addresses } from './network.ts';
import { type Get, NotLookedAt, type RecordedSource } from './source.ts';

const schema = z.array(
  z.strictObject({
    to: z.string(),
    mark: z.int().optional(),
    /** Absent where the kernel refuses. */
    route: z
      .strictObject({
        type: z.enum(ROUTE_TYPES),
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
  const sums = await orEmpty(get(connections));
  const chains = await orEmpty(get(firewall));
  const own = await get(addresses);
  const to = new Set([...addressesOf(entries), ...sums.flatMap(({ clients }) => clients)]);
  // An address of this machine is local: that need not be asked.
  for (const { address } of own) to.delete(address);
  const marked = entries.flatMap(({ service: { key } }) => ('fwmark' in key ? questionsOfMark(key, chains, own) : []));
  return [...Array.from(to, (one) => ({ to: one })), ...marked];
}

/** What cannot be looked at gives no question. */
const orEmpty = <T>(asked: Promise<readonly T[]>): Promise<readonly T[]> =>
  asked.catch((error: unknown) => {
    if (error instanceof NotLookedAt) return [];
    throw error;
  });

/** The ways of packets to the addresses that get a mark. Of a network in which this machine has an address, to none. */
function questionsOfMark(
  { fwmark, family }: FwmarkServiceKey,
  chains: readonly Chain[],
  own: readonly InterfaceAddress[],
): RouteQuestion[] {
  const found = rulesThatMark(chains, fwmark, family)
    .flatMap(({ destinations }) => destinations)
    .filter((prefix) => addressFamily(prefix.address) === family)
    .filter((prefix) => !own.some(({ address }) => address !== prefix.address && covers(prefix, address)));
  return Array.from(new Set(found.map(({ address }) => address)), (to) => ({ to, mark: fwmark }));
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
