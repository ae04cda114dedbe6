import { z } from 'zod';
import { addressFamily } from '../../ipvs/address.ts';
import type { FwmarkServiceKey } from '../../ipvs/model.ts';
import { type InterfaceAddress, ROUTE_TYPES, type RouteQuestion } from '../../route/model.ts';
import type { Firewall } from '../firewall/firewall.ts';
import { type Prefix, PrefixIndex } from '../prefix.ts';
import { firewall } from '../views/firewall.ts';
import { connections } from './connections.ts';
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
    const questions = await questionsOf(get);
    const answers = await host.route.routes(questions);
    return questions.map((question, at) => {
      const answer = answers[at];
      if (answer === undefined) throw new Error('the kernel has left out a route');
      return 'entry' in answer ? { ...question, route: answer.entry } : { ...question, refusal: answer.failure.code };
    });
  },
};

async function questionsOf(get: Get): Promise<RouteQuestion[]> {
  const { entries } = await get(ipvs);
  const sums = (await orNothing(get(connections))) ?? [];
  const rules = await orNothing(get(firewall));
  const own = await get(addresses);
  const to = new Set([...addressesOf(entries), ...sums.flatMap(({ clients }) => clients)]);
  // An address of this machine is local: that need not be asked.
  for (const { address } of own) to.delete(address);
  const marks = entries.flatMap(({ service: { key } }) => ('fwmark' in key ? [key] : []));
  const marked = rules === undefined ? [] : questionsOfMarks(marks, rules, own);
  return [...Array.from(to, (one) => ({ to: one })), ...marked];
}

/** What cannot be looked at gives no question. */
const orNothing = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (error instanceof NotLookedAt) return undefined;
    throw error;
  });

/** The ways of packets to the addresses that get a mark. Of a network in which this machine has an address, to none. */
function questionsOfMarks(
  keys: readonly FwmarkServiceKey[],
  rules: Firewall,
  own: readonly InterfaceAddress[],
): RouteQuestion[] {
  const marked = keys.map(({ fwmark, family }) => ({
    mark: fwmark,
    prefixes: rules
      .rulesThatMark(fwmark, family)
      .flatMap(({ destinations }) => destinations)
      .filter(({ address }) => addressFamily(address) === family),
  }));
  const networks = new PrefixIndex<Prefix>();
  for (const prefix of marked.flatMap(({ prefixes }) => prefixes)) networks.add(prefix, prefix);
  const near = new Set(
    own.flatMap(({ address }) => networks.covering(address).filter((prefix) => prefix.address !== address)),
  );
  return marked.flatMap(({ mark, prefixes }) => {
    const to = new Set(prefixes.filter((prefix) => !near.has(prefix)).map(({ address }) => address));
    return Array.from(to, (one) => ({ to: one, mark }));
  });
}

/** Virtual addresses and those of real servers. */
const addressesOf = (entries: Ipvs['entries']): string[] =>
  entries.flatMap(({ service: { key }, servers }) => [
    ...('address' in key ? [key.address] : []),
    ...servers.map(({ address }) => address),
  ]);

/** How ip-route(8) is asked for the same. */
export const questionLine = ({ to, mark }: Way): string =>
  `ip${addressFamily(to) === 'ipv6' ? ' -6' : ''} route get ${to}${mark === undefined ? '' : ` mark ${mark}`}`;
