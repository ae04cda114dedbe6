import type { IpvsClient } from '../../ipvs/client.ts';
import { IpvsMissingError } from '../../ipvs/errors.ts';
import type { Daemon, Info, ObservedDestination, ObservedService, Stats, Timeouts } from '../../ipvs/model.ts';
import { type Listing, listing } from '../../json/schema.ts';
import { codeOf } from '../../netlink/errors.ts';
import type { RecordedSource } from './source.ts';

/** A virtual service, with counters. */
export type CountedService = ObservedService & { readonly stats: Stats };
/** A real server, with counters. */
export type CountedServer = ObservedDestination & { readonly stats: Stats };

/** A virtual service with its real servers. */
export interface Entry {
  readonly service: CountedService;
  readonly servers: readonly CountedServer[];
}

/** The kernel's IPVS. */
export interface Ipvs {
  /** Absent where the kernel has no IPVS. */
  readonly info?: Info | undefined;
  /** In ascending order. */
  readonly entries: readonly Entry[];
  readonly timeouts?: Timeouts | undefined;
  readonly daemons: readonly Daemon[];
}

/** The table, as `ipvsadm -L --json` lists it: ipvs.json is such a listing. */
export const ipvs: RecordedSource<Ipvs> = {
  name: 'ipvs',
  title: 'the table of IPVS',
  schema: listing.transform(
    ({ ipvs: info, services = [], timeouts, daemons = [] }): Ipvs => ({
      info,
      entries: services.map(entryOf),
      timeouts,
      daemons,
    }),
  ),
  toJson: ({ info, entries, timeouts, daemons }) => ({
    ipvs: info,
    services: entries.map(({ service: { key, ...settings }, servers }) => ({
      ...key,
      ...settings,
      destinations: servers,
    })),
    timeouts,
    daemons,
  }),
  read: async (host) => {
    try {
      return await readTable(await host.ipvs());
    } catch (error) {
      if (error instanceof IpvsMissingError) return { entries: [], daemons: [] };
      if (codeOf(error) === 'EPERM') throw new Error(NOT_PERMITTED, { cause: error });
      throw error;
    }
  },
};

const NOT_PERMITTED = 'not permitted: the kernel tells it to root only (CAP_NET_ADMIN outside of user namespaces)';

async function readTable(client: IpvsClient): Promise<Ipvs> {
  const info = await client.info();
  const entries: Entry[] = [];
  for await (const { service, destinations } of client.table({ sorted: true, stats: true })) {
    entries.push({ service: { ...service, stats: statsOf(service) }, servers: destinations.map(counted) });
  }
  return { info, entries, timeouts: await client.timeouts(), daemons: await client.daemons() };
}

const counted = (server: ObservedDestination): CountedServer => ({ ...server, stats: statsOf(server) });

function statsOf({ stats }: { readonly stats?: Stats | undefined }): Stats {
  if (stats === undefined) throw new Error('the kernel has left out the counters');
  return stats;
}

type ListedService = NonNullable<Listing['services']>[number];

function entryOf({ destinations, stats, ...listed }: ListedService): Entry {
  const key =
    'fwmark' in listed
      ? { fwmark: listed.fwmark, family: listed.family }
      : { protocol: listed.protocol, address: listed.address, port: listed.port };
  const { scheduler, persistence, netmask, onePacket, schedulerFlags, persistenceEngine } = listed;
  return {
    service: {
      key,
      scheduler,
      persistence,
      netmask,
      onePacket,
      schedulerFlags,
      persistenceEngine,
      stats: exactStats(stats),
    },
    servers: destinations.map((one) => ({ ...one, stats: exactStats(one.stats) })),
  };
}

function exactStats(stats: ListedService['stats']): Stats {
  return {
    connections: BigInt(stats.connections),
    inPackets: BigInt(stats.inPackets),
    outPackets: BigInt(stats.outPackets),
    inBytes: BigInt(stats.inBytes),
    outBytes: BigInt(stats.outBytes),
    connectionRate: BigInt(stats.connectionRate),
    inPacketRate: BigInt(stats.inPacketRate),
    outPacketRate: BigInt(stats.outPacketRate),
    inByteRate: BigInt(stats.inByteRate),
    outByteRate: BigInt(stats.outByteRate),
  };
}
