import { z } from 'zod';
import type { NeighbourQuestion } from '../../route/model.ts';
import { type Network, network } from '../views/network.ts';
import { type Entry, ipvs } from './ipvs.ts';
import { neighbours } from './network.ts';
import { proberOf } from './prober.ts';
import { probes } from './probes.ts';
import type { RecordedSource } from './source.ts';

/** Addresses that are asked for at once. The kernel keeps 128 neighbours without a thought. */
const AT_ONCE = 64;

/** Addresses that are asked for. So many take four seconds. */
const MOST = 256;

const neighbour = z.strictObject({ index: z.int(), address: z.string(), linkAddress: z.string() });

const schema = z.strictObject({
  /** Virtual addresses that were asked for. */
  asked: z.int(),
  /** Those that were too many. */
  leftOut: z.int(),
  /** Who has answered. Of several hosts, one. */
  answers: z.array(neighbour),
  /** Who else is known in the same networks, after the real servers were connected to. */
  others: z.array(neighbour),
});

/** Who else has the virtual addresses of this machine: what ARP says. */
export type Claims = z.infer<typeof schema>;

export const claims: RecordedSource<Claims> = {
  name: 'claims',
  title: 'ARP for the virtual addresses',
  probe: ({ asked, leftOut }) => ({ asked, leftOut }),
  schema,
  read: async (host, get) => {
    const prober = proberOf(host);
    // The kernel has to know the hardware addresses of real servers, by which they are known here.
    await get(probes);
    const permanent = (await get(neighbours)).filter(({ state }) => state === 'permanent');
    const isSet = (one: NeighbourQuestion): boolean =>
      permanent.some(({ index, address }) => index === one.index && address === one.address);
    const all = questionsOf((await get(ipvs)).entries, await get(network)).filter((one) => !isSet(one));
    const found: Claims = {
      asked: Math.min(all.length, MOST),
      leftOut: Math.max(0, all.length - MOST),
      answers: [],
      others: [],
    };
    const links = new Set(all.map(({ index }) => index));
    const wanted = new Set(all.map(({ index, address }) => `${index} ${address}`));
    for (let at = 0; at < found.asked; at += AT_ONCE) {
      const known = (await prober.whoHas(all.slice(at, Math.min(at + AT_ONCE, MOST)))).flatMap(
        ({ index, address, linkAddress }) =>
          linkAddress === undefined || address.includes(':') || !links.has(index)
            ? []
            : { index, address, linkAddress },
      );
      const isAnswer = ({ index, address }: NeighbourQuestion): boolean => wanted.has(`${index} ${address}`);
      found.answers.push(...known.filter(isAnswer));
      found.others = known.filter((one) => !isAnswer(one));
    }
    return found;
  },
};

/**
 * The virtual addresses on interfaces that use ARP. One on lo is hidden, as on a real server: another machine has it by
 * right. The kernel takes no answer for an IPv6 address of its own; it asks itself when one is added.
 */
function questionsOf(entries: readonly Entry[], network: Network): NeighbourQuestion[] {
  const addresses = new Set(entries.flatMap(({ service: { key } }) => ('address' in key ? [key.address] : [])));
  return [...addresses].flatMap((address) => {
    if (address.includes(':')) return [];
    return network.holders(address).flatMap(({ index }) => {
      const link = network.link(index);
      return link?.running && !link.loopback && !link.noArp ? [{ index, address }] : [];
    });
  });
}
