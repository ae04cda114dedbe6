import { z } from 'zod';
import { type Network, network } from '../views/network.ts';
import { type Entry, ipvs } from './ipvs.ts';
import { type Prober, proberOf } from './prober.ts';
import { sideBySide } from './side-by-side.ts';
import type { RecordedSource } from './source.ts';

/** Servers that are asked at once. */
const AT_ONCE = 32;

/** Servers that are asked. So many take a quarter of a minute where the path to each of them loses packets. */
const MOST = 64;

/** How often a packet is sent that gets no answer: one may be lost by accident. */
const TRIES = 3;

/** Bytes of a packet that gets through everywhere. */
const SHORT = 64;

/** Sizes of packets that networks and tunnels have, in bytes. */
const USUAL = [
  576, 1024, 1200, 1280, 1300, 1320, 1340, 1350, 1360, 1370, 1380, 1392, 1400, 1412, 1420, 1428, 1436, 1440, 1450, 1454,
  1460, 1462, 1472, 1476, 1480, 1492, 1500, 4000, 4470, 8000, 8900, 8950, 9000,
];

/**
 * Whether packets of the full size get to a server: they do, a router says that they are too long, they are lost
 * without a word while short ones arrive, or the server does not answer these either.
 */
const RESULTS = ['whole', 'told', 'lost', 'unknown'] as const;

const path = z.strictObject({
  address: z.string(),
  /** Bytes of the longest packet that this machine sends there. */
  mtu: z.int(),
  result: z.enum(RESULTS),
  /** Bytes of a packet that arrives, where longer ones are lost. */
  passes: z.int().optional(),
});

const schema = z.strictObject({
  servers: z.array(path),
  /** Servers that were too many to be asked. */
  leftOut: z.int(),
});

type Path = z.infer<typeof path>;

/** The paths to the servers of tunnels. */
export type Paths = z.infer<typeof schema>;

export const paths: RecordedSource<Paths> = {
  name: 'paths',
  title: 'datagrams of full size to servers of tunnels',
  probe: ({ servers, leftOut }) => ({ asked: servers.length, leftOut }),
  schema,
  read: async (host, get) => {
    const prober = proberOf(host);
    const all = targetsOf((await get(ipvs)).entries, await get(network));
    const servers = await sideBySide(all.slice(0, MOST), AT_ONCE, (target) => pathTo(target, prober));
    return { servers, leftOut: Math.max(0, all.length - MOST) };
  },
};

type Target = Pick<Path, 'address' | 'mtu'>;

/** The servers that a tunnel leads to, each once. */
function targetsOf(entries: readonly Entry[], network: Network): Target[] {
  const tunnels = entries.flatMap(({ servers }) =>
    servers.filter(
      ({ forwarding, weight, address }) => forwarding === 'tunnel' && weight > 0 && !network.isLocal(address),
    ),
  );
  return [...new Set(tunnels.map(({ address }) => address))].flatMap((address) => {
    const route = network.wayTo(address)?.route;
    const mtu = route?.mtu ?? network.link(route?.output)?.mtu;
    return mtu === undefined ? [] : { address, mtu };
  });
}

async function pathTo({ address, mtu }: Target, { datagram }: Prober): Promise<Path> {
  const arrives = async (size: number): Promise<boolean> => (await datagram(address, size)) === 'arrived';
  const unknown: Path = { address, mtu, result: 'unknown' };
  if (!(await arrives(SHORT))) return unknown;
  for (let at = 0; at < TRIES; at++) {
    const fate = await datagram(address, mtu);
    if (fate === 'arrived') return { address, mtu, result: 'whole' };
    if (fate === 'too long') return { address, mtu, result: 'told' };
    if (fate === 'not sent') return unknown;
  }
  if (!(await arrives(SHORT))) return unknown;
  return { address, mtu, result: 'lost', passes: await longest(mtu, arrives) };
}

/** The longest of the usual sizes that arrives. A server answers few datagrams a second, so it has to be found soon. */
async function longest(mtu: number, arrives: (size: number) => Promise<boolean>): Promise<number | undefined> {
  const sizes = USUAL.filter((size) => size < mtu);
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await arrives(sizes[middle] ?? SHORT)) low = middle + 1;
    else high = middle;
  }
  return sizes[low - 1];
}
