import type { Buffer } from 'node:buffer';
import type { IpvsClient } from '../ipvs/client.ts';
import { destinationId } from '../ipvs/key.ts';
import type { Daemon, Info, ObservedDestination, ObservedService, Timeouts } from '../ipvs/model.ts';
import { type Counters, readTotals } from '../ipvs/proc/totals.ts';
import { type ConnectionCounts, countConnections } from './connection-counts.ts';
import { labelText, serverLabels, serviceLabels } from './labels.ts';

/** A real server, with its labels as text. */
export interface Server {
  readonly labels: string;
  readonly server: ObservedDestination;
}

/** A virtual service with its real servers, with its labels as text. */
export interface Entry {
  readonly labels: string;
  readonly service: ObservedService;
  readonly servers: readonly Server[];
}

/** The kernel's IPVS. */
export interface Ipvs {
  readonly info: Info;
  /** Of all services together. Absent where `/proc` does not tell. */
  readonly totals?: Counters | undefined;
  readonly entries: readonly Entry[];
  readonly timeouts: Timeouts;
  readonly daemons: readonly Daemon[];
  /** Absent where they were not asked for. */
  readonly connections?: ConnectionCounts | undefined;
}

/** What a diagnosis has found, as numbers. */
export interface Findings {
  /** Of each check that was carried out, the number of its findings by severity; 0 too. */
  readonly counts: readonly {
    /** `LVS101` */
    readonly code: string;
    /** The check's name in words: `virtual-address-not-local`. */
    readonly name: string;
    readonly severity: string;
    readonly count: number;
  }[];
  /** How many sources could not be looked at. */
  readonly gaps: number;
}

/** What metrics are made of. */
export interface Readings {
  /** Absent where the kernel has no IPVS. */
  readonly ipvs?: Ipvs | undefined;
  /** Absent where no diagnosis was asked for. */
  readonly findings?: Findings | undefined;
  /** What the reading took. */
  readonly seconds: number;
}

/**
 * Reads all that the kernel tells.
 *
 * @param connections the lines of the connection table, if they are to be counted
 * @throws what the client throws, and what the lines throw
 */
export async function readIpvs(client: IpvsClient, connections?: Iterable<Buffer>): Promise<Ipvs> {
  const info = await client.info();
  const entries: Entry[] = [];
  for await (const { service, destinations } of client.table({ sorted: true, stats: true })) {
    entries.push(entryOf(service, destinations));
  }
  return {
    info,
    entries,
    totals: readTotals(),
    timeouts: await client.timeouts(),
    daemons: await client.daemons(),
    connections: connections && countConnections(connections),
  };
}

/** Each server once: one that was added while they were read may be there twice, and then the last reading counts. */
export function entryOf(service: ObservedService, destinations: readonly ObservedDestination[]): Entry {
  const servers = new Map(destinations.map((one) => [destinationId(one), one])).values();
  return {
    labels: labelText(serviceLabels(service.key)),
    service,
    servers: Array.from(servers, (server) => ({ labels: labelText(serverLabels(service.key, server)), server })),
  };
}
