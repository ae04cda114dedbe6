import { destinationId } from '../../ipvs/key.ts';
import type { Stats } from '../../ipvs/model.ts';
import type { LiveServer, LiveService, Reading } from './reading.ts';

/** The counters that a pace is made of. */
export const PACES = ['connections', 'inPackets', 'outPackets', 'inBytes', 'outBytes'] as const;

/**
 * What an entry does a second, by the difference of its counters between two readings. The kernel's own estimate lags
 * by seconds, and is 0 where `net.ipv4.vs.run_estimation` is 0.
 */
export type Pace = Readonly<Record<(typeof PACES)[number], number>>;

/**
 * How an entry has changed: its pace, `new` if it was not there before, `zeroed` if its counters went back, by `-Z` or
 * because it was deleted and added again. `undefined` where its counters were not read twice.
 */
export type Change = Pace | 'new' | 'zeroed' | undefined;

/** What services and servers have in common. */
export interface Load {
  readonly change: Change;
  /** Connections in an established state; of a service, those of its servers. */
  readonly active: number;
  /** All others that the kernel remembers. */
  readonly inactive: number;
}

export interface MeasuredServer extends Load {
  readonly server: LiveServer;
  /** As it was in the earlier reading; absent where it was not there. */
  readonly before: LiveServer | undefined;
}

export interface MeasuredService extends Load, Omit<LiveService, 'servers'> {
  readonly servers: readonly MeasuredServer[];
}

/** The table with what happened since an earlier reading. */
export interface Measured {
  /** Seconds between the two readings; absent for the first one. */
  readonly seconds: number | undefined;
  readonly services: readonly MeasuredService[];
}

/** Compares a reading with an earlier one; without one, nothing has a pace. */
export function measure(before: Reading | undefined, now: Reading): Measured {
  const seconds = before && (now.at - before.at) / 1000;
  const known = new Map(before?.services.map((one) => [one.id, one]));
  const services = now.services.map(({ id, service, servers }): MeasuredService => {
    const earlier = known.get(id);
    const all = measureServers(earlier?.servers, servers, seconds);
    return {
      id,
      service,
      servers: all,
      active: all.reduce((sum, { active }) => sum + active, 0),
      inactive: all.reduce((sum, { inactive }) => sum + inactive, 0),
      change: changeOf(
        before && { there: earlier !== undefined, stats: earlier?.service.stats },
        service.stats,
        seconds,
      ),
    };
  });
  return { seconds, services };
}

function measureServers(
  before: readonly LiveServer[] | undefined,
  now: readonly LiveServer[],
  seconds: number | undefined,
): MeasuredServer[] {
  // Servers without counters are not on the screen, and may be thousands.
  if (now[0]?.stats === undefined) return now.map((server) => measured(server, undefined, undefined));
  const known = new Map(before?.map((one) => [destinationId(one), one]));
  return now.map((server) => {
    const earlier = known.get(destinationId(server));
    const change = changeOf(before && { there: earlier !== undefined, stats: earlier?.stats }, server.stats, seconds);
    return measured(server, change, earlier);
  });
}

const measured = (server: LiveServer, change: Change, before: LiveServer | undefined): MeasuredServer => ({
  server,
  change,
  active: server.activeConnections,
  inactive: server.inactiveConnections,
  before,
});

interface Earlier {
  readonly there: boolean;
  readonly stats: Stats | undefined;
}

function changeOf(before: Earlier | undefined, now: Stats | undefined, seconds: number | undefined): Change {
  if (before === undefined) return undefined;
  if (!before.there) return 'new';
  const { stats } = before;
  if (stats === undefined || now === undefined || !seconds) return undefined;
  if (PACES.every((name) => now[name] === stats[name])) return STILL;
  if (PACES.some((name) => now[name] < stats[name])) return 'zeroed';
  return paceFrom((name) => Number(now[name] - stats[name]) / seconds);
}

/** The pace of most services of a large table. */
const STILL: Pace = { connections: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 };

/** The sums over some services. What has no pace counts as nothing. */
export function totalOf(services: readonly MeasuredService[]): Total {
  const total = { services: services.length, servers: 0, active: 0, inactive: 0, pace: { ...STILL } };
  for (const { servers, active, inactive, change } of services) {
    total.servers += servers.length;
    total.active += active;
    total.inactive += inactive;
    const pace = paceIn(change) ?? STILL;
    if (pace !== STILL) for (const name of PACES) total.pace[name] += pace[name];
  }
  return total;
}

export interface Total {
  readonly services: number;
  readonly servers: number;
  readonly active: number;
  readonly inactive: number;
  readonly pace: Pace;
}

/** The pace in a change, if it is one. */
export const paceIn = (change: Change): Pace | undefined => (typeof change === 'object' ? change : undefined);

const paceFrom = (of: (name: (typeof PACES)[number]) => number): Pace => ({
  connections: of('connections'),
  inPackets: of('inPackets'),
  outPackets: of('outPackets'),
  inBytes: of('inBytes'),
  outBytes: of('outBytes'),
});
